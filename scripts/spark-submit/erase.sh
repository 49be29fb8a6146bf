#!/usr/bin/env bash
# Takes the records of a feed that fulfil a condition out of the lake.  --help lists its options.
exec "$(dirname "$0")/run.sh" Erase "$@"
