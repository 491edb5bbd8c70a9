#!/usr/bin/env bash
# Serves the site from this checkout: tables brought up to date, demo in an empty database (with DEMO=0 none),
# then gunicorn.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

export BIND=${BIND:-127.0.0.1} PORT=${PORT:-8000}
can_listen() {
    .venv/bin/python -c '
import socket, sys
host, port = sys.argv[1].strip("[]"), int(sys.argv[2])
socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
' "$BIND" "$PORT" 2>/dev/null
}
can_listen || die "端口 $PORT 已被占用（或 $BIND:$PORT 不能使用），请换一个：make run PORT=8001
Cannot listen on $BIND:$PORT: it is in use or not allowed. Choose another port: make run PORT=8001"
tools/env_file.sh
.venv/bin/python tools/prepare.py

say "Serving http://$BIND:$PORT/ (staff: http://$BIND:$PORT/admin/). Stop with Ctrl-C."
exec .venv/bin/gunicorn jiedao.wsgi:application \
    --bind "$BIND:$PORT" --worker-class gthread --workers "${WORKERS:-2}" --threads "${THREADS:-4}" \
    --no-control-socket --log-level warning
