#!/usr/bin/env bash
# a file (CSV, JSON lines, gzip) into a feed.  --help lists its options.
exec "$(dirname "$0")/run.sh" Replay "$@"
