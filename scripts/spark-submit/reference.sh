#!/usr/bin/env bash
# the company reference: load or diff a file of companies, show the versions.  --help lists its options.
exec "$(dirname "$0")/run.sh" Reference "$@"
