"""Several at work at the same time: each commit sees what the one before has written."""

from threading import Thread
from threading import enumerate as enumerate_threads

import pytest
from django.db import connection

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.intake.store import Store
from orgs.intake.undoing import Undoing
from orgs.models import ImportBatch, NumberSeries, Organization, Unit
from partnerships.models import Agreement
from tests.jiedao.good_rows import EAST, SCHOOL
from tests.jiedao.ledger_files import found_office
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.intake.ways_in import commit_rows, preview_rows
from tests.partnerships.factories import AgreementFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "协议名称 归口党组织 签约方 签约日期"


def rows(name):
    return [[f"{name}{n}", EAST, f"{EAST}、{SCHOOL}", "2019-05-14"] for n in range(20)]


def committed(batch):
    try:
        workflow.commit(batch, LEDGERS[batch.ledger], None)
    except Refused:
        return False
    return True


def given():
    return sorted(Agreement.objects.filter(signed_on__year=2019).values_list("number", flat=True))


def test_one_file_committed_twice_at_once_goes_in_once():
    found_office()
    batches = [preview_rows("agreements", HEADER, *rows("甲")) for _ in range(2)]

    done = at_once(lambda number: committed(batches[number]), 2)

    assert sorted(done) == [False, True]
    assert given() == [f"GJ-2019-{n:04}" for n in range(1, 21)]


def test_one_batch_confirmed_twice_at_once_goes_in_once():
    """A double click."""
    found_office()
    batch = preview_rows("agreements", HEADER, *rows("甲"))
    same = [ImportBatch.objects.get(pk=batch.pk) for _ in range(2)]

    assert at_once(lambda number: committed(same[number]), 2) == [True, True]

    assert len(given()) == 20
    assert batch.rows.count() == 20


def test_numbers_have_no_gap_between_imports_and_forms():
    found_office()
    east = Organization.objects.get(name=EAST)
    batches = [preview_rows("agreements", HEADER, *rows(name)) for name in "甲乙"]

    def work(number):
        if number < 2:
            return committed(batches[number])
        return bool(AgreementFactory(organization=east, parties=[east, Unit.objects.get(name=SCHOOL)]))

    assert all(at_once(work, 4))

    assert given() == [f"GJ-2019-{n:04}" for n in range(1, 43)]
    assert NumberSeries.objects.get(prefix="GJ", year=2019).last == 42


def test_undone_twice_at_once_is_undone_once():
    found_office()
    batch = preview_rows("agreements", HEADER, *rows("甲"))
    workflow.commit(batch, LEDGERS["agreements"], None)
    same = [ImportBatch.objects.get(pk=batch.pk) for _ in range(2)]

    at_once(lambda number: workflow.undo(same[number], LEDGERS["agreements"], None), 2)

    assert given() == []
    assert {each.state for each in same} == {ImportState.UNDONE}


UNITS = LEDGERS["units"]
NOTES = "单位名称 单位性质 备注"


def elsewhere(act, *, for_seconds):
    """Begin the act on a connection of its own, and give it so long to end."""

    def work():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join(for_seconds)
    return thread


def test_edit_saved_while_the_undo_runs_is_not_overwritten(monkeypatch):
    unit = UnitFactory(name="示例甲", nature="school", note="旧")
    batch = commit_rows("units", NOTES, ["示例甲", "学校", "新"])
    edited = Unit.objects.get(pk=unit.pk)
    edited.note, threads, restore = "别人", [], Undoing._restore

    def edit_first(undoing):
        threads.append(elsewhere(edited.save, for_seconds=1))
        restore(undoing)

    monkeypatch.setattr(Undoing, "_restore", edit_first)
    workflow.undo(batch, UNITS, None)
    threads[0].join()

    assert Unit.objects.get().note == "别人"
    assert batch.state == ImportState.UNDONE


def test_edit_that_waited_for_the_commit_is_not_taken_back(monkeypatch):
    """Its stamp is older than the commit, for it was taken before the wait."""
    unit = UnitFactory(name="示例甲", nature="school", note="旧")
    batch = preview_rows("units", NOTES, ["示例甲", "学校", "新"])
    edited = Unit.objects.get(pk=unit.pk)
    edited.note, threads, write = "别人", [], Store.write

    def write_and_edit(store, chunk):
        write(store, chunk)
        threads.append(elsewhere(edited.save, for_seconds=1))

    monkeypatch.setattr(Store, "write", write_and_edit)
    workflow.commit(batch, UNITS, None)
    threads[0].join()
    assert Unit.objects.get().note == "别人"

    with pytest.raises(Refused, match="第2行：“示例甲”已被修改。"):
        workflow.undo(batch, UNITS, None)
    assert Unit.objects.get().note == "别人"


def test_other_previews_of_the_ledger_do_not_wait_for_a_commit(monkeypatch):
    """But on SQLite, where whoever writes waits for all others who do."""
    batch, other = (preview_rows("units", NOTES, [name, "学校", None]) for name in ("示例甲", "示例乙"))
    waited, threads, write = [], [], Store.write

    def write_and_discard(store, chunk):
        write(store, chunk)
        threads.append(elsewhere(lambda: workflow.discard(other), for_seconds=2))
        waited.append(threads[0].is_alive())

    monkeypatch.setattr(Store, "write", write_and_discard)
    workflow.commit(batch, UNITS, None)
    threads[0].join()

    assert waited == [connection.vendor == "sqlite"]
    assert ImportBatch.objects.get(pk=other.pk).state == ImportState.DISCARDED


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_large_commit_whose_thread_died_is_done_once_when_asked_for_again(monkeypatch):
    user = UserFactory(superuser=True)
    batch = preview_rows("units", NOTES, ["示例甲", "学校", None], ["示例乙", "学校", None], user=user)
    monkeypatch.setattr(workflow, "SMALL_BATCH", 0)
    write, begun = Store.write, []

    def die(store, chunk):
        write(store, chunk)
        begun.append(True)
        raise SystemExit  # no `except Exception` sees it

    monkeypatch.setattr(Store, "write", die)
    workflow.commit_soon(batch, UNITS, user)
    wait_for_threads(batch)
    batch.refresh_from_db()
    assert (begun, batch.state, Unit.objects.count()) == ([True], ImportState.COMMITTING, 0)

    monkeypatch.setattr(Store, "write", write)
    workflow.commit_soon(batch, UNITS, user)
    workflow.commit_soon(ImportBatch.objects.get(pk=batch.pk), UNITS, user)
    wait_for_threads(batch)

    batch.refresh_from_db()
    assert (batch.state, Unit.objects.count(), batch.rows.count()) == (ImportState.COMMITTED, 2, 2)


def wait_for_threads(batch):
    for thread in enumerate_threads():
        if thread.name == f"import {batch.pk}":
            thread.join()
