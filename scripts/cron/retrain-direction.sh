#!/usr/bin/env bash
# Trains direction models anew where an alert says that they have drifted or lost their skill; for cron.
#   retrain-direction.sh [further options of train.sh direction]
# One at a time. It brings the quality and the alerts up to date first, where no stream.sh does. Only
# horizons with an open alert are trained, and none whose newest version was trained on the same bars.
# A new model stays challenger until models.sh promote: it swaps nothing by itself. Who wants it otherwise
# says so: --promote if-better, a further option, lets it become champion by the rules of train.sh.
# Settings: RETRAIN_LOG, the log (retrain-direction.log in the current folder), of which the newest
#   10 MB and as much before are kept; RETRAIN_LOCK, the lock's file (beside the log).
# Ends with 0: trained, or nothing to do; 2: a mistake that you can mend; 1: a bug; 75: another one is
# at work. What went wrong is printed too, so that cron mails it.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
log="${RETRAIN_LOG:-retrain-direction.log}"
lock="${RETRAIN_LOCK:-$log.lock}"
most_bytes=10000000
some_are_open=3

say() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >> "$log"; }

# Runs a job; what it printed is in the log, and in $output.
job() {
  local status
  output="$("$root/scripts/spark-submit/$1.sh" "${@:2}" 2>> "$log" 9>&-)"
  status=$?
  [ -z "$output" ] || printf '%s\n' "$output" >> "$log"
  return "$status"
}

failed() {
  say "$1 ends with $2"
  echo "$1 failed with $2; the end of $log:"
  tail -n 20 "$log"
  exit "$2"
}

exec 9> "$lock" || exit 2
if ! flock --nonblock 9; then
  say "another retraining is at work ($lock)"
  exit 75
fi
if [ -f "$log" ] && [ "$(stat -c %s "$log")" -gt "$most_bytes" ]; then
  mv "$log" "$log.1"
fi

job quality --if-free || failed quality $?
job alerts --rule direction- --subjects
status=$?
if [ "$status" -eq 0 ]; then
  say "no alert is open; nothing to do"
  exit 0
fi
[ "$status" -eq "$some_are_open" ] || failed alerts "$status"
# A subject is a feed, the length of its bars, a horizon and a version: ticks 1m +5 20260101T000000Z-1
horizons="$(awk '{ print substr($3, 2) }' <<< "$output" | sort -nu | paste -sd, -)"
[[ "$horizons" =~ ^[0-9]+(,[0-9]+)*$ ]] || failed "reading the alerts' horizons ($horizons)" 1
# Never swaps by itself, unless the caller says when.
promote=(--promote never)
for option in "$@"; do
  case "$option" in --promote | --promote=*) promote=() ;; esac
done
say "begins: train direction of $horizons bars $*"
job train direction --if-new-data --set "direction.horizons=$horizons" \
  "${promote[@]}" "$@" || failed "train direction" $?
say "trained, where there was something new"
