"""Acts that come late, twice or at the wrong moment, and acts that fail."""

from pathlib import Path

import pytest
from django.db import connection

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import states, workflow
from orgs.intake.preview import Preview
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch, Unit
from tests.orgs.factories import UserFactory
from tests.orgs.intake.ways_in import commit_rows, preview_rows

pytestmark = pytest.mark.django_db

UNITS = LEDGERS["units"]
HEADER = "单位名称 单位性质 备注"
ROWS = (["示例甲", "学校", "一"], ["示例乙", "医院", "二"])


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


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
