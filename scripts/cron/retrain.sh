#!/usr/bin/env bash
# Trains the sentiment model anew where there is something new to learn from; for cron.
#   retrain.sh --data /data/labelled.csv [further options of train.sh sentiment]
# One at a time. Nothing is trained where the newest version was trained on the same texts and labels;
# a new model becomes champion where it is better (--promote always or never decides otherwise).
# Settings: RETRAIN_LOG, the log (retrain.log in the current folder), of which the newest
#   10 MB and as much before are kept; RETRAIN_LOCK, the lock's file (beside the log).
# Ends with 0: trained, or nothing to do; 2: a mistake that you can mend; 1: a bug; 75: another one is
# at work. What went wrong is printed too, so that cron mails it.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
log="${RETRAIN_LOG:-retrain.log}"
lock="${RETRAIN_LOCK:-$log.lock}"
most_bytes=10000000

say() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >> "$log"; }

exec 9> "$lock" || exit 2
if ! flock --nonblock 9; then
  say "another retraining is at work ($lock)"
  exit 75
fi
if [ -f "$log" ] && [ "$(stat -c %s "$log")" -gt "$most_bytes" ]; then
  mv "$log" "$log.1"
fi

say "begins: train sentiment $*"
output="$("$root/scripts/spark-submit/train.sh" sentiment --if-new-data "$@" 2>> "$log" 9>&-)"
status=$?
[ -z "$output" ] || printf '%s\n' "$output" >> "$log"
say "ends with $status"
if [ "$status" -ne 0 ]; then
  echo "retraining failed with $status; the end of $log:"
  tail -n 20 "$log"
fi
exit "$status"
