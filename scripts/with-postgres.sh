#!/usr/bin/env bash
# Runs a command beside a private PostgreSQL and takes the database away afterwards.
#   scripts/with-postgres.sh COMMAND ...       the command finds the database's address in TEST_POSTGRES
# A database that is named in TEST_POSTGRES already is used as it is.
set -euo pipefail
if [ -n "${TEST_POSTGRES:-}" ]; then exec "$@"; fi

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d /tmp/spotter-pg.XXXXXX)
clean_up() {
  local code=$?
  trap - EXIT
  "$here/pg.sh" stop "$folder" >/dev/null 2>&1 || true
  rm -rf "$folder"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# A free port cannot be kept between looking and taking: so try, and take the next one when another was quicker.
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
  rm -rf "$folder/data"
  if "$here/pg.sh" start "$folder" "$port"; then
    export TEST_POSTGRES="postgres://app@127.0.0.1:$port/postgres"
    "$@"
    exit
  fi
done
echo "PostgreSQL did not start" >&2
exit 1
