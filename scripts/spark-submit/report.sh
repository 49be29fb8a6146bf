#!/usr/bin/env bash
# writes what the lake says about some days as one HTML page.  --help lists its options.
exec "$(dirname "$0")/run.sh" Report "$@"
