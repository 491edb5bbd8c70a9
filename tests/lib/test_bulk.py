"""What the database holds after columns were written past the models."""

from datetime import date

import pytest

from lib import bulk
from orgs.models import ImportBatch, ImportedRow, PartyMemberCount, Unit
from tests.orgs.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_json_that_differs_in_a_type_only_is_not_mixed_up():
    batch = ImportBatch.objects.create(ledger="units")
    changes = [{}, {"n": 1}, {"n": "1"}, {"n": True}, {"n": None}, {}]
    many = len(changes)

    bulk.insert_rows(
        ImportedRow,
        batch_id=[batch.pk] * many,
        line=list(range(many)),
        kind=["orgs.unit"] * many,
        record=list(range(many)),
        is_new=[True, False] * 3,
        changes=changes,
    )

    rows = ImportedRow.objects.order_by("line")
    assert [repr(each) for each in rows.values_list("changes", flat=True)] == list(map(repr, changes))
    assert list(rows.values_list("is_new", flat=True)) == [True, False] * 3


def test_keys_numbers_and_days_may_be_empty():
    unit = UnitFactory()
    units = [Unit(name="示例甲", nature="school", employee_count=3), Unit(name="示例乙", nature="school")]

    bulk.insert(units)
    bulk.insert_rows(PartyMemberCount, unit_id=[unit.pk], count=[4], as_of=[date(2019, 5, 1)])

    told = Unit.objects.exclude(pk=unit.pk).values_list("name", "employee_count", "community", "received_on")
    assert sorted(told) == [("示例乙", None, None, None), ("示例甲", 3, None, None)]
    assert PartyMemberCount.objects.values_list("unit", "count", "as_of").get() == (
        unit.pk,
        4,
        date(2019, 5, 1),
    )
