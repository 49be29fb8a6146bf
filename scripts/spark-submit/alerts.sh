#!/usr/bin/env bash
# lists open alerts; ends with 3 where there are some.  --help lists its options.
exec "$(dirname "$0")/run.sh" Alerts "$@"
