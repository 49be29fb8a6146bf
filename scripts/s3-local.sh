#!/usr/bin/env bash
# An S3 server on this machine for development: s3proxy, which honours conditional writes and keeps
# its objects as files of a folder. Ctrl-C ends it; the next start goes on with the same objects.
#   s3-local.sh [--folder DIR] [--port PORT] [--bucket NAME]
# The folder gets: buckets/ (a folder a bucket), environment (to be sourced by other shells),
# s3proxy.properties. Its credentials are made at the first start, or taken from AWS_ACCESS_KEY_ID
# and AWS_SECRET_ACCESS_KEY where both are set.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"

folder=s3-local port=9100 bucket=lake
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      sed -n '2,7s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    --folder | --port | --bucket)
      [ $# -ge 2 ] || fail "$1 can't be used, because nothing follows it; s3-local.sh --help shows the options."
      declare "${1#--}=$2"
      shift 2
      ;;
    *) fail "$1 can't be used, because there is no such option; s3-local.sh --help shows those that there are." ;;
  esac
done
[[ "$port" =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] ||
  fail "--port $port can't be used, because it is no port; take a number between 1 and 65535."
[[ "$bucket" =~ ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$ ]] ||
  fail "--bucket $bucket can't be used, because S3 allows no such name; take 3 to 63 small letters, digits and dashes."
jar="$root/target/s3proxy/s3proxy.jar"
[ -f "$jar" ] || fail "the S3 server can't be started, because nothing has been built yet; run mvn -q -DskipTests package."
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null 2>&1 ||
  fail "the S3 server can't be started, because there is no $java; apt-get install openjdk-17-jdk (or point JAVA_HOME at a JDK 17)."
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "the S3 server can't be started, because port $port is in use; give another by --port, or end what listens there."
fi

mkdir -p "$folder/buckets/$bucket" 2>/dev/null ||
  fail "the S3 server can't be started, because $folder can't be written; give another place by --folder."
folder="$(cd "$folder" && pwd)"
random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
identity="${AWS_ACCESS_KEY_ID:-}" secret="${AWS_SECRET_ACCESS_KEY:-}"
if [ -z "$identity" ] || [ -z "$secret" ]; then
  identity="$(sed -n 's/^s3proxy.identity=//p' "$folder/s3proxy.properties" 2>/dev/null || true)"
  secret="$(sed -n 's/^s3proxy.credential=//p' "$folder/s3proxy.properties" 2>/dev/null || true)"
  identity="${identity:-local$(random 8)}" secret="${secret:-$(random 20)}"
fi
endpoint="http://127.0.0.1:$port"
umask 077
cat >"$folder/s3proxy.properties" <<END
s3proxy.endpoint=$endpoint
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=$identity
s3proxy.credential=$secret
s3proxy.ignore-unknown-headers=true
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=$folder/buckets
END
cat >"$folder/environment" <<END
export AWS_ACCESS_KEY_ID='$identity'
export AWS_SECRET_ACCESS_KEY='$secret'
export AWS_REGION='us-east-1'
export AWS_ENDPOINT_URL_S3='$endpoint'
END

"$java" -Xmx512m -jar "$jar" --properties "$folder/s3proxy.properties" >"$folder/s3proxy.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM HUP
tries=0
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  tries=$((tries + 1))
  kill -0 "$server" 2>/dev/null && [ "$tries" -lt 300 ] ||
    fail "the S3 server did not start, for the reason in $folder/s3proxy.log; mend it and start again."
  sleep 0.1
done
cat <<END
S3 endpoint  $endpoint   (path style, region us-east-1)
bucket       s3a://$bucket
folder       $folder

In the shell that uses it:
  source $folder/environment
which sets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL_S3.

Ctrl-C ends the server; its objects stay in the folder.
END
wait "$server" ||
  fail "the S3 server ended, for the reason in $folder/s3proxy.log; mend it and start again."
