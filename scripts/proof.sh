#!/usr/bin/env bash
# The long proofs: every fail point, by exception and by kill -9, fused and split. About an hour on
# two cores. -Dtest=… and -Dit.test=… pick some.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -B verify -Pproof "$@"
