"""Taking a batch back: all that it wrote goes, unless somebody has changed it or built on it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from jiedao.ledgers import LEDGERS
from orgs import trash
from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import (
    Category,
    Council,
    CouncilSeat,
    NumberSeries,
    Organization,
    PartyMemberCount,
    Unit,
)
from partnerships.models import Agreement, AgreementParty, Demand
from tests.events.factories import ActivityFactory
from tests.jiedao.good_rows import BUILDER, EAST, SCHOOL
from tests.jiedao.ledger_files import found_office, good, row_counts, stored, take_in
from tests.orgs.factories import (
    PartyMemberCountFactory,
    UnitFactory,
)
from tests.orgs.intake.ways_in import commit_rows
from tests.partnerships.factories import AgreementFactory, ProblemFactory

pytestmark = pytest.mark.django_db

AGREEMENTS = "协议名称 归口党组织 签约方 签约日期 备注"


@pytest.fixture(autouse=True)
def office(db):
    found_office()


def undo(batch, user=None):
    workflow.undo(batch, LEDGERS[batch.ledger], user)


@pytest.mark.parametrize("key", LEDGERS)
def test_new_rows_go_and_their_numbers_are_given_back(key):
    before, counts, last = stored(LEDGERS[key]), row_counts(), series()
    batch = take_in(LEDGERS[key], good(key).xlsx())
    assert len(stored(LEDGERS[key])) == len(before) + 6

    undo(batch)

    assert stored(LEDGERS[key]) == before
    without_series = row_counts() | {"orgs.NumberSeries": 0}
    assert without_series == counts | {"orgs.NumberSeries": 0}
    assert series() == last
    assert batch.state == ImportState.UNDONE
    assert Path(batch.file.path).exists()


def series():
    """Those that gave a number."""
    return dict(NumberSeries.objects.filter(last__gt=0).values_list("prefix", "last"))


@pytest.mark.parametrize("key", LEDGERS)
def test_changed_rows_become_what_they_were(key):
    take_in(LEDGERS[key], good(key).xlsx())
    before, grid = stored(LEDGERS[key]), good(key)
    for header in set(grid.headers) - {LEDGERS[key].number, *LEDGERS[key].identity}:
        _change(grid, header)
    batch = take_in(LEDGERS[key], grid.xlsx())
    assert batch.changed_count > 1
    assert stored(LEDGERS[key]) != before

    undo(batch)

    assert stored(LEDGERS[key]) == before


def _change(grid, header):
    """A day moves by one; other values of the first two rows change places, or fill the gap."""
    first, second = grid.column(header)[:2]
    if isinstance(first, date):
        grid.put(header, first + timedelta(days=1), 0)
    else:
        grid.put(header, second or first, 0)
        grid.put(header, first, 1)


def test_what_was_created_besides_goes_too():
    header = "名称 类别 归口党组织 单位 发布日期"
    batch = commit_rows(
        "demands", header, ["示例甲", "新类别", EAST, "新单位", date(2019, 4, 1)], create_missing=True
    )
    assert Unit.objects.filter(name="新单位").exists()

    undo(batch)

    assert not Demand.objects.exists()
    assert not Unit.objects.filter(name="新单位").exists()
    assert not Category.objects.filter(name="新类别").exists()


def test_council_created_besides_goes_with_its_seats():
    batch = commit_rows(
        "seats",
        "议事机构 归口党组织 成员单位 席位 加入日期",
        ["新议事会", EAST, SCHOOL, "成员单位", date(2019, 4, 1)],
        create_missing=True,
    )

    undo(batch)

    assert not CouncilSeat.objects.exists()
    assert not Council.objects.filter(name="新议事会").exists()


def test_rows_changed_since_are_named_and_nothing_goes():
    batch = commit_rows("units", "单位名称 单位性质", ["示例甲", "学校"], ["示例乙", "学校"])
    unit = Unit.objects.get(name="示例乙")
    unit.note = "改动"
    unit.save()

    with pytest.raises(Refused, match="第3行：“示例乙”已被修改。"):
        undo(batch)

    assert Unit.objects.filter(name__in=["示例甲", "示例乙"]).count() == 2
    batch.refresh_from_db()
    assert batch.state == ImportState.COMMITTED


def test_rows_deleted_since_are_named():
    batch = commit_rows("units", "单位名称 单位性质", ["示例甲", "学校"], ["示例乙", "学校"])
    Unit.objects.get(name="示例甲").delete()

    with pytest.raises(Refused, match="第2行：这条记录已被删除。"):
        undo(batch)


def test_row_in_the_bin_is_named_and_undone_once_it_is_restored():
    batch = commit_rows("units", "单位名称 单位性质", ["示例甲", "学校"], ["示例乙", "学校"])
    trashed = trash.throw_away(Unit.objects.get(name="示例甲"))

    with pytest.raises(Refused, match="第2行：“示例甲”已被删除，现在在回收站里，请先恢复。"):
        undo(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.COMMITTED

    trash.restore(trashed)
    undo(batch)
    assert not Unit.objects.filter(name__in=["示例甲", "示例乙"]).exists()


def test_rows_changed_by_a_later_import_are_named():
    first = commit_rows("units", "单位名称 单位性质 备注", ["示例甲", "学校", "一"])
    second = commit_rows("units", "单位名称 单位性质 备注", ["示例甲", "学校", "二"])

    with pytest.raises(Refused, match="第2行：“示例甲”已被修改。"):
        undo(first)
    undo(second)
    assert Unit.objects.get(name="示例甲").note == "一"


@pytest.mark.parametrize(
    "use",
    [
        lambda unit: AgreementFactory(organization=Organization.objects.get(name=EAST), parties=[unit]),
        lambda unit: ProblemFactory(organization=Organization.objects.get(name=EAST), units=[unit]),
        lambda unit: ActivityFactory(organization=Organization.objects.get(name=EAST), units=[unit]),
        lambda unit: PartyMemberCountFactory(unit=unit),
    ],
    ids=["foreign key", "many to many", "many to many of another floor", "row of its own"],
)
def test_rows_that_are_used_by_now_are_named(use):
    batch = commit_rows("units", "单位名称 单位性质", ["示例甲", "学校"])
    use(Unit.objects.get(name="示例甲"))

    with pytest.raises(Refused, match="示例甲"):
        undo(batch)
    assert Unit.objects.filter(name="示例甲").exists()


def test_unit_created_besides_and_used_by_now_is_named():
    header = "名称 类别 归口党组织 单位 发布日期"
    batch = commit_rows(
        "demands", header, ["示例甲", "为民服务", EAST, "新单位", date(2019, 4, 1)], create_missing=True
    )
    ProblemFactory(organization=Organization.objects.get(name=EAST), units=[Unit.objects.get(name="新单位")])

    with pytest.raises(Refused, match="新单位"):
        undo(batch)
    assert Demand.objects.exists()


def test_unit_created_besides_and_changed_by_now_is_named():
    header = "名称 类别 归口党组织 单位 发布日期"
    batch = commit_rows(
        "demands", header, ["示例甲", "为民服务", EAST, "新单位", date(2019, 4, 1)], create_missing=True
    )
    unit = Unit.objects.get(name="新单位")
    unit.contact_name = "示例联系人"
    unit.save()

    with pytest.raises(Refused, match="新单位"):
        undo(batch)


def test_later_numbers_stand_in_the_way():
    batch = commit_rows(
        "agreements", AGREEMENTS, ["示例甲", EAST, f"{EAST}、{SCHOOL}", date(2019, 5, 1), None]
    )
    AgreementFactory(organization=Organization.objects.get(name=EAST))

    with pytest.raises(Refused, match=r"GJ-2019-0002.*编号中断"):
        undo(batch)
    assert Agreement.objects.filter(title="示例甲").exists()


def test_posts_of_parties_come_back_with_them():
    commit_rows("agreements", AGREEMENTS, ["示例甲", EAST, f"{EAST}、{SCHOOL}", date(2019, 5, 1), None])
    AgreementParty.objects.filter(unit__name=SCHOOL).update(signatory_post="校长", signed_on=date(2019, 5, 2))
    batch = commit_rows(
        "agreements", AGREEMENTS, ["示例甲", EAST, f"{BUILDER}、{EAST}", date(2019, 5, 1), None]
    )
    agreement = Agreement.objects.get(title="示例甲")
    assert [str(party) for party in agreement.parties.all()] == [BUILDER, EAST]

    undo(batch)

    parties = agreement.parties.order_by("order")
    assert [(str(p), p.signatory_post, p.signed_on) for p in parties] == [
        (EAST, "", None),
        (SCHOOL, "校长", date(2019, 5, 2)),
    ]


def test_party_members_of_before_stand_again():
    unit = UnitFactory(name="示例甲", nature="school")
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=7)
    batch = commit_rows("units", "单位名称 单位性质 党员人数", ["示例甲", "学校", 9])
    assert PartyMemberCount.objects.filter(unit=unit).count() == 2

    undo(batch)

    assert list(unit.party_member_counts.values_list("count", flat=True)) == [7]
