#!/usr/bin/env bash
# several layers fused into one query, for one machine.  --help lists its options.
exec "$(dirname "$0")/run.sh" Stream "$@"
