#!/usr/bin/env bash
# marketlake in turns with Flink SQL, a Flink job with Jackson, and Kafka Streams, on the same topic
# in the same run: JSON -> Parquet, and one-minute bars. Builds what is not built; the peers are a
# project of their own (src/peers), which nothing else builds. A proof: about half an hour with its
# 10 million ticks; --rows 500000 gives a first look.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
source "$root/scripts/lib/bench.sh"
require_tools
require_maven
build_benches "$root"
if [ ! -f "$root/target/peers/peers.jar" ] ||
  [ -n "$(find "$root/src/peers" -newer "$root/target/peers/peers.jar" -type f -print -quit)" ]; then
  echo "Building the peers …"
  mvn -q -B -f "$root/src/peers/pom.xml" package ||
    fail "the peers were not built, for the reason above; mvn -f src/peers/pom.xml package shows all of it."
fi
run_bench "$root" PeersBench "$@"
