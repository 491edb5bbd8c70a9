#!/usr/bin/env bash
# bandit over the code, then sqlmap and wapiti against the demo on a scratch database, on this machine only, as a
# stranger, as a clerk and as a manager: `make scan`. Prints what was found; exits with 1 when that is anything.
# Takes hours. ATTACK_SECONDS limits sqlmap and each of wapiti's modules, VISITORS="anonymous clerk" names who is
# tried, KEEP=1 keeps what the scanners wrote.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

port=${PORT:-8766}
listens=$((port + 1))
site="https://127.0.0.1:$port"
read -r -a visitors <<<"${VISITORS:-anonymous clerk manager}"
scratch=$(mktemp -d)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; [ -n "${KEEP:-}" ] || rm -rf "$scratch"' EXIT
[ -z "${KEEP:-}" ] || say "What the scanners write stays in $scratch"

scanners=var/scan-venv
if ! cmp -s requirements-scan.lock "$scanners/installed.lock"; then
    say "Setting up the scanners …"
    "$(find_python)" -m venv --clear "$scanners"
    "$scanners/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements-scan.lock
    cp requirements-scan.lock "$scanners/installed.lock"
fi

say "bandit"
.venv/bin/bandit --quiet --recursive manage.py lib orgs partnerships events jiedao tools \
    2> >(grep -v 'nosec encountered' >&2 || true)

# Over HTTPS, as in production; failed sign-ins must reach the database and not the lockout.
export SECRET_KEY=scan-only-scan-only-scan-only-scan-only-scan-only-1 DEBUG=False HTTPS=True BEHIND_PROXY=False
export ALLOWED_HOSTS=127.0.0.1 DATABASE_URL="sqlite:///$scratch/db.sqlite3" MEDIA_ROOT="$scratch/media"
export SIGN_IN_ATTEMPTS=1000000 SIGN_IN_SOURCE_ACCOUNTS=1000000 SESSION_IDLE_MINUTES=600
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 \
    -keyout "$scratch/key.pem" -out "$scratch/cert.pem" 2>/dev/null
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py collectstatic --noinput --verbosity 0
.venv/bin/python manage.py demo >/dev/null
.venv/bin/gunicorn jiedao.wsgi:application --bind "127.0.0.1:$port" --worker-class gthread --workers 2 --threads 8 \
    --certfile "$scratch/cert.pem" --keyfile "$scratch/key.pem" --no-control-socket --log-level error \
    2>"$scratch/server.log" &
started+=($!)
.venv/bin/python tools/scan_listener.py "$listens" "$scratch/heard.log" 2>/dev/null &
started+=($!)

say "What is tried"
.venv/bin/python tools/scan_targets.py "$site/" "$scratch"

# Not tried: what signs the visitor out or changes the account that is trying.
left_out=()
for part in logout password_change second-factor orgs/user static; do
    left_out+=(-x "$site/*$part/*")
done
modules=backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,ssrf
modules+=,timesql,upload,xss,xxe

attack() { # attack VISITOR: both scanners, one after the other
    local name=$1 base="$site/" starts=() cookie=() address
    [ "$name" = anonymous ] || base="$site/admin/"
    while read -r address; do starts+=(-s "$address"); done <"$scratch/$name.starts"
    [ ! -s "$scratch/$name.cookie" ] || cookie=(-C "$(cat "$scratch/$name.cookie")")
    # --text-only: each answer holds another CSRF token, which is no difference.
    timeout "${ATTACK_SECONDS:-0}" "$scanners/bin/sqlmap" -l "$scratch/$name.requests" --force-ssl --batch \
        --disable-coloring --dbms=SQLite \
        --skip=csrfmiddlewaretoken --text-only --skip-waf --drop-set-cookie --timeout=60 \
        --output-dir="$scratch/$name-sqlmap" \
        --results-file="$scratch/$name.csv" >"$scratch/$name.sqlmap" 2>&1 || true
    "$scanners/bin/wapiti" -u "$base" --scope folder "${starts[@]}" "${cookie[@]}" "${left_out[@]}" -m "$modules" \
        -d 3 -t 60 -v 1 ${ATTACK_SECONDS:+--max-scan-time "$ATTACK_SECONDS" --max-attack-time "$ATTACK_SECONDS"} \
        --endpoint "http://127.0.0.1:$listens/" --dns-endpoint localhost --no-bugreport --flush-session \
        --store-session "$scratch/$name-wapiti" --store-config "$scratch/wapiti" \
        -f json -o "$scratch/$name.json" >"$scratch/$name.wapiti" 2>&1 || true
}
for visitor in "${visitors[@]}"; do
    say "Attacking as $visitor …"
    attack "$visitor"
done

say "Found"
.venv/bin/python tools/scan_findings.py "$site/" "$scratch" "${visitors[@]}"
