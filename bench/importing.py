"""CPU time, wall time and memory of importing 20,000 units, and 20,000 agreements of three parties each.

    .venv/bin/python bench/importing.py                      on SQLite; three rounds
    tools/with_postgres.sh .venv/bin/python bench/importing.py         on PostgreSQL, too
    .venv/bin/python bench/importing.py --kind units --rounds 1        a quick look
    .venv/bin/python bench/importing.py --full               nothing scaled
    .venv/bin/python bench/importing.py --profile units      where check and commit spend their time

Six ways, one after another in each round, each in a process of its own and on a fresh copy of the same
database (a street, 30 communities; for agreements 5,000 units, too); the best of the rounds counts, of which
keyed and full have one only:

- stock: django-import-export as it comes, preview and commit, from the .xlsx. What goes into a second table
  (members of units, parties of agreements) is a second file for a second resource. The HTML of the preview
  is left out.
- keyed: the same, told by which columns to know a row again (`import_id_fields`), as ours does.
- ours: `receive`, `check`, `commit`, from the .xlsx; then the same file once more, which must change nothing.
  One process, as an office has one server: the commit finds the table that was checked a moment ago still in
  memory, and of the .xlsx takes the checksum only (orgs/intake/kept.py).
- apart: the same, but the commit is another process's, which has nothing in memory and reads the .xlsx anew.
- full: `full_clean()` and `bulk_create()` of the same objects, made in memory beforehand.
- alone: the same, but nothing in it asks the database: `clean_fields()` and `clean()`, then `bulk_create()`.

Stock, keyed and full take the first tenth of the rows unless --full is given; their times are multiplied by
ten then. CPU time includes that of the database's server. Exits with 1 unless ours and apart are twenty
times as fast as stock, and ours takes twice as long as full at most.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402 (the path and the settings come first)
from django.conf import settings  # noqa: E402

from bench import ledger_files  # noqa: E402
from bench.databases import Postgres, Sqlite  # noqa: E402

ROWS, SCALE = 20_000, 10
LEAST_TO_STOCK, MOST_TO_FULL = 20.0, 2.0  # times
KINDS = ("units", "agreements")
WAYS = ("stock", "keyed", "ours", "apart", "full", "alone")
_PROCESSES = {"apart": ("check", "commit")}  # one after another; else one of the way's own name
_SCALED = ("stock", "keyed", "full")
_ONCE = ("keyed", "full")  # far from any bound, and slow
_SECOND = {"units": "members", "agreements": "parties"}
_WORKER = ROOT / "bench" / "importing_way.py"


def prepare(database: Sqlite | Postgres) -> None:
    """The databases `units` and `agreements`, from which every run begins with a copy."""
    database.drop("units")
    database.create("units")
    in_child(database, "units", "--fill", "units")
    database.copy("units", "agreements")
    in_child(database, "agreements", "--fill", "agreements")


def write_files(kinds: list[str]) -> None:
    for kind in (*kinds, *map(_SECOND.get, kinds)):
        for count in (ROWS, ROWS // SCALE):
            ledger_files.write(kind, count, settings.SCRATCH / f"{kind}-{count}.xlsx")


def in_child(database: Sqlite | Postgres, name: str, *arguments: str) -> str:
    """Run the worker on that database; what it prints."""
    environment = os.environ | {"BENCH_DATABASE": database.address(name)}
    command = [sys.executable, str(_WORKER), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def one(database: Sqlite | Postgres, kind: str, way: str, *, full: bool) -> dict[str, dict[str, float]]:
    """{step: {"cpu", "wall"}}, for all the rows, and "memory": {"peak": MB}."""
    factor = SCALE if way in _SCALED and not full else 1
    database.copy(kind, "round")
    found, peak = {}, 0
    for process in _PROCESSES.get(way, (way,)):
        found |= json.loads(in_child(database, "round", "--way", process, kind, str(ROWS // factor)))
        peak = max(peak, found.pop("memory"))
    found = {step: {k: factor * v for k, v in spent.items()} for step, spent in found.items()}
    total = [spent for step, spent in found.items() if step != "again"]
    found["total"] = {clock: sum(spent[clock] for spent in total) for clock in ("cpu", "wall")}
    return found | {"memory": {"peak": peak}}


def measure(database: Sqlite | Postgres, kind: str, options: argparse.Namespace) -> dict[str, dict]:
    """{way: the round with the least CPU time}."""
    found = {way: [] for way in WAYS}
    for turn in range(options.rounds):
        for way in WAYS:
            if turn == 0 or way not in _ONCE:
                found[way].append(one(database, kind, way, full=options.full))
    return {way: min(several, key=lambda each: each["total"]["cpu"]) for way, several in found.items()}


def report(database: Sqlite | Postgres, kind: str, best: dict[str, dict], *, full: bool) -> bool:
    """Print the table and the ratios; whether the bounds hold."""
    print(f"\n{ROWS} {kind}, {database.name}: CPU s (wall s)")
    for way, found in best.items():
        steps = [f"{step} {s['cpu']:.2f} ({s['wall']:.2f})" for step, s in found.items() if step != "memory"]
        scaled = f"  ×{SCALE}" if way in _SCALED and not full else ""
        print(f"{way:>7}: {', '.join(steps)}, {found['memory']['peak']:.0f} MB{scaled}")
    stock, keyed, ours, apart, bulk, alone = (best[way]["total"]["cpu"] for way in WAYS)
    held = stock / max(ours, apart) >= LEAST_TO_STOCK and ours / bulk <= MOST_TO_FULL
    print(f"  {stock / ours:.1f}× as fast as stock (at least {LEAST_TO_STOCK:g}),", end=" ")
    print(f"{stock / apart:.1f}× with the commit in another process (at least {LEAST_TO_STOCK:g}),", end=" ")
    print(f"{keyed / ours:.1f}× as fast as keyed,", end=" ")
    print(f"{ours / bulk:.2f}× full_clean and bulk_create (at most {MOST_TO_FULL:g}),", end=" ")
    print(f"{ours / alone:.2f}× the same without questions{'' if held else ' !'}", flush=True)
    return held


def databases() -> list[Sqlite | Postgres]:
    found = [Sqlite(settings.SCRATCH)]
    if address := os.environ.get("BENCH_POSTGRES"):
        found.append(Postgres(address))
    return found


def run(options: argparse.Namespace) -> bool:
    kinds = [options.profile or options.kind] if options.profile or options.kind else list(KINDS)
    write_files(kinds)
    held = True
    for database in databases():
        try:
            prepare(database)
            for kind in kinds:
                if options.profile:
                    database.copy(kind, "round")
                    print(in_child(database, "round", "--profile", "--way", "ours", kind, str(ROWS)))
                else:
                    held &= report(database, kind, measure(database, kind, options), full=options.full)
        finally:
            for name in ("round", *KINDS):
                database.drop(name)
    return held


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kind", choices=KINDS, help="one of the two only")
    parser.add_argument("--full", action="store_true", help="all rows by every way, nothing scaled")
    parser.add_argument("--profile", choices=KINDS, help="print where ours spends its time, and nothing else")
    options = parser.parse_args(arguments)
    django.setup()
    try:
        return 0 if run(options) else 1
    finally:
        shutil.rmtree(settings.SCRATCH)


if __name__ == "__main__":
    sys.exit(main())
