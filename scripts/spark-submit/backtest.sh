#!/usr/bin/env bash
# trades a strategy over bars as they were known, beside buy and hold.  --help lists its options.
exec "$(dirname "$0")/run.sh" Backtest "$@"
