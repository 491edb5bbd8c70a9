"""The acts of an import, one verb a function. Nothing else moves a batch from one state to the next."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from import_export.signals import post_import

from lib.garbage import rarely_collected
from lib.masking import masked
from lib.sheets.reading import Unreadable
from lib.sheets.table import HeaderNotFound, TableError
from orgs import audit
from orgs.enums import AuditAct, ImportState
from orgs.intake import kept, undoing
from orgs.intake.intake import Intake
from orgs.intake.kept import shelf
from orgs.intake.plan import Plan
from orgs.intake.preview import Incomplete, Preview, open_table, remarks
from orgs.intake.refusal import Outdated, Refused
from orgs.intake.states import in_background, move, run
from orgs.intake.store import Store
from orgs.intake.written import Written
from orgs.models import ImportBatch, Organization, User

if TYPE_CHECKING:
    from orgs.ledgers import Ledger

# A file (in bytes) or a table (in rows) up to these is worked on while the user waits for the page.
SMALL_FILE, SMALL_BATCH = 100_000, 1_000
# A reader that has told nothing for so long is dead: it tells after every chunk.
DEAD_AFTER = timedelta(seconds=60)

_ANSWERABLE = (ImportState.ASKING, ImportState.PREVIEWED, ImportState.REFUSED)
_READABLE = (ImportState.READING, *_ANSWERABLE)
_TO_COMMIT = (ImportState.PREVIEWED, ImportState.COMMITTING)
_TO_UNDO = (ImportState.COMMITTED, ImportState.UNDOING)
_ENDINGS = (".xlsx", ".xls", ".csv")

_AGAIN = "预览之后系统里的数据变了，已按现在的数据重新检查，请再核对一遍。数据还没有入库。"
_NOBODYS = "上传这个文件的账号已经停用或删除，请用现在的账号重新上传。"
_TOO_LATE = "这个批次现在不能入库，请刷新页面看看它的状态。"
_KEPT = {
    ImportState.COMMITTED: "已经入库的批次不能放弃；要收回，请撤销。",
    ImportState.COMMITTING: "这个批次正在入库，请等它完成。",
    ImportState.UNDOING: "这个批次正在撤销，请等它完成。",
    ImportState.UNDONE: "这个批次已经撤销，不用放弃。",
}
_ERASED = "这个文件和它换下的联系方式已经按规定删除，这次导入不能再撤销。要改的，请直接在记录里改。"
_log = logging.getLogger(__name__)


def receive(
    ledger: Ledger,
    upload: File,
    *,
    user: User | None,
    organization: Organization | None = None,
    create_missing: bool = False,
) -> ImportBatch:
    """Keep the uploaded file as a new batch, still `reading`. The file comes first: no row without it."""
    name = PurePath(upload.name)
    batch = ImportBatch(
        ledger=ledger.key,
        user=user,
        by_command=user is None,
        organization=organization,
        create_missing=create_missing,
        file_name=name.name[-200:],
    )
    # Under a short name: file systems count bytes, and three make a Chinese character.
    ending = name.suffix.lower()
    batch.file.name = batch.file.field.generate_filename(
        batch, f"upload{ending if ending in _ENDINGS else ''}"
    )
    batch.file.storage.save(batch.file.name, upload)
    batch.save()
    return batch


def check(batch: ImportBatch, ledger: Ledger) -> None:
    """Read the file and store what it would do: then `previewed`, `asking` (for the header) or `refused`.

    Refused for a batch that is past its preview.
    """
    _read(batch, ledger, _READABLE)


def check_soon(batch: ImportBatch, ledger: Ledger) -> None:
    """`check` a small file now, a large one in the background."""
    if batch.file.size <= SMALL_FILE:
        run(check, ImportState.READING, batch, ledger)
    else:
        move(batch, (ImportState.READING,))
        in_background(check, ImportState.READING, batch, ledger)


def tend(batch: ImportBatch, ledger: Ledger) -> None:
    """If the background reader died (a server was stopped), begin again. Cheap: every poll calls it."""
    now = timezone.now()
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    reading = ImportBatch.objects.filter(quiet, pk=batch.pk, state=ImportState.READING)
    is_dead = batch.state == ImportState.READING and (not batch.beat_at or batch.beat_at < now - DEAD_AFTER)
    if is_dead and reading.update(beat_at=now):
        in_background(check, ImportState.READING, batch, ledger)


def answer(batch: ImportBatch, ledger: Ledger, *, page: str, header_row: int | None) -> None:
    """Read again with the sheet and the header row (from 1) that the user pointed to."""
    told = {"page": page, "header_row": header_row, "message": "", "done": 0, "total": 0}
    if not move(batch, _ANSWERABLE, state=ImportState.READING, **told):
        raise Refused("这个批次已经不能重新读取，请重新上传。")
    check_soon(batch, ledger)


@rarely_collected()
def commit(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Write all or nothing. Refused when rows are wrong, or when the data changed since the preview
    (then the batch is previewed anew). Committing what is committed does nothing."""
    if not _is_due(batch):
        return
    table = _table(batch, ledger)  # before the transaction: on SQLite it locks all others out
    try:
        with transaction.atomic():
            _commit(batch, ledger, table, user)
    except (Outdated, IntegrityError) as error:
        _log.info("import batch %s is outdated: %s", batch.pk, error)
        _read(batch, ledger, _TO_COMMIT, message=_AGAIN)
        raise Refused(_AGAIN) from error
    batch.refresh_from_db()
    post_import.send(sender=None, model=ledger.model)


