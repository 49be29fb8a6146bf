#!/usr/bin/env bash
# Kafka -> bronze.events: every record, raw, once.  --help lists its options.
exec "$(dirname "$0")/run.sh" Bronze "$@"
