"""The acts on a batch: what each leaves behind, and what none may do twice or on stale data."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import states, workflow
from orgs.intake.preview import Preview
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch, ImportedRow, Unit
from tests.harness.spreadsheets import xlsx_bytes
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.intake.ways_in import Verdict, commit_rows, preview_rows, verdicts

pytestmark = pytest.mark.django_db

UNITS = LEDGERS["units"]
HEADER = "单位名称 单位性质 备注"
ROWS = (["示例甲", "学校", "一"], ["示例乙", "医院", "二"])


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


def test_received_file_has_its_row_first(settings, monkeypatch):
    """A server that dies between the two leaves a row without a file, never a file without a row."""
    upload = ContentFile(xlsx_bytes([["单位名称"]]), name="台账.xlsx")
    monkeypatch.setattr(
        "django.core.files.storage.FileSystemStorage._save",
        lambda *args: (_ for _ in ()).throw(OSError("full")),
    )

    with pytest.raises(OSError, match="full"):
        workflow.receive(UNITS, upload, user=None)

    assert files(settings) == []
    assert ImportBatch.objects.get().file.name.startswith("imports/")


def test_commit_writes_rows_says_who_and_keeps_the_file(settings):
    user = UserFactory(superuser=True)
    UnitFactory(name="示例乙", nature="hospital", note="旧")

    batch = commit_rows("units", HEADER, *ROWS, user=user)

    assert fresh(batch).state == ImportState.COMMITTED
    assert (batch.user, batch.new_count, batch.changed_count) == (user, 1, 1)
    assert batch.committed_at
    assert [path.name for path in files(settings)] == ["upload.xlsx"]
    assert dict(Unit.objects.values_list("name", "note")) == {"示例甲": "一", "示例乙": "二"}
    rows = list(ImportedRow.objects.values_list("line", "kind", "is_new"))
    assert rows == [(2, "orgs.unit", True), (3, "orgs.unit", False)]
    assert ImportedRow.objects.get(line=3).changes["备注"] | {"kept": ""} == {
        "before": "旧",
        "after": "二",
        "kept": "",
    }
    assert not batch.pages.exists()


def test_commit_again_does_nothing():
    batch = commit_rows("units", HEADER, *ROWS)
    Unit.objects.update(note="改动")

    workflow.commit(batch, UNITS, None)

    assert set(Unit.objects.values_list("note", flat=True)) == {"改动"}
    assert ImportedRow.objects.count() == 2


@pytest.mark.parametrize(
    "state",
    [ImportState.READING, ImportState.ASKING, ImportState.REFUSED, ImportState.UNDONE, ImportState.DISCARDED],
)
def test_commit_in_another_state_is_refused(state):
    batch = preview_rows("units", HEADER, *ROWS)
    ImportBatch.objects.update(state=state)

    with pytest.raises(Refused, match="现在不能入库"):
        workflow.commit(batch, UNITS, None)
    assert not Unit.objects.exists()


def test_new_row_entered_by_somebody_since_the_preview_is_shown_anew():
    batch = preview_rows("units", HEADER, *ROWS)
    UnitFactory(name="示例甲", nature="school", note="别人写的")

    with pytest.raises(Refused, match="预览之后系统里的数据变了"):
        workflow.commit(batch, UNITS, None)

    assert fresh(batch).state == ImportState.PREVIEWED
    assert verdicts(fresh(batch)) == {Verdict.NEW: 1, Verdict.CHANGED: 1}
    assert Unit.objects.get().note == "别人写的"
    workflow.commit(batch, UNITS, None)
    assert Unit.objects.get(name="示例甲").note == "一"


@pytest.mark.parametrize("note", ["旧", "一"], ids=["told as changed", "told as unchanged"])
def test_record_changed_since_the_preview_is_not_overwritten_unseen(note):
    unit = UnitFactory(name="示例甲", nature="school", note=note)
    batch = preview_rows("units", HEADER, *ROWS)
    unit.note = "别人写的"
    unit.save()

    with pytest.raises(Refused, match="预览之后系统里的数据变了"):
        workflow.commit(batch, UNITS, None)

    assert Unit.objects.get().note == "别人写的"
    assert fresh(batch).pages.get(verdict=Verdict.CHANGED).rows[0]["changes"] == [["备注", "别人写的", "一"]]


def test_record_deleted_since_the_preview_is_shown_anew():
    unit = UnitFactory(name="示例甲", nature="school", note="旧")
    batch = preview_rows("units", HEADER, *ROWS)
    unit.delete()

    with pytest.raises(Refused, match="预览之后系统里的数据变了"):
        workflow.commit(batch, UNITS, None)

    assert verdicts(fresh(batch)) == {Verdict.NEW: 2}
    assert not Unit.objects.exists()


def test_second_batch_of_one_file_finds_nothing_new():
    first, second = (preview_rows("units", HEADER, *ROWS) for _ in range(2))
    workflow.commit(first, UNITS, None)

    with pytest.raises(Refused, match="预览之后系统里的数据变了"):
        workflow.commit(second, UNITS, None)

    assert verdicts(fresh(second)) == {Verdict.SAME: 2}
    assert Unit.objects.count() == 2


def test_error_while_writing_leaves_nothing(monkeypatch):
    batch = preview_rows("units", HEADER, *ROWS)
    monkeypatch.setattr("orgs.intake.workflow.Store.write", _write_then_break)

    with pytest.raises(OSError, match="full"):
        workflow.commit(batch, UNITS, None)

    assert not Unit.objects.exists()
    assert fresh(batch).state == ImportState.PREVIEWED


def _write_then_break(store, chunk):
    Unit.objects.create(name="半个", nature="other")
    raise OSError("full")


def test_discard_removes_file_and_pages(settings, django_capture_on_commit_callbacks):
    batch = preview_rows("units", HEADER, *ROWS)

    with django_capture_on_commit_callbacks(execute=True):
        workflow.discard(batch)

    assert fresh(batch).state == ImportState.DISCARDED
    assert not batch.pages.exists()
    assert files(settings) == []


def test_discard_of_what_is_committed_is_refused(settings):
    batch = commit_rows("units", HEADER, *ROWS)

    with pytest.raises(Refused, match="要收回，请撤销"):
        workflow.discard(batch)
    assert len(files(settings)) == 1


def test_dead_reader_is_taken_up_again(monkeypatch):
    batch = preview_rows("units", HEADER, *ROWS)
    long_ago = timezone.now() - workflow.DEAD_AFTER - timedelta(seconds=1)
    ImportBatch.objects.update(state=ImportState.READING, beat_at=long_ago)
    begun = []
    monkeypatch.setattr(workflow, "in_background", lambda act, *args: begun.append(act))

    workflow.tend(fresh(batch), UNITS)
    workflow.tend(fresh(batch), UNITS)

    assert begun == [workflow.check]


def test_reader_that_told_something_is_left_alone(monkeypatch):
    batch = preview_rows("units", HEADER, *ROWS)
    ImportBatch.objects.update(state=ImportState.READING, beat_at=timezone.now())
    monkeypatch.setattr(workflow, "in_background", lambda *args: pytest.fail("begun again"))

    workflow.tend(fresh(batch), UNITS)


def test_late_reader_does_not_take_back_a_commit(monkeypatch):
    """One that was thought dead ends after another has read, and somebody has committed."""
    batch = preview_rows("units", HEADER, *ROWS)
    late, run = fresh(batch), Preview.run

    def slow(preview, tell):
        monkeypatch.setattr(Preview, "run", run)
        workflow.check(batch, UNITS)
        workflow.commit(batch, UNITS, None)
        run(preview, tell)

    monkeypatch.setattr(Preview, "run", slow)
    workflow.check(late, UNITS)

    assert fresh(batch).state == ImportState.COMMITTED
    assert not fresh(batch).pages.exists()


def test_progress_is_told_in_rows():
    batch = preview_rows("units", HEADER, *([f"示例{n}", "学校", None] for n in range(4_500)))

    assert (batch.done, batch.total, batch.new_count) == (4_500, 4_500, 4_500)


def test_unforeseen_error_is_told_in_the_batch(monkeypatch, caplog):
    batch = workflow.receive(
        UNITS, ContentFile(xlsx_bytes([HEADER.split(), *ROWS]), name="a.xlsx"), user=None
    )
    monkeypatch.setattr(Preview, "run", lambda *args: 1 / 0)

    workflow.check_soon(batch, UNITS)

    assert fresh(batch).state == ImportState.REFUSED
    assert "数据没有改变" in fresh(batch).message
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("name", ["街道单位台账汇总" * 14 + ".xlsx", "台账." + "长" * 150, ".xlsx"])
def test_long_file_name_is_kept_beside_the_file(name, settings):
    """File systems count bytes, not characters."""
    batch = workflow.receive(UNITS, ContentFile(b"content", name=name), user=None)

    assert batch.file_name == name
    assert Path(batch.file.name).name in ("upload.xlsx", "upload")
    assert len(files(settings)) == 1


def test_header_answered_after_the_commit_is_refused():
    """In a second tab, opened before."""
    batch = preview_rows("units", HEADER, *ROWS)
    tab = fresh(batch)
    workflow.commit(batch, UNITS, None)

    with pytest.raises(Refused, match="不能重新读取"):
        workflow.answer(tab, UNITS, page="", header_row=1)
    with pytest.raises(Refused, match="不能重新读取"):
        workflow.check(tab, UNITS)

    assert fresh(batch).state == ImportState.COMMITTED
    workflow.undo(fresh(batch), UNITS, None)
    assert not Unit.objects.exists()


def test_header_answered_while_the_preview_stands_is_read():
    batch = preview_rows("units", HEADER, ["示例甲", "学校", None], [*HEADER.split()], *ROWS)

    workflow.answer(batch, UNITS, page=batch.remarks["page"], header_row=3)

    assert (fresh(batch).state, fresh(batch).new_count) == (ImportState.PREVIEWED, 2)


def test_late_reader_leaves_nothing_in_a_discarded_batch(monkeypatch):
    batch = preview_rows("units", HEADER, *ROWS)
    late, run = fresh(batch), Preview.run

    def slow(preview, tell):
        workflow.discard(batch)
        run(preview, tell)

    monkeypatch.setattr(Preview, "run", slow)
    workflow.check(late, UNITS)

    assert (fresh(batch).state, fresh(batch).remarks, fresh(batch).done) == (ImportState.DISCARDED, {}, 0)
    assert not batch.pages.exists()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (ImportState.COMMITTING, "正在入库"),
        (ImportState.UNDOING, "正在撤销"),
        (ImportState.UNDONE, "已经撤销"),
    ],
)
def test_discard_of_what_is_written_or_being_written_is_refused(state, message, settings):
    batch = commit_rows("units", HEADER, *ROWS)
    ImportBatch.objects.update(state=state)

    with pytest.raises(Refused, match=message):
        workflow.discard(fresh(batch))

    assert fresh(batch).state == state
    assert len(files(settings)) == 1


def test_undone_twice_stays_undone():
    """The second of two runners comes when all is done."""
    batch = commit_rows("units", HEADER, *ROWS)
    ImportBatch.objects.update(state=ImportState.UNDOING)
    first, second = fresh(batch), fresh(batch)
    user = UserFactory(superuser=True)

    workflow.undo_soon(first, UNITS, user)
    workflow.undo_soon(second, UNITS, None)

    assert (second.state, second.undone_by, second.message) == (ImportState.UNDONE, user, "")
    assert not Unit.objects.exists()


def test_refused_undo_of_a_large_batch_can_be_asked_for_again():
    batch = commit_rows("units", HEADER, *ROWS)
    ImportBatch.objects.update(state=ImportState.UNDOING)
    unit = Unit.objects.get(name="示例甲")
    unit.note = "改动"
    unit.save()

    with pytest.raises(Refused):
        workflow.undo_soon(fresh(batch), UNITS, None)

    assert fresh(batch).state == ImportState.COMMITTED
    assert "“示例甲”已被修改" in fresh(batch).message


@pytest.mark.parametrize("state", [ImportState.PREVIEWED, ImportState.DISCARDED])
def test_undo_of_what_is_not_committed_is_refused(state, monkeypatch):
    batch = preview_rows("units", HEADER, *ROWS)
    ImportBatch.objects.update(state=state)
    monkeypatch.setattr(workflow, "SMALL_BATCH", 0)

    with pytest.raises(Refused, match="只有已入库的批次可以撤销"):
        workflow.undo_soon(fresh(batch), UNITS, None)


def test_refused_commit_in_the_background_leaves_a_preview():
    """The account was closed after the commit began."""
    user = UserFactory(superuser=True)
    batch = preview_rows("units", HEADER, *ROWS, user=user)
    ImportBatch.objects.update(state=ImportState.COMMITTING)
    user.is_active = False
    user.save()

    with pytest.raises(Refused, match="已经停用"):
        states.run(workflow.commit, ImportState.COMMITTING, fresh(batch), UNITS, user)

    assert fresh(batch).state == ImportState.PREVIEWED
    assert "已经停用" in fresh(batch).message
    workflow.discard(fresh(batch))


def test_unforeseen_error_of_a_small_commit_is_told(settings, caplog):
    user = UserFactory(superuser=True)
    batch = preview_rows("units", HEADER, *ROWS, user=user)
    files(settings)[0].unlink()

    with pytest.raises(Refused, match="出了意外，数据没有改变"):
        workflow.commit_soon(fresh(batch), UNITS, user)

    assert fresh(batch).state == ImportState.PREVIEWED
    assert "FileNotFoundError" in caplog.text
    assert not Unit.objects.exists()


def test_unforeseen_error_of_a_large_commit_is_told_in_the_batch(settings):
    user = UserFactory(superuser=True)
    batch = preview_rows("units", HEADER, *ROWS, user=user)
    ImportBatch.objects.update(state=ImportState.COMMITTING)
    files(settings)[0].unlink()

    states.run(workflow.commit, ImportState.COMMITTING, fresh(batch), UNITS, user)

    assert fresh(batch).state == ImportState.PREVIEWED
    assert "出了意外，数据没有改变" in fresh(batch).message


def test_unforeseen_error_of_a_small_undo_is_told(monkeypatch):
    batch = commit_rows("units", HEADER, *ROWS)
    monkeypatch.setattr("orgs.intake.undoing.Undoing._restore", lambda self: 1 / 0)

    with pytest.raises(Refused, match="出了意外，数据没有改变"):
        workflow.undo_soon(fresh(batch), UNITS, None)

    assert fresh(batch).state == ImportState.COMMITTED
    assert Unit.objects.count() == 2


def test_late_failure_does_not_take_back_what_another_has_committed():
    user = UserFactory(superuser=True)
    batch = preview_rows("units", HEADER, *ROWS, user=user)
    ImportBatch.objects.update(state=ImportState.COMMITTING)

    def overtaken(late, ledger, user):
        workflow.commit(fresh(batch), ledger, user)
        raise OSError("locked")

    with pytest.raises(Refused, match="出了意外"):
        states.run(overtaken, ImportState.COMMITTING, fresh(batch), UNITS, user)

    assert fresh(batch).state == ImportState.COMMITTED


def test_large_file_with_few_changes_is_written_in_the_background(monkeypatch):
    user = UserFactory(superuser=True)
    commit_rows("units", HEADER, *ROWS)
    batch = preview_rows("units", HEADER, ROWS[0], ["示例乙", "医院", "三"], user=user)
    begun = []
    monkeypatch.setattr(workflow, "SMALL_BATCH", 1)
    monkeypatch.setattr(workflow, "in_background", lambda act, *args: begun.append(act))

    workflow.commit_soon(batch, UNITS, user)
    assert (begun, fresh(batch).state) == ([workflow.commit], ImportState.COMMITTING)

    workflow.commit(batch, UNITS, user)
    workflow.undo_soon(batch, UNITS, user)
    assert (begun, fresh(batch).state) == ([workflow.commit, workflow.undo], ImportState.UNDOING)


def test_large_commit_that_must_fail_is_refused_at_once(monkeypatch):
    user = UserFactory(superuser=True)
    batch = preview_rows("units", HEADER, ["示例甲", "学堂", None], user=user)
    monkeypatch.setattr(workflow, "SMALL_BATCH", 0)

    with pytest.raises(Refused, match="还有1行出错"):
        workflow.commit_soon(batch, UNITS, user)
    assert fresh(batch).state == ImportState.PREVIEWED


def test_commit_reads_the_file_before_it_locks_the_database(monkeypatch):
    batch, depth = preview_rows("units", HEADER, *ROWS), []
    open_table = workflow.open_table
    outside = len(connection.savepoint_ids)

    def opened(*args):
        depth.append(len(connection.savepoint_ids) - outside)
        return open_table(*args)

    monkeypatch.setattr(workflow, "open_table", opened)
    workflow.commit(batch, UNITS, None)

    assert depth == [0]


def test_commit_whose_worker_died_can_be_done_again():
    user = UserFactory(superuser=True)
    batch = preview_rows("units", HEADER, *ROWS, user=user)
    ImportBatch.objects.update(state=ImportState.COMMITTING)

    workflow.commit_soon(fresh(batch), UNITS, user)

    assert fresh(batch).state == ImportState.COMMITTED
    assert Unit.objects.count() == 2
