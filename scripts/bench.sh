#!/usr/bin/env bash
# Rows a second and a CPU-second of each layer, beside floors of plain Spark and the recipe of a
# tutorial, in one JVM on this machine. Builds what is not built. About half an hour with its 10
# million ticks; --rows 500000 gives a first look. --growth, --micro-batches 10000 and --json FILE:
# see --help and docs/benchmarks.md.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
source "$root/scripts/lib/bench.sh"
require_tools
build_benches "$root"
run_bench "$root" Bench "$@"
