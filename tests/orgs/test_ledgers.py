"""What a ledger is, and the ledgers of units, organisations, seats, 两新 and indicators."""

from datetime import date
from decimal import Decimal

import pytest

from lib.months import Month
from orgs.ledgers import APPLICATIONS, INDICATORS, NEW_SECTOR_UNITS, ORGANIZATIONS, SEATS, UNITS
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

MAY, JUNE = Month(2019, 5), Month(2019, 6)


def rows(ledger, month, organization=None):
    """The rows of the month's sheet, each as {header: value} of the cells that are not empty."""
    names = [column.header for column in ledger.columns]
    records = ledger.touched(month, organization)
    return [
        {name: cell for name, cell in zip(names, ledger.row(record, month.last), strict=True) if cell}
        for record in records
    ]


def test_unit_row(tree):
    unit = UnitFactory(
        coded=True,
        school=True,
        community=tree.community,
        industry="教育",
        employee_count=120,
        contact_name="办公室",
        contact_phone="053288990000",
        address="示例路1号",
        note="示例",
    )
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=30)
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 7, 1), count=35)
    record = UNITS.complete(date(2019, 6, 30)).get()

    assert UNITS.row(record) == [
        unit.name,
        unit.uscc,
        "学校",
        "教育",
        tree.community.name,
        120,
        30,
        "办公室",
        "0532****0000",
        "示例路1号",
        "示例",
    ]


def test_units_of_a_branch_are_those_of_its_communities(tree):
    inside = UnitFactory(community=tree.community)
    UnitFactory(community=tree.cousin)
    homeless = UnitFactory(community=None)

    assert list(UNITS.complete(JUNE.last, tree.area)) == [inside]
    assert homeless in UNITS.complete(JUNE.last, tree.district)
    assert homeless not in UNITS.complete(JUNE.last, tree.street)


def test_organization_row(tree):
    branch = OrganizationFactory(
        branch=True, parent=tree.community, unit=UnitFactory(), party_member_count=9, phone="0532-1"
    )
    row = ORGANIZATIONS.row(ORGANIZATIONS.complete(JUNE.last, tree.community).get(pk=branch.pk))

    assert row[:5] == [branch.name, "党支部", tree.community.name, branch.unit.name, 9]
    assert row[7] == "0532-1"


def test_seat_given_up_later_is_held_in_the_earlier_sheet():
    seat = CouncilSeatFactory(since=date(2019, 5, 8), until=date(2019, 6, 12))

    may, june = rows(SEATS, MAY), rows(SEATS, JUNE)

    assert "退出日期" not in may[0]
    assert june[0]["退出日期"] == date(2019, 6, 12)
    assert [SEATS.happened(seat, month) for month in (MAY, JUNE)] == ["加入", "退出"]


def test_seat_taken_and_given_up_in_one_month_says_both():
    seat = CouncilSeatFactory(since=date(2019, 5, 8), until=date(2019, 5, 20))

    assert SEATS.happened(seat, MAY) == "加入、退出"


def test_seat_of_a_person_shows_the_role():
    CouncilSeatFactory(person=True, since=date(2019, 5, 8))

    assert rows(SEATS, MAY)[0]["成员单位"] == "区人大代表"


def test_seat_untouched_by_the_month_is_left_out():
    CouncilSeatFactory(since=date(2019, 4, 30))
    CouncilSeatFactory(since=date(2019, 6, 1))

    assert rows(SEATS, MAY) == []


def test_later_steps_of_an_application_are_empty_before_their_day():
    NewSectorApplicationFactory(
        applied_on=date(2019, 5, 2),
        verified_on=date(2019, 5, 20),
        refused_on=date(2019, 6, 3),
        refusal_reason="不足",
    )

    may, june = rows(APPLICATIONS, MAY)[0], rows(APPLICATIONS, JUNE)[0]

    assert may["管区核验"] == date(2019, 5, 20)
    assert not {"不予通过日期", "不予通过原因"} & may.keys()
    assert june["不予通过日期"] == date(2019, 6, 3)
    assert june["不予通过原因"] == "不足"


def test_new_sector_unit_is_shown_with_the_members_counted_by_then():
    unit = UnitFactory(new_sector=True, received_on=date(2019, 5, 6), left_on=date(2019, 6, 20))
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 5, 6), count=5)
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 6, 6), count=8)

    may, june = rows(NEW_SECTOR_UNITS, MAY)[0], rows(NEW_SECTOR_UNITS, JUNE)[0]

    assert may["党员人数"] == 5
    assert "迁出日期" not in may
    assert june["党员人数"] == 8
    assert june["迁出日期"] == date(2019, 6, 20)
    assert NEW_SECTOR_UNITS.happened(NEW_SECTOR_UNITS.touched(JUNE).get(), JUNE) == "填报党员人数、迁出"


def test_other_units_are_not_among_new_sector_units():
    UnitFactory(school=True, received_on=date(2019, 5, 6))

    assert rows(NEW_SECTOR_UNITS, MAY) == []


def test_indicator_has_the_sum_of_the_year_so_far(tree):
    indicator = IndicatorFactory(name="新增就业")
    for month, value in (
        (date(2018, 12, 1), 7),
        (date(2019, 4, 1), 10),
        (date(2019, 5, 1), 20),
        (date(2019, 6, 1), 40),
    ):
        IndicatorValueFactory(indicator=indicator, organization=tree.street, month=month, value=value)
    IndicatorValueFactory(indicator=indicator, organization=tree.community, month=date(2019, 5, 1), value=3)

    street, community = rows(INDICATORS, MAY, tree.street)

    assert (street["本月"], street["本年累计"]) == (Decimal(20), Decimal(30))
    assert (community["本月"], community["本年累计"]) == (Decimal(3), Decimal(3))


def _many(ledger, tree, count):
    makers = {
        "units": lambda: PartyMemberCountFactory(unit=UnitFactory(community=tree.community)),
        "organizations": lambda: OrganizationFactory(branch=True, parent=tree.community, unit=UnitFactory()),
        "seats": lambda: CouncilSeatFactory(council=CouncilFactory(organization=tree.community)),
        "new_sector_units": lambda: UnitFactory(new_sector=True, community=tree.community),
        "new_sector_applications": lambda: NewSectorApplicationFactory(organization=tree.community),
        "indicators": lambda: IndicatorValueFactory(organization=tree.community),
    }
    for _ in range(count):
        makers[ledger.key]()


@pytest.mark.parametrize(
    "ledger", [UNITS, ORGANIZATIONS, SEATS, NEW_SECTOR_UNITS, APPLICATIONS, INDICATORS], ids=lambda it: it.key
)
@pytest.mark.parametrize("count", [1, 30])
def test_ledger_takes_one_query(ledger, count, tree, django_assert_num_queries):
    _many(ledger, tree, count)

    with django_assert_num_queries(1):
        read = [ledger.row(record) for record in ledger.complete(JUNE.last, tree.community)]

    assert len(read) >= count
