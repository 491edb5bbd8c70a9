#!/usr/bin/env bash
# Writes the lock files anew from pyproject.toml and the two package.json files.
# Run by a developer when a range changes or releases are due; everyone else installs what is locked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(find_python)" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check uv

compile() { # compile OUTPUT WHAT…
    local output=$1
    shift
    # --universal: the same file serves x86_64 and aarch64. No index or link is written into it.
    "$work/venv/bin/uv" pip compile "$@" \
        --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        --output-file "$output"
}
compile requirements.lock pyproject.toml
compile requirements-dev.lock pyproject.toml --group dev --constraints requirements.lock
compile requirements-node.lock --group node
compile requirements-scan.lock --group scan

for folder in . bench; do
    rm -f "$folder/package-lock.json"
    (cd "$folder" && npm install --package-lock-only)
done
say "Locked. Now run: make test"
