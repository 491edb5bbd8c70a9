"""Taking a batch back: all that it wrote goes, unless somebody has changed it or built on it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from events.models import Activity
from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import (
    Category,
    Council,
    CouncilSeat,
    ImportBatch,
    NumberSeries,
    Organization,
    PartyMemberCount,
    Unit,
    User,
)
from partnerships.models import Agreement, AgreementParty, Demand
from tests.events.factories import ActivityFactory
from tests.jiedao.good_rows import BUILDER, EAST, SCHOOL, WEST
from tests.jiedao.ledger_files import found_office, good, row_counts, stored, take_in
from tests.orgs.factories import (
    CategoryFactory,
    CouncilSeatFactory,
    PartyMemberCountFactory,
    UnitFactory,
    UserFactory,
    valid_uscc,
)
from tests.orgs.intake.ways_in import commit_rows
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory

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


def test_change_saved_with_an_earlier_stamp_is_seen():
    """It waited for the commit to end: its stamp is older than the commit."""
    batch = commit_rows("units", "单位名称 单位性质", ["示例甲", "学校"])
    Unit.objects.filter(name="示例甲").update(note="别人", updated_at=batch.created_at)

    with pytest.raises(Refused, match="第2行：“示例甲”已被修改。"):
        undo(batch)


def test_seat_closed_and_opened_anew_is_open_again():
    unit = UnitFactory(name="示例甲")
    council = Council.objects.get()
    seat = CouncilSeatFactory(council=council, unit=unit, since=date(2018, 1, 1))
    row = [council.name, EAST, "示例甲", "成员单位"]
    batch = commit_rows(
        "seats",
        "议事机构 归口党组织 成员单位 席位 加入日期 退出日期",
        [*row, date(2018, 1, 1), date(2019, 1, 1)],
        [*row, date(2019, 1, 1), None],
    )
    assert CouncilSeat.objects.filter(unit=unit).count() == 2

    undo(batch)

    assert CouncilSeat.objects.get(unit=unit, until=None) == seat


CODES = "单位名称 单位性质 统一社会信用代码"


def test_code_that_another_has_by_now_is_not_taken_back():
    unit = UnitFactory(name="示例乙", nature="school", uscc=valid_uscc(1))
    batch = commit_rows("units", CODES, ["示例甲", "学校", None], ["示例乙", "学校", valid_uscc(2)])
    other = UnitFactory(name="示例丙", uscc=valid_uscc(1))

    with pytest.raises(Refused, match="第3行：“示例乙”不能恢复成导入之前的样子"):
        undo(batch)

    unit.refresh_from_db()
    assert unit.uscc == valid_uscc(2)
    other.delete()
    undo(batch)
    unit.refresh_from_db()
    assert unit.uscc == valid_uscc(1)


def test_category_that_is_gone_cannot_be_gone_back_to():
    east, other = Organization.objects.get(name=EAST), CategoryFactory(kind="resource", name="新类")
    items = ListItemFactory.create_batch(3, resource=True, organization=east)
    old = items[1].category = CategoryFactory(kind="resource", name="旧类")
    items[1].save()
    header = "编号 名称 类别 归口党组织 发布日期"
    rows = [[item.number, item.title, other.name, EAST, item.published_on] for item in items]
    batch = commit_rows("resources", header, *rows)
    assert batch.changed_count == 3
    old.delete()

    with pytest.raises(Refused, match=f"第3行：“{items[1].title}”不能恢复成导入之前的样子"):
        undo(batch)

    assert set(type(items[0]).objects.values_list("category", flat=True)) == {other.pk}
    connection.check_constraints()


def test_partner_that_is_gone_cannot_be_gone_back_to():
    gone = UnitFactory(name="示例甲")
    commit_rows("agreements", AGREEMENTS, ["示例", EAST, f"{EAST}、示例甲", date(2019, 5, 1), None])
    batch = commit_rows("agreements", AGREEMENTS, ["示例", EAST, f"{EAST}、{SCHOOL}", date(2019, 5, 1), None])
    gone.delete()

    with pytest.raises(Refused, match="第2行：“示例”不能恢复"):
        undo(batch)
    assert [str(p) for p in Agreement.objects.get(title="示例").parties.all()] == [EAST, SCHOOL]


def test_unit_created_besides_and_party_to_another_agreement_is_named():
    batch = commit_rows(
        "agreements",
        AGREEMENTS,
        ["示例甲", EAST, f"{EAST}、新单位", date(2019, 5, 1), None],
        create_missing=True,
    )
    unit = Unit.objects.get(name="新单位")
    AgreementFactory(organization=Organization.objects.get(name=EAST), parties=[unit], signed_on=None)

    with pytest.raises(Refused, match="一并新建的“新单位”已经用在"):
        undo(batch)
    assert Agreement.objects.filter(title="示例甲").exists()


def test_organization_named_for_another_import_is_named():
    header = "党组织名称 类别 上级党组织"
    batch = commit_rows("organizations", header, ["新支部", "党支部", EAST])
    new = Organization.objects.get(name="新支部")
    commit_rows("units", "单位名称 单位性质", ["示例甲", "学校"], organization=new)

    with pytest.raises(Refused, match="第2行：“新支部”已经用在导入批次里。"):
        undo(batch)
    assert Organization.objects.filter(name="新支部").exists()


PLACED = "单位名称 单位性质 属地社区"


def test_clerk_who_moved_takes_nothing_back():
    east, west = (Organization.objects.get(name=name) for name in (EAST, WEST))
    clerk = UserFactory(organizations=[east])
    batch = commit_rows("units", PLACED, ["示例甲", "学校", EAST], user=clerk)
    clerk.assignments.update(organization=west)
    moved = User.objects.get(pk=clerk.pk)

    with pytest.raises(Refused, match="第2行的记录现在不归您管理"):
        undo(batch, moved)

    assert Unit.objects.filter(name="示例甲").exists()
    assert not ImportBatch.objects.visible_to(moved).exists()


def test_clerk_takes_back_what_is_hers_still():
    clerk = UserFactory(organizations=[Organization.objects.get(name=EAST)])
    batch = commit_rows("units", PLACED, ["示例甲", "学校", EAST], user=clerk)
    assert list(ImportBatch.objects.visible_to(clerk)) == [batch]

    undo(batch, clerk)

    assert not Unit.objects.filter(name="示例甲").exists()


def test_record_that_went_to_another_community_is_not_the_clerks_to_take_back():
    clerk = UserFactory(organizations=[Organization.objects.get(name=EAST)])
    batch = commit_rows("units", PLACED, ["示例甲", "学校", EAST], ["示例乙", "学校", EAST], user=clerk)
    Unit.objects.filter(name="示例乙").update(community=Organization.objects.get(name=WEST))

    with pytest.raises(Refused, match="第3行的记录现在不归您管理"):
        undo(batch, clerk)
    undo(batch, UserFactory(superuser=True))


def test_activities_go_with_their_partners():
    batch = take_in(LEDGERS["activities"], good("activities").xlsx())

    undo(batch)

    assert not Activity.objects.exists()
    assert not Activity.units.through.objects.exists()
