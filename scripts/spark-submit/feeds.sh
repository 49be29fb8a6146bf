#!/usr/bin/env bash
# lists the declared feeds; infers a declaration from a topic.  --help lists its options.
exec "$(dirname "$0")/run.sh" Feeds "$@"
