#!/usr/bin/env bash
# Makes the bars of feeds anew from silver.  --help lists its options.
exec "$(dirname "$0")/run.sh" Rebuild "$@"
