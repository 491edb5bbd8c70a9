#!/usr/bin/env bash
# Makes .venv and node_modules as the lock files say. Does nothing when they already are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

stamp=.venv/setup-stamp

# What the installed state depends on; the folder too, for an environment cannot be moved.
fingerprint() {
    { pwd && sha256sum requirements-dev.lock requirements-node.lock package.json package-lock.json .npmrc \
        tools/setup.sh tools/lib.sh; } |
        sha256sum
}

current=$(fingerprint)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$current" ] && [ -x .venv/bin/python ] && [ -d node_modules ]; then
    exit 0
fi

make_environment() {
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_or_explain "Python's virtual environments" python3.11-venv
    fi
    # A half-made or moved environment is not worth repairing.
    rm -rf .venv
    "$python" -m venv .venv
}

say "Setting up .venv …"
make_environment
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock

say "Setting up node_modules …"
choose_npm
"${npm[@]}" ci --loglevel=error

echo "$current" >"$stamp"
