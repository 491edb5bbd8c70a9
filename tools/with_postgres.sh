#!/usr/bin/env bash
# with_postgres.sh COMMAND… — runs the command with DATABASE_URL naming an empty PostgreSQL of its own,
# which is gone afterwards. It listens on a socket in its own folder only.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ -n "${TEST_DATABASE_URL:-}" ]; then
    DATABASE_URL=$TEST_DATABASE_URL exec "$@"
fi

# The newest of Debian's versions, or whatever the PATH offers.
find_bin() {
    local initdb
    initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
    [ -n "$initdb" ] || initdb=$(command -v initdb) || die "No PostgreSQL server found."
    dirname "$(readlink -f "$initdb")"
}

bin=$(find_bin)
folder=$(mktemp -d /tmp/jiedao-pg.XXXXXX)

as_owner=()
if is_root; then # PostgreSQL refuses to run as root
    owner=nobody
    ! id postgres >/dev/null 2>&1 || owner=postgres
    chown "$owner" "$folder"
    as_owner=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups --)
fi
server() { (cd "$folder" && "${as_owner[@]}" "$@"); }

stop() {
    server "$bin/pg_ctl" stop --pgdata=data --mode=immediate --silent >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Offices run PostgreSQL under a language's collation, where '~' does not sort last and 中 may sort
# before 一: the tests meet that too, wherever this server knows ICU.
locale=(--locale=C.UTF-8)
if [ "$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)" -ge 15 ]; then
    locale+=(--locale-provider=icu --icu-locale=zh-CN)
fi
server "$bin/initdb" --pgdata=data --username=jiedao --auth=trust --encoding=UTF8 --no-sync "${locale[@]}" \
    >"$folder/initdb.log" 2>&1 || die "$(cat "$folder/initdb.log")"
server "$bin/pg_ctl" start --pgdata=data --log=server.log --silent --wait \
    --options="-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
    >/dev/null || die "$(cat "$folder/server.log")"
server "$bin/createdb" --host="$folder" --username=jiedao jiedao
# The mode that mktemp gives keeps everyone else out, root excepted.
DATABASE_URL="postgres://jiedao@/$folder/jiedao" "$@"
