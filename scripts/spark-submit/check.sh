#!/usr/bin/env bash
# tries rules of a feed on its history, and writes nothing.  --help lists its options.
exec "$(dirname "$0")/run.sh" Check "$@"
