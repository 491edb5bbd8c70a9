"""Undoing what others have built on, changed or taken over since; and whose it is to undo."""

from datetime import date

import pytest
from django.db import connection

from events.models import Activity
from jiedao.ledgers import LEDGERS
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import (
    Council,
    CouncilSeat,
    ImportBatch,
    Organization,
    Unit,
    User,
)
from partnerships.models import Agreement
from tests.jiedao.good_rows import EAST, SCHOOL, WEST
from tests.jiedao.ledger_files import found_office, good, take_in
from tests.orgs.factories import (
    CategoryFactory,
    CouncilSeatFactory,
    UnitFactory,
    UserFactory,
    valid_uscc,
)
from tests.orgs.intake.ways_in import commit_rows
from tests.partnerships.factories import AgreementFactory, ListItemFactory

pytestmark = pytest.mark.django_db

AGREEMENTS = "协议名称 归口党组织 签约方 签约日期 备注"


@pytest.fixture(autouse=True)
def office(db):
    found_office()


def undo(batch, user=None):
    workflow.undo(batch, LEDGERS[batch.ledger], user)


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
