#!/usr/bin/env bash
# Everything about the code that can be told without running the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh
export PATH="$PWD/.venv/bin:$PATH"

# The environment of an installation behind HTTPS. Nothing of a developer's .env may colour the answer.
production=(env
    SECRET_KEY=Ch3ckOnly-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQ
    DEBUG=False HTTPS=True BEHIND_PROXY=True ALLOWED_HOSTS=jiedao.example
    DATABASE_URL=sqlite:///:memory: DJANGO_SETTINGS_MODULE=jiedao.settings)

failed=()
check() { # check NAME COMMAND…
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf '  ok      %s\n' "$name"
    else
        printf '  FAILED  %s\n%s\n\n' "$name" "$output"
        failed+=("$name")
    fi
}

# Where packages come from is the machine's affair: no address of an index belongs in the repository.
no_registry_is_named() {
    [ -e .git ] || return 0 # an unpacked archive: what isn't tracked can't be told apart
    local pattern='(py[p]i|pyth[o]nhosted|npm[j]s|registry|mirrors?)\.[a-z0-9.-]*(org|com|net|cn)\b|(index-url|find-links|^registry) *='
    local status=0
    git -c safe.directory="$PWD" grep -nIiE "$pattern" -- ':!tools/check.sh' || status=$?
    [ "$status" = 1 ] || return 1 # 1: nothing found
    ! grep -n '://' requirements*.lock || return 1
    ! grep -n '"resolved"' package-lock.json bench/package-lock.json
}

say "Checking"
check "format (ruff; make fmt mends it)" ruff format --check --quiet .
check "lint (ruff)" ruff check --quiet .
check "floors (import-linter)" lint-imports
check "likely security faults (bandit)" bandit --quiet --recursive manage.py lib orgs partnerships events jiedao tools
check "migrations complete" "${production[@]}" python manage.py makemigrations --check --dry-run
check "production settings" "${production[@]}" python manage.py check --deploy --fail-level WARNING
check "templates compile" "${production[@]}" python tools/compile_templates.py
check "templates lint (djlint)" djlint --lint --quiet --allow-empty-input templates
check "no registry is named" no_registry_is_named
[ ${#failed[@]} = 0 ] || die "make check failed: $(printf '%s; ' "${failed[@]}")"
