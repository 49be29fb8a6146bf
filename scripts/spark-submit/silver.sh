#!/usr/bin/env bash
# bronze.events -> silver tables and quarantine.  --help lists its options.
exec "$(dirname "$0")/run.sh" Silver "$@"
