#!/usr/bin/env bash
# What a month on S3 and in Athena costs, by the arithmetic of docs/cost.md. Options, each with its
# default:
#   --symbols 50                --events-per-second 0.6    of a symbol, ticks and trades
#   --texts-per-day 2           of a symbol, news and posts
#   --trigger 1                 seconds between micro-batches (stream.trigger)
#   --bars-trigger 5            seconds between those of bars (bars.trigger)
#   --marts-refresh 60          seconds between refreshes of marts and model quality (marts.refresh)
#   --maintain-hours 24         hours between runs of maintain that pack the open day too
#   --horizons 3                forecasts of a bar (direction.horizons)
#   --hours 24 --days 30        in which events come, a day and a month
#   --queries 200               queries in Athena a day
#   --days-per-query 30         days of a table that a query reads
#   --put-price 0.005           USD a 1,000 PUT, COPY, POST and LIST requests
#   --get-price 0.0004          USD a 1,000 GET and HEAD requests
#   --storage-price 0.023       USD a GB and month
#   --scan-price 5              USD a TB that Athena scans
# The prices are those of us-east-1 as publicly quoted in 2026; look yours up. What is counted
# (requests, bytes a row) is in scripts/lib/cost-counts, as S3CostTest printed it; what was
# assumed stands there too.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"

declare -A given=(
  [symbols]=50 [events-per-second]=0.6 [texts-per-day]=2 [trigger]=1 [bars-trigger]=5 [marts-refresh]=60 [maintain-hours]=24 [horizons]=3
  [hours]=24 [days]=30 [queries]=200 [days-per-query]=30
  [put-price]=0.005 [get-price]=0.0004 [storage-price]=0.023 [scan-price]=5)
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      sed -n '2,21s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    --*)
      name="${1#--}"
      [ -n "${given[$name]:-}" ] || fail "$1 can't be used, because there is no such option; cost.sh --help shows those that there are."
      [ $# -ge 2 ] || fail "$1 can't be used, because nothing follows it; cost.sh --help shows the options."
      [[ "$2" =~ ^[0-9]+(\.[0-9]+)?$ ]] || fail "$1 can't be used, because $2 is no number; write it as 12 or 0.5."
      given[$name]="$2"
      shift 2
      ;;
    *) fail "$1 can't be used, because there is no such option; cost.sh --help shows those that there are." ;;
  esac
done
for name in trigger bars-trigger marts-refresh maintain-hours; do
  [[ "${given[$name]}" =~ [1-9] ]] || fail "--$name can't be used, because it is 0; give the time between two of them."
done
for limit in hours:24 days:31; do
  awk -v n="${given[${limit%:*}]}" -v most="${limit#*:}" 'BEGIN { exit !(n > most) }' &&
    fail "--${limit%:*} can't be used, because ${given[${limit%:*}]} is more than ${limit#*:}; a month is reckoned."
done

limit="$(sed -n 's/.*"BytesScannedCutoffPerQuery": \([0-9]*\).*/\1/p' "$root/athena/workgroup.json")"
arguments=(-v "scan_limit=$limit")
for name in "${!given[@]}"; do arguments+=(-v "${name//-/_}=${given[$name]}"); done
awk "${arguments[@]}" -f "$root/scripts/lib/cost.awk" "$root/scripts/lib/cost-counts"
