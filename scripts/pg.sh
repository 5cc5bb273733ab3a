#!/usr/bin/env bash
# A private PostgreSQL in a folder of its own, for tests and measurements.
#   scripts/pg.sh start FOLDER PORT    starts it; role app, no password, database postgres
#   scripts/pg.sh stop FOLDER
# Fast and forgetful, because a test's data dies with it. PG_DURABLE=1 keeps every commit on disk, for measurements.
set -euo pipefail
action=$1 folder=$2 port=${3:-54329}

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
  command -v initdb >/dev/null || { echo "PostgreSQL is missing: scripts/install.sh postgres" >&2; exit 1; }
  bin=$(dirname "$(command -v initdb)")
fi

# initdb refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

case $action in
  start)
    mkdir -p "$folder"
    chmod 700 "$folder"
    [ "$(id -u)" = 0 ] && chown postgres "$folder"
    as_owner "$bin/initdb" -D "$folder/data" -A trust -U app --no-sync -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 \
      || { tail -n 5 "$folder/initdb.log" >&2; exit 1; }
    options="-p $port -c listen_addresses=127.0.0.1 -k $folder -c max_connections=300"
    [ "${PG_DURABLE:-0}" = 1 ] || options="$options -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    as_owner "$bin/pg_ctl" -D "$folder/data" -s -w -t 60 -l "$folder/server.log" -o "$options" start \
      || { tail -n 5 "$folder/server.log" >&2; exit 1; }
    ;;
  stop)
    as_owner "$bin/pg_ctl" -D "$folder/data" -s -m fast -w stop
    ;;
  *)
    echo "usage: scripts/pg.sh start FOLDER PORT | stop FOLDER" >&2
    exit 2
    ;;
esac
