#!/usr/bin/env bash
# looks for leaks in forecasts of prices; publishes nothing.  --help lists its options.
exec "$(dirname "$0")/run.sh" LeakCheck "$@"
