#!/usr/bin/env bash
# packs small files, deletes what no reader needs, trims logs.  --help lists its options.
exec "$(dirname "$0")/run.sh" Rebuild "$@"
