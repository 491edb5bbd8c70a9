#!/usr/bin/env bash
# Writes a first .env with a secret of this installation's own. Of an existing file only an empty SECRET_KEY
# is filled in.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

key='^ *(export +)?SECRET_KEY *='
if [ -e .env ] && { [ -n "${SECRET_KEY:-}" ] || grep -qE "$key *[\"']?[^\"' #]" .env; }; then
    exit 0
fi

secret=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
umask 077
if [ ! -e .env ]; then
    cat >.env <<LINES
# Made by \`make run\`. Every setting is explained in .env.example.
SECRET_KEY=$secret
ALLOWED_HOSTS=127.0.0.1,localhost,[::1]
LINES
    echo "Wrote .env with a new secret key."
    exit 0
fi

if grep -qE "$key" .env; then
    sed -i --follow-symlinks -E "s/$key.*/SECRET_KEY=$secret/" .env
else
    printf '\nSECRET_KEY=%s\n' "$secret" >>.env
fi
echo "SECRET_KEY was empty in .env: filled in a new one, kept the rest."
