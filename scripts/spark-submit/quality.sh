#!/usr/bin/env bash
# grades forecasts beside baselines, opens and closes alerts; for cron.  --help lists its options.
exec "$(dirname "$0")/run.sh" Quality "$@"
