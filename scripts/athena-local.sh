#!/usr/bin/env bash
# Athena's stand-in on this machine: starts Trino, registers the gold tables of a lake, makes the
# views of athena/views, runs every file of athena/queries, prints the results and stops Trino.
#   athena-local.sh [--lake DIR|s3a://bucket/prefix] [--files athena] [--output DIR] [--keep]
# --files names a copy of athena/ that has your own marts too, as spark-submit/athena.sh writes it.
# --output writes each view's and query's rows into DIR, a JSON object a line, instead of printing.
# --keep leaves Trino running until Ctrl-C, for queries of your own.
# Trino needs Java 24 or newer: TRINO_JAVA_HOME, or the newest of /usr/lib/jvm. A lake on S3 is
# reached as the environment says: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and
# AWS_ENDPOINT_URL_S3 (source s3-local/environment).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
source "$root/scripts/lib/athena.sh"
version=476 needs=24

lake="${MARKETLAKE_LAKE_PATH:-lake}" output="" keep="" files="$root/athena"
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      sed -n '2,11s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    --lake | --output | --files)
      [ $# -ge 2 ] || fail "$1 can't be used, because nothing follows it; athena-local.sh --help shows the options."
      declare "${1#--}=$2"
      shift 2
      ;;
    --keep)
      keep=yes
      shift
      ;;
    *) fail "$1 can't be used, because there is no such option; athena-local.sh --help shows those that there are." ;;
  esac
done

[ -d "$files/tables" ] && [ -d "$files/queries" ] ||
  fail "--files can't be used, because '$files' has no tables and queries; copy the folder athena, and let spark-submit/athena.sh --out write into it."

