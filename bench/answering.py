"""Server CPU of every public page, as a ratio to a bare answer of the same server.

    .venv/bin/python bench/answering.py                    every page
    .venv/bin/python bench/answering.py --only /units/     pages whose address begins so
    .venv/bin/python bench/answering.py --profile /        where one page spends its time

What is measured: the CPU time, user and system, of a worker process of gunicorn as `make run` starts it, over
requests that each open a connection of their own. That includes reading the request, all middleware, the
database (SQLite), rendering and sending. Settings are those of production, templates are compiled, nothing
that a page could keep for the next visitor is kept, and no request carries a cookie. The bare answer is
`HttpResponse("ok")` from a view of the same URL map, by the same worker through the same middleware. Both are
measured in turn, A B A B; a page's ratio is the median of its rounds.

Prints one line a page; exits with 1 when a page takes more than its share, when it makes too many queries,
or when a public address is neither measured nor known to be no page.
"""

import argparse
import cProfile
import os
import pstats
import shutil
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402 (the path and the settings come first)
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from bench.server import Server  # noqa: E402

LIMIT = 30.0  # times the CPU of a bare answer
MOST_QUERIES = 12


@cache
def application() -> WSGIHandler:
    return get_wsgi_application()


def in_process(address: str) -> int:
    """Answer a request here, as the server would; the number of queries that it took."""
    environ = RequestFactory(headers={"host": "bench.example"}).get(address).environ
    environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")  # as servers hand it on
    queries = 0

    def tally(execute, *args):
        nonlocal queries
        queries += 1
        return execute(*args)

    with connection.execute_wrapper(tally):
        answer = application()(environ, lambda status, headers: None)
        b"".join(answer)
        answer.close()
    return queries


def prepare() -> None:
    """A migrated database with the office in it, and the static files whose names pages print."""
    from bench import office  # models can be imported only after django.setup()

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    office.build()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def unknown_addresses() -> list[str]:
    from bench import pages

    measured = {name for name, _ in pages.addresses()}
    return sorted(pages.public_names() - measured - set(pages.NOT_PAGES) - pages.NOT_MEASURED)


def measure(server: Server, addresses: list[str], rounds: int) -> list[str]:
    """Print the table; the addresses that take too much."""
    too_much = []
    print(f"{'ratio':>6} {'CPU ms':>7} {'bare':>6} {'queries':>7} {'KB':>5}  page")
    for address in addresses:
        found = server.ratio(address, rounds)
        if found[0] > LIMIT:  # a busy machine may have disturbed it: once more, longer
            found = server.ratio(address, 3 * rounds)
        queries, length = in_process(address), len(server.get(address)) / 1024
        bad = found[0] > LIMIT or queries > MOST_QUERIES
        line = "{:6.1f} {:7.2f} {:6.3f}".format(*found)
        print(f"{line} {queries:7} {length:5.0f}  {address}{' !' * bad}", flush=True)
        too_much += [address] * bad
    return too_much


def profile(address: str) -> None:
    in_process(address)
    profiler = cProfile.Profile()
    for _ in range(20):
        profiler.runcall(in_process, address)
    statistics = pstats.Stats(profiler).strip_dirs()
    statistics.sort_stats("tottime").print_stats(25)
    statistics.sort_stats("cumulative").print_stats(60)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="ADDRESS", default="", help="pages whose address begins so")
    parser.add_argument("--profile", metavar="ADDRESS", help="profile one page instead of measuring all")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    django.setup()
    try:
        prepare()
        return run(options)
    finally:
        connection.close()
        shutil.rmtree(settings.SCRATCH)


def run(options: argparse.Namespace) -> int:
    from bench import pages

    if options.profile:
        profile(options.profile)
        return 0
    addresses = [address for _, address in pages.addresses() if address.startswith(options.only)]
    with Server(settings.SCRATCH) as server:
        too_much = measure(server, addresses, options.rounds)
    unknown = unknown_addresses()
    if unknown:
        print("Neither measured nor known to be no page (bench/pages.py):", *unknown, sep="\n  ")
    if too_much:
        print(f"More than {LIMIT:g}× a bare answer, or than {MOST_QUERIES} queries:", *too_much, sep="\n  ")
    if not (unknown or too_much):
        print(f"All {len(addresses)} pages within {LIMIT:g}× a bare answer and {MOST_QUERIES} queries.")
    return 1 if unknown or too_much else 0


if __name__ == "__main__":
    sys.exit(main())
