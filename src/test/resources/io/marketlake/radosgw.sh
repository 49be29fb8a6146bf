#!/usr/bin/env bash
# A Ceph object gateway of one node with its objects in memory, on loopback, in an empty folder; the
# tools are Debian's (apt-get install --no-install-recommends radosgw ceph-mon ceph-osd).
#   radosgw.sh FOLDER MONITOR_PORT PORT TLS_PORT IDENTITY SECRET
# Says "ready" when it answers, and ends when its input does. It encrypts under the key "log-key",
# which it keeps itself, lets roles be assumed, and answers under TLS too, by FOLDER/certificate.pem.
set -euo pipefail
folder="$1" monitor_port="$2" port="$3" tls_port="$4" identity="$5" secret="$6"
cd "$folder"
mkdir monitor store gateway
fsid="$(cat /proc/sys/kernel/random/uuid)"
store="$(cat /proc/sys/kernel/random/uuid)"
random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
cat >ceph.conf <<END
[global]
fsid = $fsid
mon host = v1:127.0.0.1:$monitor_port
public addr = 127.0.0.1
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
mon allow pool size one = true
mon max pg per osd = 1000
mon data = $folder/monitor
mon data avail crit = 1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
osd data = $folder/store
memstore device bytes = 1073741824
rgw data = $folder/gateway
rgw frontends = beast endpoint=127.0.0.1:$port ssl_endpoint=127.0.0.1:$tls_port ssl_certificate=$folder/certificate.pem ssl_private_key=$folder/key.pem
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = log-key=$(head -c 32 /dev/urandom | base64)
rgw s3 auth use sts = true
rgw sts key = $(random 8)
run dir = $folder
admin socket = $folder/\$name.asok
log file = $folder/\$name.log
keyring = $folder/keyring
END
export CEPH_CONF="$folder/ceph.conf"
daemons=()
trap 'kill -9 "${daemons[@]}" 2>/dev/null || true; wait' EXIT
{
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out certificate.pem
  ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
  monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$monitor_port]" monmap
  ceph-mon --mkfs -i a --monmap monmap --keyring keyring
  ceph-mon -f -i a &
  daemons+=($!)
  timeout 60 ceph osd new "$store"
  ceph-osd -i 0 --mkfs --osd-uuid "$store"
  # A store that starts while the monitor still settles is sometimes refused, and ends.
  tries=0
  until timeout 60 ceph osd stat | grep -q '1 up'; do
    if [ -z "${store_daemon:-}" ] || ! kill -0 "$store_daemon"; then
      tries=$((tries + 1))
      [ "$tries" -lt 20 ]
      ceph-osd -f -i 0 &
      store_daemon=$!
      daemons+=($!)
    fi
    sleep 0.5
  done
  timeout 60 radosgw-admin user create --uid=lake --display-name=lake \
    --access-key="$identity" --secret-key="$secret"
  radosgw -f -n client.admin &
  daemons+=($!)
  tries=0
  until (exec 3<>"/dev/tcp/127.0.0.1/$port" 4<>"/dev/tcp/127.0.0.1/$tls_port"); do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ]
    sleep 0.2
  done
} </dev/null >start.log 2>&1
echo ready
cat >/dev/null
