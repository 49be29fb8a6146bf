# Builds the benches and runs one of their mains. To be sourced, after prerequisites.sh.

# The benches are compiled with the tests, and run on the fat jar and Spark's own jars.
build_benches() {
  local root="$1" classes="$1/target/test-classes/io/marketlake/bench"
  build_if_stale "$root"
  if [ ! -d "$classes" ] ||
    [ -n "$(find "$root/src/test/java/io/marketlake/bench" -newer "$classes" -name '*.java' -print -quit)" ]; then
    require_maven
    echo "Building the benches …"
    (cd "$root" && mvn -q -B test-compile && touch "$classes") ||
      fail "the benches were not built, for the reason above; mvn test-compile shows all of it."
  fi
}

# run_bench ROOT MAIN [ARGUMENT…]; BENCH_MEMORY sets the heap, BENCH_JAVA_OPTIONS adds to the JVM's.
run_bench() {
  local root="$1" main="$2" java="${JAVA_HOME:+$JAVA_HOME/bin/}java" opens
  shift 2
  opens="$(sed -n 's/.*<test.jvm.opens>\(.*\)<\/test.jvm.opens>.*/\1/p' "$root/pom.xml")"
  # shellcheck disable=SC2086 # options are words
  exec "$java" $opens -Xmx"${BENCH_MEMORY:-3g}" -XX:+UseParallelGC -XX:ReservedCodeCacheSize=512m \
    -Duser.timezone=UTC -Dspark.master="local[*]" -Dspark.ui.enabled=false \
    -Dspark.ui.showConsoleProgress=false -Dmarketlake.log.level=warn \
    -Dlog4j2.configurationFile="$root/conf/log4j2.properties" -Dmarketlake.home="$root" \
    ${BENCH_JAVA_OPTIONS:-} \
    -cp "$root/target/test-classes:$root/target/marketlake.jar:$root/target/spark/jars/*" \
    "io.marketlake.bench.$main" "$@"
}
