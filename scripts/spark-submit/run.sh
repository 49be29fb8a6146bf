#!/usr/bin/env bash
# Runs one of marketlake's mains through spark-submit; the scripts beside this one name it.
#   run.sh MAIN [ARGUMENT…]
# With SPARK_HOME set, its spark-submit is used; otherwise the Spark runtime that the build lays out
# under target/. SPARK_SUBMIT_OPTIONS adds options of spark-submit (--master, --conf, …);
# RUN_JAVA_OPTIONS stands for those of the driver's JVM, by default the collector that takes the least CPU.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
main="$1"
shift
jar="$root/target/marketlake.jar"
[ -f "$jar" ] || { echo "error: $jar is missing, because nothing has been built yet; run mvn -q -DskipTests package." >&2; exit 2; }
logging="${RUN_LOG4J:-$root/conf/log4j2.properties}"
export MARKETLAKE_CONF_FILE="${MARKETLAKE_CONF_FILE:-$root/conf/marketlake.conf}"
# shellcheck disable=SC2206 # options are words
options=(
  --class "io.marketlake.app.$main"
  --properties-file "$root/conf/spark-defaults.conf"
  --driver-memory "${MARKETLAKE_DRIVER_MEMORY:-1g}"
  --driver-java-options "\"-Dlog4j2.configurationFile=$logging\" \"-Dmarketlake.home=$root\" ${RUN_JAVA_OPTIONS:--XX:+UseParallelGC}"
  ${SPARK_SUBMIT_OPTIONS:-}
)
if [ -n "${SPARK_HOME:-}" ]; then
  exec "$SPARK_HOME/bin/spark-submit" "${options[@]}" "$jar" "$@"
fi

# What bin/spark-class of a distribution does: the launcher answers with a lone NUL, a newline, then
# the command's words and an exit code, each ended by a NUL.
export SPARK_HOME="$root/target/spark" SPARK_SCALA_VERSION=2.12
[ -d "$SPARK_HOME/jars" ] || { echo "error: $SPARK_HOME is missing, because nothing has been built yet; run mvn -q -DskipTests package." >&2; exit 2; }
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command=()
delimiter=$'\n'
started=false
while IFS= read -d "$delimiter" -r word; do
  if [ $started = true ]; then
    command+=("$word")
  elif [ "$word" = $'\0' ]; then
    delimiter=''
    started=true
  elif [ -n "$word" ]; then
    echo "$word"
  fi
done < <("$java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "${options[@]}" "$jar" "$@"; printf '%d\0' $?)
last=$((${#command[@]} - 1))
if [ "$last" -lt 0 ] || [ "${command[$last]}" != 0 ]; then
  echo "error: spark-submit can't be started, because its launcher failed; check java ($java) and SPARK_SUBMIT_OPTIONS." >&2
  exit 2
fi
exec "${command[@]:0:$last}"
