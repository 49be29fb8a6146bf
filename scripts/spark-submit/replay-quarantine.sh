#!/usr/bin/env bash
# gives quarantined records a second chance, with a fix or under other rules.  --help lists its options.
exec "$(dirname "$0")/run.sh" ReplayQuarantine "$@"
