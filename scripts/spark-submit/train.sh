#!/usr/bin/env bash
# trains a model from labelled texts and publishes it in the registry.  --help lists its options.
exec "$(dirname "$0")/run.sh" Train "$@"
