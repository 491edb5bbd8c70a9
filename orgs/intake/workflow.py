"""The acts of an import, one verb a function. Nothing else moves a batch from one state to the next."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from threading import Thread
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import IntegrityError, connections, transaction
from django.db.models import Q
from django.utils import timezone
from import_export.signals import post_import

from lib.sheets.reading import Unreadable
from lib.sheets.table import HeaderNotFound, TableError
from orgs.enums import ImportState
from orgs.intake import undoing
from orgs.intake.intake import Intake
from orgs.intake.plan import Plan
from orgs.intake.preview import Incomplete, Preview, open_table, remarks
from orgs.intake.refusal import Refused
from orgs.intake.store import Store
from orgs.models import ImportBatch, Organization, User

if TYPE_CHECKING:
    from orgs.ledgers import Ledger

# A file (in bytes) or a preview (in rows) up to these is worked on while the user waits for the page.
SMALL_FILE, SMALL_BATCH = 100_000, 1_000
# A reader that has told nothing for so long is dead: it tells after every chunk.
DEAD_AFTER = timedelta(seconds=60)

_AGAIN = "预览之后系统里的数据变了，已按现在的数据重新检查，请再核对一遍。数据还没有入库。"
_NOBODYS = "上传这个文件的账号已经停用或删除，请用现在的账号重新上传。"
_ACCIDENT = "处理这个文件时出了意外，数据没有改变。请稍后再试；仍不行请联系管理员。"
_log = logging.getLogger(__name__)


class _Outdated(Exception):
    """The data changed since the preview."""


def receive(
    ledger: Ledger,
    upload: File,
    *,
    user: User | None,
    organization: Organization | None = None,
    create_missing: bool = False,
) -> ImportBatch:
    """Keep the uploaded file as a new batch, still `reading`. The row comes first: no file without one."""
    name = PurePath(upload.name).name
    batch = ImportBatch(
        ledger=ledger.key,
        user=user,
        by_command=user is None,
        organization=organization,
        create_missing=create_missing,
        file_name=name[-200:],
    )
    batch.file.name = batch.file.field.generate_filename(batch, name[-100:])
    batch.save()
    batch.file.storage.save(batch.file.name, upload)
    return batch


def check(batch: ImportBatch, ledger: Ledger) -> None:
    """Read the file and store what it would do: then `previewed`, `asking` (for the header) or `refused`."""
    _tell(batch, state=ImportState.READING, message="", done=0, total=0)
    if not _is_anybodys(batch):
        _end_check(batch, state=ImportState.REFUSED, message=_NOBODYS)
        return
    try:
        pages, table = open_table(batch, ledger)
    except HeaderNotFound as error:
        told = {"page": error.page, "rows": error.rows, "pages": error.pages}
        _end_check(batch, state=ImportState.ASKING, remarks=told)
        return
    except (Unreadable, TableError, Incomplete) as error:
        told = getattr(error, "remarks", {})
        _end_check(batch, state=ImportState.REFUSED, message=str(error), remarks=told)
        return
    told = remarks(table, pages)
    _tell(batch, total=len(table.lines), remarks=told)
    plan = _plan(batch, ledger, table)
    preview = Preview(plan, batch)
    preview.run(lambda done: _tell(batch, done=done))
    counts = {f"{verdict}_count": count for verdict, count in preview.counts().items()}
    told |= {"created": preview.created(), "near": preview.near()}
    with transaction.atomic():
        if _end_check(batch, state=ImportState.PREVIEWED, remarks=told, digest=plan.digest, **counts):
            preview.store()


def check_soon(batch: ImportBatch, ledger: Ledger) -> None:
    """`check` a small file now, a large one in the background."""
    if batch.file.size <= SMALL_FILE:
        _work(check, batch, ledger)
    else:
        _tell(batch)
        _in_background(check, batch, ledger)


def tend(batch: ImportBatch, ledger: Ledger) -> None:
    """If the background reader died (a server was stopped), begin again. Cheap: every poll calls it."""
    now = timezone.now()
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    reading = ImportBatch.objects.filter(quiet, pk=batch.pk, state=ImportState.READING)
    is_dead = batch.state == ImportState.READING and (not batch.beat_at or batch.beat_at < now - DEAD_AFTER)
    if is_dead and reading.update(beat_at=now):
        _in_background(check, batch, ledger)


def answer(batch: ImportBatch, ledger: Ledger, *, page: str, header_row: int | None) -> None:
    """Read again with the sheet and the header row (from 1) that the user pointed to."""
    if batch.state not in (ImportState.ASKING, ImportState.PREVIEWED, ImportState.REFUSED):
        raise Refused("这个批次已经不能重新读取，请重新上传。")
    _tell(batch, page=page, header_row=header_row)
    check_soon(batch, ledger)


def commit(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Write all or nothing. Refused when rows are wrong, or when the data changed since the preview
    (then the batch is previewed anew). Committing what is committed does nothing."""
    try:
        with transaction.atomic():
            _commit(batch, ledger, user)
    except (_Outdated, IntegrityError) as error:
        _log.info("import batch %s is outdated: %s", batch.pk, error)
        batch.refresh_from_db()
        check(batch, ledger)
        _tell(batch, message=_AGAIN)
        raise Refused(_AGAIN) from error
    batch.refresh_from_db()
    post_import.send(sender=None, model=ledger.model)


