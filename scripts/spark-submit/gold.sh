#!/usr/bin/env bash
# silver texts -> gold.sentiment, with the newest model.  --help lists its options.
exec "$(dirname "$0")/run.sh" Gold "$@"
