#!/usr/bin/env bash
# a simulated market into Kafka.  --help lists its options.
exec "$(dirname "$0")/run.sh" Simulate "$@"
