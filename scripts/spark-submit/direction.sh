#!/usr/bin/env bash
# silver.bars -> gold.direction, with the champions of the time.  --help lists its options.
exec "$(dirname "$0")/run.sh" Direction "$@"
