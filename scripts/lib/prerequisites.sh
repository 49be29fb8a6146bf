# Checks what the machine must have, and builds. To be sourced.

fail() {
  echo "error: $*" >&2
  exit 2
}

require_tools() {
  local java="${JAVA_HOME:+$JAVA_HOME/bin/}java" version
  command -v "$java" >/dev/null 2>&1 ||
    fail "Java can't be started, because there is no $java; apt-get install openjdk-17-jdk (or point JAVA_HOME at a JDK 17)."
  version="$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1 || true)"
  [ "$version" = 17 ] ||
    fail "Java ${version:-of an unknown version} can't be used, because marketlake needs Java 17; apt-get install openjdk-17-jdk and point JAVA_HOME at it."
  command -v "${java}c" >/dev/null 2>&1 ||
    fail "nothing can be built, because $java has no compiler beside it (a JRE); apt-get install openjdk-17-jdk."
}

require_maven() {
  local maven
  command -v mvn >/dev/null 2>&1 ||
    fail "nothing can be built, because there is no mvn; apt-get install maven."
  maven="$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1 || true)"
  case "$maven" in
    3.[89] | 3.[1-9][0-9]) ;;
    *) fail "Maven ${maven:-of an unknown version} can't be used, because marketlake needs 3.8 or newer (below 4); apt-get install maven." ;;
  esac
}

build_if_stale() {
  local root="$1" jar="$1/target/marketlake.jar"
  if [ ! -f "$jar" ] || [ ! -d "$root/target/spark/jars" ] || [ ! -d "$root/target/kafka/lib" ] ||
    [ -n "$(find "$root/src/main" "$root/conf" "$root/data" "$root/pom.xml" -newer "$jar" -print -quit)" ]; then
    require_maven
    echo "Building marketlake (the first time takes a few minutes) …"
    (cd "$root" && mvn -q -B -DskipTests package) ||
      fail "the build failed, for the reason above; mvn -DskipTests package shows all of it."
  fi
}
