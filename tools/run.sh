#!/usr/bin/env bash
# Serves the site from this checkout: tables brought up to date, demo in an empty database, then gunicorn.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

export BIND=${BIND:-127.0.0.1} PORT=${PORT:-8000}
tools/env_file.sh
.venv/bin/python tools/prepare.py

say "Serving http://$BIND:$PORT/ (staff: http://$BIND:$PORT/admin/). Stop with Ctrl-C."
exec .venv/bin/gunicorn jiedao.wsgi:application \
    --bind "$BIND:$PORT" --worker-class gthread --workers "${WORKERS:-2}" --threads "${THREADS:-4}" \
    --no-control-socket --log-level warning
