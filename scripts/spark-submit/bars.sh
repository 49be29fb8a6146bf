#!/usr/bin/env bash
# Silver tables -> silver.bars, silver.windows and silver.late.  --help lists its options.
exec "$(dirname "$0")/run.sh" Bars "$@"
