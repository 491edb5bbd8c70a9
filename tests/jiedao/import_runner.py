"""A process beside the tests that imports into a database of its own and may be killed while it does.

Started with DATABASE_URL and MEDIA_ROOT. Every line on stdin is a command (import FILE, preview FILE,
confirm, look, undo), done by a fork: Django is loaded once, and what is killed takes nothing with it. The
fork's process id is printed first, then what the command prints, at last `=` and how it ended.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.files import File
from django.core.management import call_command
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from jiedao.ledgers import LEDGERS  # noqa: E402 — after setup
from orgs.enums import ImportState  # noqa: E402
from orgs.intake import workflow  # noqa: E402
from orgs.models import ImportBatch, ImportedRow, Unit, User  # noqa: E402
from partnerships.models import Agreement, AgreementParty  # noqa: E402


def prepare(file: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("import_ledger", "organizations", file, "--commit", stdout=sys.stderr)
    User.objects.create_superuser("office")


def import_(file: str) -> None:
    call_command("import_ledger", "agreements", file, "--commit", "--create-missing", stdout=sys.stdout)


def preview(file: str) -> None:
    """As the admin takes a file in."""
    user, ledger = User.objects.get(), LEDGERS["agreements"]
    with Path(file).open("rb") as stream:
        upload = File(stream, name=Path(file).name)
        batch = workflow.receive(ledger, upload, user=user, create_missing=True)
    workflow.check(batch, ledger)


def confirm() -> None:
    """Commit the last preview as the admin does: in a thread, on which only this process waits."""
    workflow.SMALL_BATCH = 0
    batch = ImportBatch.objects.filter(ledger="agreements").latest("pk")
    workflow.commit_soon(batch, LEDGERS["agreements"], User.objects.get())
    print(batch.state)  # noqa: T201 — read by the test
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()


def look() -> None:
    """What a stranger sees who comes afterwards."""
    _wait_for_the_dead()
    batches = ImportBatch.objects.filter(ledger="agreements")
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    known = set(ImportBatch.objects.values_list("file", flat=True))
    told = {
        "agreements": Agreement.objects.count(),
        "numbered": Agreement.objects.exclude(number=None).values("number").distinct().count(),
        "parties": AgreementParty.objects.count(),
        "units": Unit.objects.count(),
        "imported": ImportedRow.objects.filter(batch__in=batches.committed()).count(),
        "committed": batches.committed().count(),
        "orphan_rows": ImportedRow.objects.filter(batch__in=batches.exclude(state=ImportState.COMMITTED))
        .exclude(batch__state=ImportState.UNDONE)
        .count(),
        "orphan_files": [str(f) for f in files if str(f.relative_to(settings.MEDIA_ROOT)) not in known],
    }
    print(json.dumps(told))  # noqa: T201 — read by the test


def undo() -> None:
    batch = ImportBatch.objects.filter(ledger="agreements").committed().get()
    workflow.undo(batch, LEDGERS["agreements"], None)


def _wait_for_the_dead():
    """PostgreSQL learns a little later that its client is gone."""
    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(others)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)


_COMMANDS = {
    "prepare": prepare,
    "import": import_,
    "preview": preview,
    "confirm": confirm,
    "look": look,
    "undo": undo,
}


def _run(name, *arguments):
    """The exit status of the fork that does it, negative for a signal."""
    if pid := os.fork():
        print(pid, flush=True)  # noqa: T201
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        _COMMANDS[name](*arguments)
        status = 0
    except SystemExit as left:
        status = left.code
    finally:
        connection.close()
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    for line in sys.stdin:
        print("=", _run(*line.split()), flush=True)  # noqa: T201
