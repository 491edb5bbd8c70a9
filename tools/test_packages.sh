#!/usr/bin/env bash
# Sees to what the tests need from the system: a PostgreSQL server, Chromium, Java, Chinese type.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

has_postgres() {
    [ -n "${TEST_DATABASE_URL:-}" ] || command -v initdb >/dev/null ||
        ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
# Any file of the family will do: fc-list itself may be missing.
has_chinese_type() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts -iname '*cjk*' 2>/dev/null || true)" ]; }
# Wanted by the Node that Playwright brings along.
has_libatomic() { [[ $(/sbin/ldconfig -p) == *libatomic.so.1* ]]; }

missing=()
has_postgres || missing+=(postgresql)
has_chromium >/dev/null || missing+=(chromium)
java -version >/dev/null 2>&1 || missing+=(default-jre-headless)
has_libatomic || missing+=(libatomic1)
has_chinese_type || missing+=(fonts-noto-cjk)
[ ${#missing[@]} = 0 ] || install_or_explain "the tests" "${missing[@]}"
