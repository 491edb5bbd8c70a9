"""One way of importing, in a process of its own, on the database in BENCH_DATABASE (bench/importing.py)."""

import argparse
import cProfile
import json
import os
import pstats
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402 (the path and the settings come first)

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files import File  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import bulk, ledger_files, stock  # noqa: E402
from bench.clock import peak, timed  # noqa: E402
from jiedao.ledgers import LEDGERS  # noqa: E402
from orgs.enums import ImportState  # noqa: E402
from orgs.intake import workflow  # noqa: E402
from orgs.models import ImportBatch, Organization, PartyMemberCount, Unit, User  # noqa: E402
from partnerships.models import Agreement, AgreementParty  # noqa: E402

_LINES = 40
_WARM_UP = 20  # rows


def fill(kind: str) -> None:
    """An empty database becomes `units`; a copy of that becomes `agreements`."""
    if kind == "units":
        call_command("migrate", interactive=False, verbosity=0)
    bulk.fill(kind)
    if kind == "units":
        clerk = User.objects.create_user("clerk", is_staff=True)
        clerk.organizations.add(Organization.objects.get(name=ledger_files.STREET))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def file_of(kind: str, count: int) -> Path:
    file = settings.SCRATCH / f"{kind}-{count}.xlsx"
    if not file.exists():
        ledger_files.write(kind, count, file)
    return file


def by_stock(kind: str, count: int, *, keyed: bool = False) -> dict:
    """A row that hangs on another can be previewed only once the other is there."""
    second = {"units": "members", "agreements": "parties"}[kind]
    stock.run(kind, file_of(kind, _WARM_UP), dry_run=True, keyed=keyed)
    found = {}
    for each in (kind, second):
        for step, dry_run in (("preview", True), ("commit", False)):
            act = partial(stock.run, each, file_of(each, count), dry_run=dry_run, keyed=keyed)
            found[step if each == kind else f"{step} of {each}"] = timed(act)
    return found


def by_us(kind: str, count: int) -> dict:
    """All in one process, as in an office's one server: what was checked is committed from memory."""
    found = check_by_us(kind, count) | committed(kind, count)
    clerk, batches = User.objects.get(username="clerk"), []
    found["again"] = timed(lambda: batches.append(preview(kind, count, clerk)))
    expect(batches[0], same=count)
    return found


def check_by_us(kind: str, count: int) -> dict:
    clerk, batches = warm_up(kind), []
    found = {"preview": timed(lambda: batches.append(preview(kind, count, clerk)))}
    expect(batches[0], new=count)
    return found


def commit_by_us(kind: str, count: int) -> dict:
    """What another process has checked."""
    warm_up(kind)
    return committed(kind, count)


def committed(kind: str, count: int) -> dict:
    clerk, batch = User.objects.get(username="clerk"), ImportBatch.objects.get()
    found = {"commit": timed(workflow.commit, batch, LEDGERS[kind], clerk)}
    if batch.state != ImportState.COMMITTED:
        raise RuntimeError(batch.state)
    return found


def warm_up(kind: str) -> User:
    clerk = User.objects.get(username="clerk")
    preview(kind, _WARM_UP, clerk).delete()
    return clerk


def preview(kind: str, count: int, clerk: User) -> ImportBatch:
    with file_of(kind, count).open("rb") as opened:
        batch = workflow.receive(LEDGERS[kind], File(opened, name=f"{kind}.xlsx"), user=clerk)
    workflow.check(batch, LEDGERS[kind])
    return batch


def expect(batch: ImportBatch, *, new: int = 0, same: int = 0) -> None:
    counts = (batch.new_count, batch.changed_count, batch.same_count, batch.wrong_count)
    if batch.state != ImportState.PREVIEWED or counts != (new, 0, same, 0):
        raise RuntimeError(f"{batch.state}, {counts}, {batch.message}")


def in_bulk(check: Callable, kind: str, count: int) -> dict:
    return {"commit": timed(bulk.run, bulk.made(kind, count), check)}


def verify(kind: str, count: int) -> None:
    """Every way has written the same number of records."""
    of_kind = {"units": {Unit: 1, PartyMemberCount: 1}, "agreements": {Agreement: 1, AgreementParty: 3}}
    for model, times in of_kind[kind].items():
        if (found := model.objects.count()) != times * count:
            raise RuntimeError(f"{found} of {model}")


def profile(kind: str, count: int) -> None:
    clerk = warm_up(kind)
    profiler = cProfile.Profile()
    batch = profiler.runcall(preview, kind, count, clerk)
    profiler.runcall(workflow.commit, batch, LEDGERS[kind], clerk)
    statistics = pstats.Stats(profiler).strip_dirs()
    statistics.sort_stats("tottime").print_stats(_LINES)
    statistics.sort_stats("cumulative").print_stats(_LINES)


WAYS = {
    "stock": by_stock,
    "keyed": partial(by_stock, keyed=True),
    "ours": by_us,
    "check": check_by_us,
    "commit": commit_by_us,
    "full": partial(in_bulk, bulk.check_with_questions),
    "alone": partial(in_bulk, bulk.check_alone),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fill", metavar="KIND")
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("kind", nargs="?")
    parser.add_argument("count", nargs="?", type=int)
    options = parser.parse_args()
    if options.fill:
        fill(options.fill)
    elif options.profile:
        profile(options.kind, options.count)
    else:
        found = WAYS[options.way](options.kind, options.count)
        if options.way != "check":
            verify(options.kind, options.count)
        print(json.dumps(found | {"memory": peak()}))


if __name__ == "__main__":
    main()
