"""A ledger's rows read in bulk are the rows read one by one."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.ledgers import APPLICATIONS, INDICATORS, NEW_SECTOR_UNITS, ORGANIZATIONS, SEATS, UNITS, rows
from orgs.ledgers.base import Column
from orgs.ledgers.related import FirstOf
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    IndicatorValueFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

AT = date(2019, 6, 30)


@pytest.fixture
def office(tree):
    unit = UnitFactory(coded=True, new_sector=True, community=tree.community, employee_count=0, note="甲\n乙")
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=30)
    UnitFactory()
    OrganizationFactory(branch=True, parent=tree.community, unit=unit, established_on=date(2001, 7, 1))
    council = CouncilFactory(organization=tree.community)
    CouncilSeatFactory(council=council, unit=unit, until=date(2019, 8, 1))
    CouncilSeatFactory(council=council, person=True)
    NewSectorApplicationFactory(organization=tree.community, unit=unit, refused=True)
    IndicatorValueFactory(organization=tree.community)


@pytest.mark.parametrize(
    "ledger",
    [UNITS, ORGANIZATIONS, SEATS, APPLICATIONS, INDICATORS, NEW_SECTOR_UNITS],
    ids=lambda ledger: ledger.key,
)
@pytest.mark.usefixtures("office")
def test_rows_are_those_of_the_records(ledger):
    records = ledger.complete(AT)
    one_by_one = [tuple(ledger.row(record)) for record in records]

    assert one_by_one
    assert list(rows.rows(ledger, records)) == one_by_one


@pytest.mark.usefixtures("office")
def test_values_keep_their_types():
    row = next(row for row in rows.rows(UNITS, UNITS.complete(AT)) if row[1])

    assert (row[5], row[6], row[10]) == (0, 30, "甲\n乙")


def test_order_is_the_queryset_s(tree):
    units = [UnitFactory(name=name) for name in ("乙厂", "甲厂", "丙厂")]
    queryset = UNITS.complete(AT).order_by("-pk")

    assert [row[0] for row in rows.rows(UNITS, queryset)] == [unit.name for unit in reversed(units)]


def test_rows_over_several_chunks(tree, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 2)
    council = CouncilFactory(organization=tree.community)
    for _ in range(5):
        CouncilSeatFactory(council=council)

    records = SEATS.complete(AT)

    assert list(rows.rows(SEATS, records)) == [tuple(SEATS.row(record)) for record in records]


def test_no_records_no_rows(db):
    assert list(rows.rows(UNITS, UNITS.complete(AT))) == []


def test_branches_of_one_name_are_told_apart(tree):
    for parent in (tree.community, tree.sister):
        branch = OrganizationFactory(branch=True, name="第一党支部", parent=parent)
        OrganizationFactory(branch=True, parent=branch)

    above = [row[2] for row in rows.rows(ORGANIZATIONS, ORGANIZATIONS.complete(AT))]

    assert f"第一党支部（{tree.community.name}）" in above
    assert f"第一党支部（{tree.sister.name}）" in above
    assert "第一党支部" not in above


def _queries(ledger) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(rows.rows(ledger, ledger.complete(AT)))
    return len(queries)


def test_queries_do_not_grow_with_the_rows(tree):
    first = FirstOf("unit.name", "person_role")
    columns = [replace(c, read=first) if c.header == "成员单位" else c for c in SEATS.columns]
    seats = replace(SEATS, columns=columns)
    CouncilSeatFactory(council__organization=tree.community)
    few = _queries(seats)
    for _ in range(29):
        CouncilSeatFactory(council__organization=tree.community)

    assert _queries(seats) == few


def test_first_filled_of_several_is_read_alike(tree):
    first = FirstOf("unit.name", "person_role")
    seats = [CouncilSeatFactory(), CouncilSeatFactory(person=True)]

    gathered = first.gather(type(seats[0]), [seat.pk for seat in seats], None)

    assert [gathered[seat.pk] for seat in seats] == [first(seat) for seat in seats]
    assert gathered[seats[1].pk] == "区人大代表"


def test_column_that_is_any_function_of_the_record(tree):
    unit = UnitFactory()
    ledger = replace(UNITS, columns=[Column(header="别名", read=lambda unit: unit.name[::-1])])

    assert list(rows.rows(ledger, UNITS.complete(AT))) == [(unit.name[::-1],)]