def commit_soon(batch: ImportBatch, ledger: Ledger, user: User) -> None:
    """`commit` a small batch now, a large one in the background (state `committing`)."""
    if _is_small(batch):
        run(commit, ImportState.COMMITTING, batch, ledger, user)
    elif _is_due(batch) and move(batch, _TO_COMMIT, state=ImportState.COMMITTING, message=""):
        in_background(commit, ImportState.COMMITTING, batch, ledger, user)


def undo(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Take back all that the batch wrote. Refused, naming the rows, when any was changed since.

    Undoing what is undone does nothing.
    """
    with transaction.atomic():
        _wait_for_others(ledger)
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state in _TO_UNDO and not locked.file and ledger.personal:
            raise Refused(_ERASED)
        if locked.state in _TO_UNDO:
            undoing.undo(locked, ledger, user)
            done = {"undone_at": timezone.now(), "undone_by": user}
            move(locked, _TO_UNDO, state=ImportState.UNDONE, message="", **done)
            audit.log(AuditAct.UNDO, user=user, record=locked, detail=_told(locked, ledger))
        elif locked.state != ImportState.UNDONE:
            raise Refused("只有已入库的批次可以撤销。")
    batch.refresh_from_db()


def undo_soon(batch: ImportBatch, ledger: Ledger, user: User) -> None:
    """`undo` a small batch now, a large one in the background (state `undoing`)."""
    if _is_small(batch):
        run(undo, ImportState.UNDOING, batch, ledger, user)
    elif move(batch, _TO_UNDO, state=ImportState.UNDOING, message=""):
        in_background(undo, ImportState.UNDOING, batch, ledger, user)
    else:
        undo(batch, ledger, user)  # which says why not


def discard(batch: ImportBatch) -> None:
    """Give up a preview: its pages and its file go."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state in _KEPT:
            raise Refused(_KEPT[locked.state])
        locked.pages.all().delete()
        stored = locked.file.name
        move(locked, _READABLE, state=ImportState.DISCARDED, file="", remarks={}, digest="")
        if stored:
            transaction.on_commit(lambda: batch.file.storage.delete(stored), robust=True)
    batch.refresh_from_db()


@rarely_collected()
def _read(batch, ledger, states, message=""):
    """`check` a batch in one of the states; `message` is what its preview says above all."""
    if not move(batch, states, state=ImportState.READING, message="", done=0, total=0):
        raise Refused("这个批次已经不能重新读取，请刷新页面看看它的状态。")
    if (found := _open(batch, ledger)) is None:
        return
    pages, table, seal = found
    told, reading = remarks(table, pages), (ImportState.READING,)
    move(batch, reading, total=len(table.lines), remarks=told)
    plan = _plan(batch, ledger, table)
    preview = Preview(plan, batch)
    preview.run(lambda done: move(batch, reading, done=done))
    counts = {f"{verdict}_count": count for verdict, count in preview.counts().items()}
    told |= {"created": preview.created(), "near": preview.near(), "notices": preview.notices()}
    ended = {"remarks": told, "digest": plan.digest, "message": message}
    with transaction.atomic():
        if _end_check(batch, state=ImportState.PREVIEWED, **counts, **ended):
            preview.store()
    if seal:
        shelf.put(seal, table)


def _open(batch, ledger):
    """The file's pages, the table in them, and its seal if it is large; None where that ends the check, and
    the batch says why."""
    if not _is_anybodys(batch):
        _end_check(batch, state=ImportState.REFUSED, message=_NOBODYS)
        return None
    seal = _seal(batch)  # before it is read: what is read is no older
    try:
        return *open_table(batch, ledger), seal
    except HeaderNotFound as error:
        # Which column holds persons' numbers is not known yet: every mobile number is masked.
        shown = [[masked(str(cell)) for cell in row] for row in error.rows]
        told = {"page": error.page, "rows": shown, "pages": error.pages}
        _end_check(batch, state=ImportState.ASKING, remarks=told)
    except (Unreadable, TableError, Incomplete) as error:
        told = getattr(error, "remarks", {})
        _end_check(batch, state=ImportState.REFUSED, message=str(error), remarks=told)
    return None


def _seal(batch):
    """None for a file that is read as fast as it is looked for."""
    return kept.seal(batch) if batch.file.size > SMALL_FILE else None


def _table(batch, ledger):
    """The one that was checked here a moment ago, if its file is the same still; else read from the file."""
    seal = _seal(batch)
    return (seal and shelf.take(seal)) or open_table(batch, ledger)[1]


def _commit(batch, ledger, table, user):
    _wait_for_others(ledger)
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not _is_due(batch):
        return
    plan = _plan(batch, ledger, table)
    store = Store(plan, batch)
    for chunk in plan.chunks():
        if plan.problems:
            raise Outdated(dict(plan.problems))
        store.write(chunk)
    if plan.problems or plan.digest != batch.digest:
        raise Outdated("another digest")
    if strangers := Written(batch, ledger.model).strangers(user):
        lines = "、".join(map(str, strangers[:20])) + ("等" if len(strangers) > 20 else "")
        raise Refused(f"第{lines}行的记录不归您管理，一行都没有入库。请联系管理员。")
    batch.pages.all().delete()
    done = {"committed_at": timezone.now(), "user": user or batch.user}
    move(batch, _TO_COMMIT, state=ImportState.COMMITTED, message="", **done)
    audit.log(AuditAct.IMPORT, user=done["user"], record=batch, detail=_told(batch, ledger))


def _told(batch, ledger):
    return f"{ledger.title}：新增{batch.new_count}条，更新{batch.changed_count}条，未变{batch.same_count}条。"


def _is_due(batch) -> bool:
    """Is there anything to commit still? Refused if the batch cannot be committed as it stands."""
    batch.refresh_from_db()
    if batch.state == ImportState.COMMITTED:
        return False
    if batch.state not in _TO_COMMIT:
        raise Refused(_TOO_LATE)
    if not _is_anybodys(batch):
        raise Refused(_NOBODYS)
    if batch.wrong_count:
        raise Refused(f"还有{batch.wrong_count}行出错，一行都没有入库。请改正后重新上传。")
    return True


def _is_anybodys(batch):
    """Rows are judged by the rights of who uploaded them: without an account there are none."""
    return batch.by_command or (batch.user is not None and batch.user.is_clerk)


def _is_small(batch):
    """A large file is read and compared to the end, however little of it is new."""
    return max(batch.total, batch.new_count + batch.changed_count) <= SMALL_BATCH


def _plan(batch, ledger, table):
    intake = Intake(user=batch.user, organization=batch.organization, create_missing=batch.create_missing)
    return Plan(ledger, table, intake)


def _wait_for_others(ledger):
    """Commits and undos of one ledger follow one another, so that each sees what the one before has written.

    On SQLite every transaction that writes does so anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"ledger {ledger.key}"])


def _end_check(batch, **values) -> bool:
    """Tell what the check found, unless another reader was faster and the batch has moved on."""
    is_told = move(batch, (ImportState.READING,), **values)
    batch.refresh_from_db()
    return is_told
