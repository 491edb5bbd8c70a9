"""The acts on a batch: what each leaves behind, and what none may do twice or on stale data."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import workflow
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


def test_file_that_could_not_be_stored_has_no_row(settings, monkeypatch):
    """A server that dies between the two leaves a file without a row, never a row without a file."""
    upload = ContentFile(xlsx_bytes([["单位名称"]]), name="台账.xlsx")
    monkeypatch.setattr(
        "django.core.files.storage.FileSystemStorage._save",
        lambda *args: (_ for _ in ()).throw(OSError("full")),
    )

    with pytest.raises(OSError, match="full"):
        workflow.receive(UNITS, upload, user=None)

    assert files(settings) == []
    assert not ImportBatch.objects.exists()


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
