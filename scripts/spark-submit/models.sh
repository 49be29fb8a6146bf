#!/usr/bin/env bash
# lists the trained models and moves the champion: list, show, promote, rollback, history.  --help lists its options.
exec "$(dirname "$0")/run.sh" Models "$@"
