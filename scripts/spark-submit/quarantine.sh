#!/usr/bin/env bash
# counts or shows the records that silver did not take.  --help lists its options.
exec "$(dirname "$0")/run.sh" Quarantine "$@"
