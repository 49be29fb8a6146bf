#!/usr/bin/env bash
# Live market data through bronze, silver and gold on this machine: Kafka, a simulated market, Delta
# tables. Builds what is not built. --for 90s ends it by itself; --lake DIR says where. --leak-check
# runs nothing live: it shows how a forecast of this market is refused as too good to be true.
# --s3 keeps the lake on an S3 server of its own, which starts and ends with the demo; --lake NAME
# then names the prefix in its bucket. Server, broker and log lie under ./demo-s3.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
require_tools
build_if_stale "$root"

lake="" on_s3=false live=true rest=()
while [ $# -gt 0 ]; do
  case "$1" in
    --s3) on_s3=true ;;
    --lake)
      [ $# -ge 2 ] || fail "--lake can't be used, because nothing follows it; --lake DIR names the lake."
      lake="$2"
      shift
      ;;
    --lake=*) lake="${1#--lake=}" ;;
    --help | -h | --leak-check)
      live=false
      rest+=("$1")
      ;;
    *) rest+=("$1") ;;
  esac
  shift
done

# Starts the S3 server and lets it end with this process, however that ends: the demo takes this
# process's place, and the server must hear neither its Ctrl-C nor its end before the last commit.
start_s3() {
  local folder="$1" port tries=0 server demo=$$
  port=$((20000 + RANDOM % 20000))
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((20000 + RANDOM % 20000)); done
  mkdir -p "$folder" 2>/dev/null || fail "the S3 server can't be started, because $folder can't be written; start the demo in a folder that you may write."
  (trap '' INT HUP; exec "$root/scripts/s3-local.sh" --folder "$folder" --port "$port" --bucket marketlake) \
    >"$folder/start.log" 2>&1 </dev/null &
  server=$!
  (trap '' INT HUP; while kill -0 "$demo" 2>/dev/null; do sleep 0.5; done; kill "$server") >/dev/null 2>&1 </dev/null &
  until grep -q '^S3 endpoint' "$folder/start.log" 2>/dev/null; do
    tries=$((tries + 1))
    kill -0 "$server" 2>/dev/null && [ "$tries" -lt 300 ] ||
      fail "the S3 server did not start, for the reason in $folder/start.log; mend it and start again."
    sleep 0.1
  done
  unset AWS_SESSION_TOKEN AWS_PROFILE
  source "$folder/environment"
  echo "An S3 server is up at $AWS_ENDPOINT_URL_S3; it ends with the demo."
  echo "Its objects stay; to query them later: scripts/s3-local.sh --folder $folder --bucket marketlake; source $folder/environment"
}

log=/dev/null
if $on_s3; then
  lake="${lake:-demo}"
  [[ "$lake" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$ ]] ||
    fail "--lake $lake can't be used with --s3, because it is no prefix of a bucket; take letters, digits, dots, dashes and slashes, such as demo."
  work="demo-s3/lakes/$lake"
  rest=(--lake "s3a://marketlake/$lake" --broker "$work" --set s3.path-style=true ${rest[@]+"${rest[@]}"})
else
  work="${lake:-lake}"
  [ -z "$lake" ] || rest=(--lake "$lake" ${rest[@]+"${rest[@]}"})
fi
if $live; then
  case "$work" in s3a://* | s3://*) ;; *)
    if mkdir -p "$work/_marketlake" 2>/dev/null; then log="$(cd "$work/_marketlake" && pwd)/demo.log"; fi ;;
  esac
  if $on_s3; then start_s3 demo-s3/s3; fi
fi
terminal=()
[ -t 1 ] && terminal=(--terminal)
export RUN_LOG4J="$root/conf/log4j2-file.properties"
# A demo is minutes old: code compiled quickly serves it better than code compiled well.
export RUN_JAVA_OPTIONS="\"-Dmarketlake.log=$log\" -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseParallelGC"
exec "$root/scripts/spark-submit/run.sh" Demo ${terminal[@]+"${terminal[@]}"} ${rest[@]+"${rest[@]}"}
