#!/usr/bin/env bash
# lists the declared feeds; infers one from a topic; compares them with what arrived.  --help lists its options.
exec "$(dirname "$0")/run.sh" Feeds "$@"
