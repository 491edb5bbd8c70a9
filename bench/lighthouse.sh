#!/usr/bin/env bash
# Lighthouse over the demo's main public pages, on the system's Chromium: `make lighthouse`.
# Prints the four scores of each page; exits with 1 when one is below LEAST (95).
# PRESET=desktop measures a desktop; without it, Lighthouse's slow phone on throttled 4G.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

least=${LEAST:-95}
port=${PORT:-8765}
scratch=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT

export SECRET_KEY=lighthouse-only-lighthouse-only-lighthouse-only DEBUG=False HTTPS=False
export DATABASE_URL="sqlite:///$scratch/db.sqlite3" MEDIA_ROOT="$scratch/media"
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py collectstatic --noinput --verbosity 0
.venv/bin/python manage.py demo >/dev/null
.venv/bin/gunicorn jiedao.wsgi:application --bind "127.0.0.1:$port" --worker-class gthread --threads 4 \
    --no-control-socket --log-level error &
server=$!

addresses=$(.venv/bin/python manage.py shell --verbosity 0 --command '
from events.models import Activity
from partnerships.models import Agreement
print("/", "/activities/", Activity.objects.public().upcoming().first().get_absolute_url(),
      "/agreements/", Agreement.objects.public().first().get_absolute_url(), "/statistics/")')
export CHROME_PATH
CHROME_PATH=$(command -v chromium || command -v chromium-browser || command -v google-chrome)

worst=0
printf '%-24s %12s %14s %15s %5s\n' page performance accessibility best-practices seo
for address in ${PAGES:-$addresses}; do
    bench/node_modules/.bin/lighthouse "http://127.0.0.1:$port$address" --quiet --output json \
        --output-path "$scratch/report.json" ${PRESET:+--preset "$PRESET"} --disable-full-page-screenshot \
        --chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    .venv/bin/python - "$scratch/report.json" "$address" "$least" <<'PYTHON' || worst=1
import json
import sys

path, address, least = sys.argv[1:]
with open(path) as file:
    categories = json.load(file)["categories"]
scores = [round(100 * categories[name]["score"]) for name in ("performance", "accessibility", "best-practices", "seo")]
print("{:<24} {:>12} {:>14} {:>15} {:>5}".format(address, *scores))
sys.exit(min(scores) < int(least))
PYTHON
done
exit "$worst"
