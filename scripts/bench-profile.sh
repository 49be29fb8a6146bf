#!/usr/bin/env bash
# Where a running job spends its CPU: bench-profile.sh --pid PID [--for 60] [--out DIR] writes
# profile.md (threads, kinds of work, methods), stacks.txt (collapsed stacks) and flame.svg.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
source "$root/scripts/lib/bench.sh"
require_tools
build_benches "$root"
BENCH_MEMORY="${BENCH_MEMORY:-512m}" run_bench "$root" CpuProfile "$@"
