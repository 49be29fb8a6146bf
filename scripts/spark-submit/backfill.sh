#!/usr/bin/env bash
# a file of history (ticks, trades or bars) into the lake, beside a live stream.  --help lists its options.
exec "$(dirname "$0")/run.sh" Backfill "$@"
