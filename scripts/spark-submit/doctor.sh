#!/usr/bin/env bash
# looks at the lake and tells what is wrong with it.  --help lists its options.
exec "$(dirname "$0")/run.sh" Doctor "$@"
