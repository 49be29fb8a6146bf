#!/usr/bin/env bash
# a SQL query on the lake, printed as a table, JSON or CSV.  --help lists its options.
exec "$(dirname "$0")/run.sh" Query "$@"
