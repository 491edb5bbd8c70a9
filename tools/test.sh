#!/usr/bin/env bash
# Runs the whole test suite twice: on SQLite and on PostgreSQL. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

# Without the compiled files, every process of the suite would compile all tests anew, half its start.
unset PYTHONDONTWRITEBYTECODE

suite=(.venv/bin/python -m pytest -n "${TEST_PROCESSES:-2}" --dist worksteal "$@")

say "Tests on SQLite"
DATABASE_URL=sqlite:///var/test.sqlite3 "${suite[@]}" </dev/null
say "Tests on PostgreSQL"
tools/with_postgres.sh "${suite[@]}" </dev/null
say "All tests passed on SQLite and PostgreSQL."
