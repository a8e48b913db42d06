#!/usr/bin/env bash
# Runs the tests of the example on a PostgreSQL server of its own, from Debian's packages, and removes it afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The client's tools are in a folder of that name without the server's.
find_tools() { find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1 || true; }
tools=$(find_tools)
if [ -z "$tools" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet
  apt-get install --quiet --yes --no-install-recommends postgresql-common
  # The package would start a server of its own.
  echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf
  apt-get install --quiet --yes --no-install-recommends postgresql
  tools=$(find_tools)
fi

# The server refuses to run as root.
as_owner=()
[ "$(id -u)" -ne 0 ] || as_owner=(runuser -u postgres --)

folder=$("${as_owner[@]}" mktemp -d /tmp/example-postgres.XXXXXX)
stop() {
  "${as_owner[@]}" "$tools/pg_ctl" -D "$folder/data" -m immediate -w stop || true
  rm -rf "$folder"
}
trap stop EXIT

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

printf '%s\n' "$password" | "${as_owner[@]}" tee "$folder/password" > /dev/null
"${as_owner[@]}" "$tools/initdb" -D "$folder/data" -U example --pwfile="$folder/password" --auth=scram-sha-256 \
  --encoding=UTF8 --no-locale --no-sync > /dev/null
"${as_owner[@]}" "$tools/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off" start

DATABASE_URL="postgres://example:$password@127.0.0.1:$port/postgres" npm run test:examples
