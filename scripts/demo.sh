#!/usr/bin/env bash
# Live market data through bronze, silver and gold on this machine: Kafka, a simulated market, local
# Delta tables. Builds what is not built. --for 90s ends it by itself; --lake DIR says where.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
require_tools
build_if_stale "$root"

lake=lake
arguments=("$@")
for ((i = 0; i < $#; i++)); do
  case "${arguments[$i]}" in
    --lake) lake="${arguments[$((i + 1))]:-lake}" ;;
    --lake=*) lake="${arguments[$i]#--lake=}" ;;
  esac
done
log=/dev/null
case " $* " in
  *" --help "* | *" -h "*) ;;
  *) if mkdir -p "$lake/_marketlake" 2>/dev/null; then log="$(cd "$lake/_marketlake" && pwd)/demo.log"; fi ;;
esac
terminal=()
[ -t 1 ] && terminal=(--terminal)
export RUN_LOG4J="$root/conf/log4j2-file.properties"
# A demo is minutes old: code compiled quickly serves it better than code compiled well.
export RUN_JAVA_OPTIONS="\"-Dmarketlake.log=$log\" -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
exec "$root/scripts/spark-submit/run.sh" Demo ${terminal[@]+"${terminal[@]}"} "$@"
