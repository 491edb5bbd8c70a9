#!/usr/bin/env bash
# Lighthouse and its 120 packages, into bench/node_modules; nothing the second time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/lib.sh

stamp=bench/node_modules/setup-stamp
current=$(sha256sum bench/package.json bench/package-lock.json | sha256sum)
[ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$current" ] || exit 0

say "Setting up Lighthouse …"
choose_npm
# The browser is Debian's; no package may bring another.
PUPPETEER_SKIP_DOWNLOAD=1 "${npm[@]}" ci --prefix bench --loglevel=error
echo "$current" >"$stamp"
