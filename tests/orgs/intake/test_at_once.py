"""Several at work at the same time: each commit sees what the one before has written."""

import pytest

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch, NumberSeries, Organization, Unit
from partnerships.models import Agreement
from tests.jiedao.good_rows import EAST, SCHOOL
from tests.jiedao.ledger_files import found_office
from tests.orgs.intake.ways_in import preview_rows
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