major() { "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1; }
java_home=""
if [ -n "${TRINO_JAVA_HOME:-}" ]; then
  [ -x "$TRINO_JAVA_HOME/bin/java" ] ||
    fail "Trino can't be started, because TRINO_JAVA_HOME is $TRINO_JAVA_HOME and there is no bin/java below it; point it at a JDK $needs or newer."
  java_home="$TRINO_JAVA_HOME"
else
  newest=0
  for home in /usr/lib/jvm/*; do
    [ -x "$home/bin/java" ] || continue
    found="$(major "$home" || true)"
    if [ "${found:-0}" -gt "$newest" ]; then newest="$found" java_home="$home"; fi
  done
fi
found="$([ -n "$java_home" ] && major "$java_home" || true)"
[ "${found:-0}" -ge "$needs" ] ||
  fail "Trino can't be started, because it needs Java $needs or newer and the newest here is ${found:-none}; install one (apt-get install temurin-25-jdk, from Adoptium's repository) or point TRINO_JAVA_HOME at one."

case "$lake" in
  s3a://* | s3://*)
    [ -n "${AWS_ACCESS_KEY_ID:-}" ] && [ -n "${AWS_SECRET_ACCESS_KEY:-}" ] ||
      fail "the lake at $lake can't be read, because AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set; set them, or source s3-local/environment."
    place="s3://${lake#*://}"
    ;;
  *)
    [ -d "$lake" ] || fail "there is no lake at $lake, because nothing was written there; run scripts/demo.sh first, or name another by --lake."
    place="local://$(cd "$lake" && pwd)"
    ;;
esac

# Trino itself: 0.8 GB, fetched once into target/, of which only what it needs is unpacked.
trino="$root/target/trino" server="$root/target/trino/trino-server-$version"
cli="$trino/trino-cli-$version-executable.jar"
fetch() {
  [ -f "$trino/$2" ] || {
    command -v mvn >/dev/null 2>&1 || fail "Trino can't be fetched, because there is no mvn; apt-get install maven."
    echo "Fetching $2 (once) …" >&2
    # Outside of the project, whose settings of the same plugin would win.
    (cd "$trino" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact="io.trino:$1" -DoutputDirectory="$trino" >&2) ||
      fail "Trino can't be fetched, for the reason above; mend it and start again."
  }
}
mkdir -p "$trino"
fetch "trino-cli:$version:jar:executable" "trino-cli-$version-executable.jar"
if [ ! -f "$server/ready" ]; then
  fetch "trino-server:$version:tar.gz" "trino-server-$version.tar.gz"
  echo "Unpacking Trino …" >&2
  rm -rf "$server"
  # The plugin's jars are hard links to those of the other three.
  plugins=(bigquery cassandra clickhouse)
  tar -xzf "$trino/trino-server-$version.tar.gz" -C "$trino" \
    "trino-server-$version/lib" "trino-server-$version/secrets-plugin" \
    "trino-server-$version/plugin/delta-lake" "${plugins[@]/#/trino-server-$version/plugin/}" ||
    fail "Trino can't be unpacked, because its archive is broken or the disk is full; remove $trino and start again."
  rm -rf "${plugins[@]/#/$server/plugin/}"
  touch "$server/ready"
fi

work="$(mktemp -d)" pid=""
stop() {
  if [ -n "$pid" ] && kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
free_port() {
  local port
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "Trino can't be started, because no free port was found; try again."
}
port="$(free_port)"
umask 077
mkdir -p "$work/etc/catalog" "$work/data" "$work/metastore" "$work/rows"
cat >"$work/etc/node.properties" <<END
node.environment=local
node.id=athena-local
node.data-dir=$work/data
END
cat >"$work/etc/config.properties" <<END
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=$port
http-server.http.enabled=true
node.internal-address=127.0.0.1
discovery.uri=http://127.0.0.1:$port
query.max-memory=400MB
query.max-memory-per-node=400MB
END
echo "io.trino=WARN" >"$work/etc/log.properties"
cat >"$work/etc/catalog/lake.properties" <<END
connector.name=delta_lake
hive.metastore=file
hive.metastore.catalog.dir=local://$work/metastore
hive.metastore.disable-location-checks=true
fs.hadoop.enabled=false
fs.native-local.enabled=true
local.location=/
delta.register-table-procedure.enabled=true
delta.metadata.cache-ttl=0s
END
if [[ "$place" == s3://* ]]; then
  # The secrets stay in the environment; Trino reads them from there.
  cat >>"$work/etc/catalog/lake.properties" <<END
fs.native-s3.enabled=true
s3.region=${AWS_REGION:-us-east-1}
s3.aws-access-key=\${ENV:AWS_ACCESS_KEY_ID}
s3.aws-secret-key=\${ENV:AWS_SECRET_ACCESS_KEY}
END
  endpoint="${AWS_ENDPOINT_URL_S3:-}"
  [ -z "$endpoint" ] || printf 's3.endpoint=%s\ns3.path-style-access=true\n' "$endpoint" >>"$work/etc/catalog/lake.properties"
fi

(
  cd "$work/data" # Trino writes where it stands.
  exec "$java_home/bin/java" -server -Xmx1G -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError \
    -XX:ReservedCodeCacheSize=256M -Djdk.attach.allowAttachSelf=true \
    -Djdk.nio.maxCachedBufferSize=2000000 -Dfile.encoding=UTF-8 -Duser.timezone=UTC \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    --add-modules=jdk.incubator.vector -XX:+UnlockDiagnosticVMOptions -XX:G1NumCollectionsKeepPinned=10000000 \
    -Dnode.data-dir="$work/data" -Dnode.environment=local -Dnode.id=athena-local \
    -Dconfig="$work/etc/config.properties" -Dlog.levels-file="$work/etc/log.properties" \
    -Dcatalog.config-dir="$work/etc/catalog" -Dplugin.dir="$server/plugin" \
    -Dsecrets-plugin.dir="$server/secrets-plugin" \
    -cp "$server/lib/*" io.trino.server.TrinoServer
) >"$work/trino.log" 2>&1 &
pid=$!

# One statement; its rows on stdout, its error in $work/error.
ask() {
  "$java_home/bin/java" -Xmx256M -XX:TieredStopAtLevel=1 -jar "$cli" --server "http://127.0.0.1:$port" \
    --user marketlake --catalog lake --schema marketlake --timezone UTC --no-progress \
    --output-format "$1" --execute "$2" 2>"$work/error"
}
reason() { grep -v '^WARNING\|^[A-Z][a-z][a-z] [0-9]' "$work/error" | tr -s '\n ' ' ' | cut -c1-400 | sed 's/^ //; s/ $//'; }

echo "Starting Trino $version on Java $found …" >&2
deadline=$((SECONDS + 180))
info() { { exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'GET /v1/info HTTP/1.0\r\n\r\n' >&3 && cat <&3; } 2>/dev/null; }
until [[ "$(info)" == *'"starting":false'* ]]; do
  kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $deadline ] || {
    tail -n 30 "$work/trino.log" >&2
    fail "Trino did not start, for the reason in its log above; mend it and start again."
  }
  sleep 0.5
done
ask TSV "CREATE SCHEMA IF NOT EXISTS lake.marketlake" >/dev/null || fail "the stand-in can't be used, because it says: $(reason); mend that and start again."

known=" "
for file in "$files"/tables/*.sql; do
  table="$(basename "$file" .sql)"
  # What the statement says of the lake, in Trino's words.
  folder="$(sed -n "s|.*LOCATION 's3://YOUR-BUCKET/lake/\([^']*\)'.*|\1|p" "$file")"
  if ask TSV "CALL lake.system.register_table(schema_name => 'marketlake', table_name => '$table', table_location => '$place/${folder%/}')" >/dev/null; then
    known="$known$table "
  elif grep -qi 'No transaction log found' "$work/error"; then
    echo "The lake has no table gold.$table yet; what reads it is left out." >&2
  else
    fail "the table gold.$table can't be registered, because Trino says: $(reason); mend that and start again."
  fi
done
[ "$known" != " " ] || fail "the lake at $lake can't be queried, because it has no gold table; run a job that writes one first."

make_view() {
  ask TSV "$(statement "$1")" >/dev/null ||
    fail "the view $(basename "$1" .sql) can't be made, because Trino says: $(reason); mend $1."
}
make_views "$files" make_view
for file in "${unreadable[@]}"; do echo "The view $(basename "$file" .sql) is left out." >&2; done
zoned="$(ask TSV "SELECT table_name || '.' || column_name FROM lake.information_schema.columns
  WHERE table_schema = 'marketlake' AND table_name IN (SELECT table_name FROM lake.information_schema.views WHERE table_schema = 'marketlake')
  AND (data_type LIKE '%with time zone%' OR column_name LIKE '\_col%' ESCAPE '\')")" ||
  fail "the views can't be looked at, because Trino says: $(reason); mend that and start again."
[ -z "$zoned" ] ||
  fail "Athena would refuse the views, because they expose a timestamp with time zone or a column without a name: $(echo $zoned); cast or name it."

run() { # kind name statement
  if [ -n "$output" ]; then
    mkdir -p "$output/$1"
    ask JSON "$3" >"$output/$1/$2.json" || fail "$1/$2 can't be run, because Trino says: $(reason); mend $files/$1/$2.sql."
    echo "$1/$2: $(wc -l <"$output/$1/$2.json") rows" >&2
  else
    printf '\n== %s\n' "$2"
    ask ALIGNED "$3" || fail "$1/$2 can't be run, because Trino says: $(reason); mend $files/$1/$2.sql."
  fi
}
if [ -n "$output" ]; then
  mkdir -p "$output" || fail "--output $output can't be used, because it can't be written; name another folder."
  for file in "$files"/views/*.sql; do
    view="$(basename "$file" .sql)"
    [[ "$known" == *" $view "* ]] || continue
    # The client can't write what has parts as JSON; Trino itself can.
    columns="$(ask TSV "SELECT array_join(array_agg(CASE WHEN regexp_like(data_type, '^(array|row|map)')
      THEN 'json_format(CAST(\"' || column_name || '\" AS JSON)) AS \"' || column_name || '\"'
      ELSE '\"' || column_name || '\"' END ORDER BY ordinal_position), ', ')
      FROM lake.information_schema.columns WHERE table_schema = 'marketlake' AND table_name = '$view'")" ||
      fail "the view $view can't be looked at, because Trino says: $(reason); mend that and start again."
    run views "$view" "SELECT $columns FROM marketlake.$view"
  done
fi
for file in "$files"/queries/*.sql; do
  query="$(basename "$file" .sql)"
  readable "$file" || { echo "The query $query is left out." >&2; continue; }
  run queries "$query" "$(statement "$file")"
done
if [ -n "$keep" ]; then
  echo "Trino listens at http://127.0.0.1:$port, catalog lake, schema marketlake; Ctrl-C ends it." >&2
  echo "  $java_home/bin/java -jar $cli --server http://127.0.0.1:$port --catalog lake --schema marketlake" >&2
  wait "$pid"
fi
