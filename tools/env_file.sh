#!/usr/bin/env bash
# Writes a first .env with a secret of this installation's own. An existing file is never touched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ ! -e .env ] || exit 0

secret=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
umask 077
cat >.env <<LINES
# Made by \`make run\`. Every setting is explained in .env.example.
SECRET_KEY=$secret
ALLOWED_HOSTS=127.0.0.1,localhost,[::1]
LINES
echo "Wrote .env with a new secret key."
