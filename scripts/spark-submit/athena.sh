#!/usr/bin/env bash
# writes the statements that register gold tables in Athena, your own marts among them.  --help lists its options.
exec "$(dirname "$0")/run.sh" Athena "$@"
