#!/usr/bin/env bash
# the marts of gold, kept current by the days that were touched; --once ends after one refresh.  --help lists its options.
exec "$(dirname "$0")/run.sh" Marts "$@"
