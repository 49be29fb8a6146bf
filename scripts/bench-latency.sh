#!/usr/bin/env bash
# How old rows are when they can be read in bronze, silver, bars and gold, with all four feeds live
# at 1,000 and 10,000 events/s, in one process and in a process a layer; cores, commits a second, and
# what idleness costs. Builds what is not built. About 40 minutes; --warm-up 30
# --measure 30 --rates 1000 gives a first look. --profile DIR adds a CPU profile of a minute of each.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
source "$root/scripts/lib/bench.sh"
require_tools
build_benches "$root"
BENCH_MEMORY="${BENCH_MEMORY:-1g}" run_bench "$root" LatencyBench "$@"
