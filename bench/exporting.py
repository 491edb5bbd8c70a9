"""CPU time and memory of exporting 100,000 list items to xlsx, as ratios.

    .venv/bin/python bench/exporting.py                  all three ways, three rounds
    .venv/bin/python bench/exporting.py --rounds 1       a quick look

Three ways, one after another in each round, each in a process of its own; the best of the rounds counts:

- ours: `export_workbook`, as admin and command call it;
- raw: the same rows, joined and in the same order, out of a bare cursor with `fetchall`, into the fastest
  writer there is, with nothing else done to them;
- stock: django-import-export as it comes, a ModelResource with a field a column, and its XLSX format.

What is measured: user and system CPU time from the query to the saved file, after everything is imported
and a small export has been run; the largest resident memory of the whole process. Exits with 1 unless
ours is ten times as fast as stock, takes 2.5 times the raw fetch at most, and less than 250 MB.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402 (the path and the settings come first)
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

ITEMS = 100_000
LEAST_TO_STOCK, MOST_TO_RAW, MOST_MEMORY = 10.0, 2.5, 250  # times, times, MB
WAYS = ("ours", "raw", "stock")
_PATHS = (
    "number", "title", "category.name", "organization.name", "unit.name", "quantity", "measure",
    "description", "contact_name", "contact_phone", "published_on", "available_until", "note",
)  # fmt: skip


def prepare() -> None:
    """The benchmark's office, and in it ITEMS resources."""
    from bench import office  # models can be imported only after django.setup()
    from partnerships.models import ListItem

    call_command("migrate", interactive=False, verbosity=0)
    office.build()
    items = list(ListItem.objects.filter(kind="resource"))
    made = (_copy(items[n % len(items)], n) for n in range(ITEMS - len(items)))
    ListItem.objects.bulk_create(made, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert ListItem.objects.filter(kind="resource").count() == ITEMS
    connection.close()


def _copy(item, n):
    item = type(item)(**{field.attname: getattr(item, field.attname) for field in item._meta.concrete_fields})
    item.pk, item.number, item.title = None, f"ZY-1999-{n}", f"社区资源条目（{n}）"
    item.contact_name, item.contact_phone = "办公室", f"0532{n:08}"
    return item


def ours(queryset, file: Path) -> None:
    from jiedao.ledgers import LEDGERS
    from lib.days import today
    from orgs.ledgers.workbook import export_workbook

    with file.open("wb") as opened:
        export_workbook(LEDGERS["resources"], queryset, "测量街道党工委", opened, today())


def raw(queryset, file: Path) -> None:
    import rustpy_xlsxwriter

    names = [path.replace(".", "__") for path in _PATHS]
    statement, values = queryset.values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        fetched = cursor.fetchall()
    rustpy_xlsxwriter.write_worksheet((dict(zip(_PATHS, row, strict=True)) for row in fetched), str(file))


def stock(queryset, file: Path) -> None:
    from import_export import fields, resources
    from import_export.formats.base_formats import XLSX

    from partnerships.models import ListItem

    columns = {
        path.replace(".", "_"): fields.Field(attribute=path.replace(".", "__"), column_name=path)
        for path in _PATHS
    }
    meta = type("Meta", (), {"model": ListItem, "fields": tuple(columns)})
    resource_class = type("ItemResource", (resources.ModelResource,), {**columns, "Meta": meta})
    file.write_bytes(XLSX().export_data(resource_class().export(queryset)))


def one(way: str) -> None:
    """Run one way here; print {"cpu": seconds, "memory": MB} as JSON."""
    from jiedao.ledgers import LEDGERS
    from lib.days import today

    run, file = globals()[way], settings.SCRATCH / f"{way}.xlsx"
    queryset = LEDGERS["resources"].complete(today())
    run(queryset.filter(number="ZY-1999-1"), file)
    before = time.process_time()
    run(queryset, file)
    spent = time.process_time() - before
    print(json.dumps({"cpu": spent, "memory": _peak()}))


def _peak():
    """MB. Not ru_maxrss: a process begins with that of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def in_child(way: str) -> dict[str, float]:
    """The child finds the database by BENCH_FOLDER, which bench.settings has set."""
    command = [sys.executable, __file__, "--way", way]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """The least CPU time and the most memory of each way."""
    found = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            found[way].append(in_child(way))
    return {
        way: {key: choose(each[key] for each in several) for key, choose in (("cpu", min), ("memory", max))}
        for way, several in found.items()
    }


def report(best: dict[str, dict[str, float]]) -> bool:
    """Print the table; whether all limits hold."""
    for way in WAYS:
        print(f"{way:>6} {best[way]['cpu']:7.2f} s CPU {best[way]['memory']:6.0f} MB")
    to_stock = best["stock"]["cpu"] / best["ours"]["cpu"]
    to_raw = best["ours"]["cpu"] / best["raw"]["cpu"]
    held = to_stock >= LEAST_TO_STOCK and to_raw <= MOST_TO_RAW and best["ours"]["memory"] < MOST_MEMORY
    print(
        f"export of {ITEMS} items: {to_stock:.1f}× as fast as stock (at least {LEAST_TO_STOCK:g}),", end=" "
    )
    print(f"{to_raw:.2f}× a raw fetch (at most {MOST_TO_RAW:g}),", end=" ")
    print(f"{best['ours']['memory']:.0f} MB (below {MOST_MEMORY}){'' if held else ' !'}")
    return held


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help="one way only, on the database in BENCH_FOLDER")
    options = parser.parse_args(arguments)
    django.setup()
    if options.way:
        one(options.way)
        return 0
    try:
        prepare()
        return 0 if report(measure(options.rounds)) else 1
    finally:
        connection.close()
        shutil.rmtree(settings.SCRATCH)


if __name__ == "__main__":
    sys.exit(main())
