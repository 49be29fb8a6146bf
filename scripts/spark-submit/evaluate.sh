#!/usr/bin/env bash
# judges a published model on labelled texts.  --help lists its options.
exec "$(dirname "$0")/run.sh" Evaluate "$@"