def commit_soon(batch: ImportBatch, ledger: Ledger, user: User) -> None:
    """`commit` a small batch now, a large one in the background (state `committing`)."""
    if batch.new_count + batch.changed_count <= SMALL_BATCH:
        commit(batch, ledger, user)
        return
    ready = (ImportState.PREVIEWED, ImportState.COMMITTING)
    _begin(commit, batch, ledger, user, ready=ready, state=ImportState.COMMITTING)


def undo(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Take back all that the batch wrote. Refused, naming the rows, when any was changed since."""
    try:
        with transaction.atomic():
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if locked.state not in (ImportState.COMMITTED, ImportState.UNDOING):
                raise Refused("只有已入库的批次可以撤销。")
            undoing.undo(locked, ledger)
            done = {"state": ImportState.UNDONE, "undone_at": timezone.now(), "undone_by": user}
            _tell(locked, message="", **done)
    except Refused as refused:
        if batch.state == ImportState.UNDOING:
            _tell(batch, state=ImportState.COMMITTED, message=str(refused))
        raise
    batch.refresh_from_db()


def undo_soon(batch: ImportBatch, ledger: Ledger, user: User) -> None:
    """`undo` a small batch now, a large one in the background (state `undoing`)."""
    if batch.new_count + batch.changed_count <= SMALL_BATCH:
        undo(batch, ledger, user)
    else:
        ready = (ImportState.COMMITTED, ImportState.UNDOING)
        _begin(undo, batch, ledger, user, ready=ready, state=ImportState.UNDOING)


def discard(batch: ImportBatch) -> None:
    """Give up a preview: its pages and its file go."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state in (ImportState.COMMITTED, ImportState.UNDONE, ImportState.COMMITTING):
            raise Refused("已经入库的批次不能放弃；要收回，请撤销。")
        locked.pages.all().delete()
        stored = locked.file.name
        _tell(locked, state=ImportState.DISCARDED, file="", remarks={}, digest="")
        transaction.on_commit(lambda: batch.file.storage.delete(stored), robust=True)
    batch.refresh_from_db()


def _commit(batch, ledger, user):
    # Waits for other commits of this ledger, so that each sees what the one before has written.
    waiting = ImportBatch.objects.select_for_update().order_by("pk")
    states = (ImportState.PREVIEWED, ImportState.COMMITTING, ImportState.COMMITTED)
    list(waiting.filter(Q(pk=batch.pk) | Q(ledger=ledger.key, state__in=states[:2])).values_list("pk"))
    batch.refresh_from_db()
    if batch.state == ImportState.COMMITTED:
        return
    if batch.state not in states:
        raise Refused("这个批次现在不能入库，请刷新页面看看它的状态。")
    if not _is_anybodys(batch):
        raise Refused(_NOBODYS)
    if batch.wrong_count:
        raise Refused(f"还有{batch.wrong_count}行出错，一行都没有入库。请改正后重新上传。")
    _, table = open_table(batch, ledger)
    plan = _plan(batch, ledger, table)
    store = Store(plan, batch)
    for chunk in plan.chunks():
        if plan.problems:
            raise _Outdated(dict(plan.problems))
        store.write(chunk)
    if plan.problems or plan.digest != batch.digest:
        raise _Outdated("another digest")
    batch.pages.all().delete()
    _tell(
        batch, state=ImportState.COMMITTED, message="", committed_at=timezone.now(), user=user or batch.user
    )


def _is_anybodys(batch):
    """Rows are judged by the rights of who uploaded them: without an account there are none."""
    return batch.by_command or (batch.user is not None and batch.user.is_clerk)


def _plan(batch, ledger, table):
    intake = Intake(user=batch.user, organization=batch.organization, create_missing=batch.create_missing)
    return Plan(ledger, table, intake)


def _tell(batch, **values):
    """Write these columns of the batch now, and that somebody is at work on it."""
    values["beat_at"] = timezone.now()
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch.objects.filter(pk=batch.pk).update(**values)


def _end_check(batch, **values) -> bool:
    """Tell what the check found, unless another reader was faster and the batch has moved on."""
    values["beat_at"] = timezone.now()
    reading = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.READING)
    is_told = bool(reading.update(**values))
    batch.refresh_from_db()
    return is_told


def _work(act: Callable, batch, ledger, *args):
    """The act; what nobody foresaw leaves a batch that says so, and a trace in the log."""
    try:
        act(batch, ledger, *args)
    except Refused:
        raise
    except Exception:
        _log.exception("import batch %s", batch.pk)
        if act is check:
            _end_check(batch, state=ImportState.REFUSED, message=_ACCIDENT)
        else:
            _tell(batch, state=_FALLEN_BACK[act], message=_ACCIDENT)


# Where a batch stands after an act in the background that failed for a reason nobody foresaw.
_FALLEN_BACK = {commit: ImportState.PREVIEWED, undo: ImportState.COMMITTED}


def _begin(act: Callable, batch, ledger, user, *, ready, state):
    """The act in the background, for a batch in one of the states `ready`, which it leaves for `state`."""
    there = ImportBatch.objects.filter(pk=batch.pk, state__in=ready, wrong_count=0)
    if there.update(state=state, message="", beat_at=timezone.now()):
        batch.refresh_from_db()
        _in_background(act, batch, ledger, user)


def _in_background(act: Callable, batch, ledger, *args):
    def run():
        try:
            _work(act, batch, ledger, *args)
        except Refused as refused:
            _log.info("import batch %s: %s", batch.pk, refused)
        finally:
            connections.close_all()

    transaction.on_commit(Thread(target=run, name=f"import {batch.pk}", daemon=True).start)
