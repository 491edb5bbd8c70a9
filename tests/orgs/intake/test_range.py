"""A clerk files in the own branch and changes only what lies there; `organization` narrows it further."""

from datetime import date

import pytest

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.models import Category, CouncilSeat, Organization
from partnerships.models import Agreement, Demand
from tests.jiedao.good_rows import AREA, BRANCH, EAST, SCHOOL, STREET, WEST
from tests.jiedao.ledger_files import errors, exported, found_office, good, receive, take_in
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.intake.ways_in import Verdict, commit_rows, preview_rows, verdicts

pytestmark = pytest.mark.django_db

DAY = date(2019, 5, 14)
AGREEMENTS = "协议名称 归口党组织 签约方 签约日期 备注"


@pytest.fixture
def clerk(db):
    """Of the community in the east."""
    found_office()
    return UserFactory(organizations=[here()])


def here(name=EAST):
    return Organization.objects.get(name=name)


def agreement(title, place, note=None):
    return [title, place, f"{place}、{SCHOOL}", DAY, note]


def test_clerk_files_at_home(clerk):
    assert commit_rows("agreements", AGREEMENTS, agreement("甲", EAST), user=clerk).new_count == 1


@pytest.mark.parametrize("place", [WEST, STREET])
def test_clerk_cannot_file_elsewhere(clerk, place):
    batch = preview_rows("agreements", AGREEMENTS, agreement("甲", place), user=clerk)

    assert errors(batch) == [(2, "归口党组织", f"“{place}”不在您的管理范围内，不能录入到那里。")]


@pytest.mark.parametrize("key", LEDGERS)
def test_clerk_s_file_with_rows_of_others_is_refused_whole(clerk, key):
    batch = receive(LEDGERS[key], good(key).xlsx(), user=clerk)

    places = good(key).column(LEDGERS[key].in_charge)
    elsewhere = {line for line, place in enumerate(places, start=2) if place not in (EAST, None)}
    assert {line for line, _, _ in errors(batch)} == elsewhere


def test_clerk_cannot_change_what_others_filed(clerk):
    commit_rows("agreements", AGREEMENTS, agreement("甲", WEST))

    batch = preview_rows("agreements", AGREEMENTS, agreement("甲", WEST, "改"), user=clerk)

    assert verdicts(batch) == {Verdict.WRONG: 1}
    assert Agreement.objects.get(title="甲").note == ""


def test_clerk_cannot_draw_a_record_of_others_home(clerk):
    commit_rows("agreements", "协议编号 " + AGREEMENTS, ["西1号", *agreement("甲", WEST)])

    batch = preview_rows(
        "agreements", "协议编号 " + AGREEMENTS, ["西1号", *agreement("甲", EAST)], user=clerk
    )

    assert verdicts(batch) == {Verdict.WRONG: 1}


def test_clerk_cannot_push_a_record_away(clerk):
    commit_rows("agreements", "协议编号 " + AGREEMENTS, ["东1号", *agreement("甲", EAST)])

    batch = preview_rows(
        "agreements", "协议编号 " + AGREEMENTS, ["东1号", *agreement("甲", WEST)], user=clerk
    )

    assert errors(batch) == [(2, "归口党组织", f"“{WEST}”不在您的管理范围内，不能录入到那里。")]


def test_unchanged_units_of_others_pass(clerk):
    """A clerk hands in the whole street's list, with one change at home."""
    for name, place in (("示例甲", EAST), ("示例乙", WEST)):
        UnitFactory(name=name, nature="school", community=here(place))
    rows = [["示例甲", "学校", EAST, "改"], ["示例乙", "学校", WEST, None]]

    batch = preview_rows("units", "单位名称 单位性质 属地社区 备注", *rows, user=clerk)

    assert errors(batch) == []
    assert verdicts(batch) == {Verdict.CHANGED: 1, Verdict.SAME: 1}


def test_unit_of_others_cannot_be_changed(clerk):
    UnitFactory(name="示例乙", nature="school", community=here(WEST))

    batch = preview_rows("units", "单位名称 单位性质 备注", ["示例乙", "学校", "改"], user=clerk)

    assert f"“{WEST}”管理，您不能修改" in errors(batch)[0][2]


def test_unit_without_community_may_be_taken(clerk):
    UnitFactory(name="示例乙", nature="school")

    batch = commit_rows("units", "单位名称 单位性质 属地社区", ["示例乙", "学校", EAST], user=clerk)

    assert batch.changed_count == 1


def test_hidden_unit_of_others_is_neither_shown_nor_doubled(clerk):
    UnitFactory(name="隐藏单位", nature="school", community=here(WEST), is_public=False, note="不给人看")

    batch = preview_rows("units", "单位名称 单位性质", ["隐藏单位", "学校"], user=clerk)

    assert verdicts(batch) == {Verdict.WRONG: 1}
    assert "不给人看" not in str(batch.pages.get().rows)


def test_hidden_organisations_are_not_told_as_near_names(clerk):
    Organization.objects.create(name="西山秘密党支部", level="branch", parent=here(WEST), is_public=False)

    batch = preview_rows("agreements", AGREEMENTS, agreement("甲", "西山秘密党支书"), user=clerk)

    assert "西山秘密党支部" not in str(errors(batch))


def test_superuser_files_everywhere(clerk):
    user = UserFactory(superuser=True)

    assert preview_rows("agreements", AGREEMENTS, agreement("甲", WEST), user=user).new_count == 1


def test_user_without_organisation_files_nowhere(clerk):
    batch = preview_rows("agreements", AGREEMENTS, agreement("甲", EAST), user=UserFactory())

    assert batch.state == ImportState.REFUSED
    assert batch.message.endswith("。")


def test_organization_limits_everybody(clerk):
    batch = preview_rows(
        "agreements", AGREEMENTS, agreement("甲", EAST), agreement("乙", WEST), organization=here()
    )

    assert errors(batch) == [(3, "归口党组织", f"“{WEST}”不在“{EAST}”的范围内，不能录入到那里。")]


def test_file_without_the_column_is_filed_under_the_organization(clerk):
    commit_rows(
        "agreements",
        "协议名称 签约方 签约日期",
        ["甲", f"{EAST}、{SCHOOL}", DAY],
        organization=here(),
        user=clerk,
    )

    assert Agreement.objects.get(title="甲").organization == here()


@pytest.mark.parametrize("key", ["agreements", "demands", "projects", "problems", "activities", "seats"])
def test_every_ledger_of_records_can_leave_the_column_out(clerk, key):
    grid = good(key)
    ledger, at = grid.ledger, grid.at(grid.ledger.in_charge)
    kept = [row for row in grid.rows if row[at] == EAST]
    rows = [[*row[:at], *row[at + 1 :]] for row in (grid.headers, *kept)]

    from_rows = preview_rows(key, " ".join(rows[0]), *rows[1:], organization=here())

    assert errors(from_rows) == []
    assert verdicts(from_rows) == {Verdict.NEW: len(kept)}
    assert ledger.in_charge not in rows[0]


def test_empty_cell_below_the_column_is_the_chosen_organisation(clerk):
    row = ["甲", None, f"{EAST}、{SCHOOL}", DAY, None]

    assert errors(preview_rows("agreements", AGREEMENTS, row, organization=here())) == []
    assert errors(preview_rows("agreements", AGREEMENTS, row)) == [(2, "归口党组织", "请填写归口党组织。")]


@pytest.mark.parametrize("key", LEDGERS)
def test_export_of_one_s_own_branch_passes(clerk, key):
    take_in(LEDGERS[key], good(key).xlsx())

    batch = receive(LEDGERS[key], exported(LEDGERS[key], here()), user=clerk, organization=here())

    assert errors(batch) == []
    assert set(verdicts(batch)) <= {Verdict.SAME}


def test_clerk_cannot_create_categories(clerk):
    header = "名称 类别 归口党组织 发布日期"
    batch = preview_rows("demands", header, ["甲", "新类别", EAST, DAY], user=clerk, create_missing=True)

    assert errors(batch)[0][:2] == (2, "类别")
    assert "请先由管理员添加" in errors(batch)[0][2]


def test_superuser_can_create_categories(clerk):
    user = UserFactory(superuser=True)

    commit_rows(
        "demands",
        "名称 类别 归口党组织 发布日期",
        ["甲", "新类别", EAST, DAY],
        user=user,
        create_missing=True,
    )

    assert Demand.objects.get().category == Category.objects.get(name="新类别", kind="demand")


def test_clerk_cannot_create_councils_elsewhere(clerk):
    header = "议事机构 归口党组织 成员单位 席位 加入日期"
    batch = preview_rows(
        "seats", header, ["新议事会", WEST, SCHOOL, "成员单位", DAY], user=clerk, create_missing=True
    )

    assert verdicts(batch) == {Verdict.WRONG: 1}
    assert not CouncilSeat.objects.exists()


def test_clerk_cannot_hang_an_organisation_elsewhere(clerk):
    batch = preview_rows(
        "organizations", "党组织名称 类别 上级党组织", ["新党支部", "党支部", WEST], user=clerk
    )

    assert errors(batch) == [(2, "上级党组织", f"“{WEST}”不在您的管理范围内，不能录入到那里。")]


def test_clerk_cannot_found_a_top(clerk):
    batch = preview_rows(
        "organizations", "党组织名称 类别 上级党组织", ["新街道党工委", "街道党工委", None], user=clerk
    )

    assert verdicts(batch) == {Verdict.WRONG: 1}


def test_rights_are_those_of_the_uploader_though_the_account_is_gone(clerk):
    """Nobody at all would be taken for the command, which may do everything."""
    batch = preview_rows("agreements", AGREEMENTS, agreement("甲", WEST), user=clerk, organization=None)
    assert batch.wrong_count == 1
    clerk.delete()
    batch.refresh_from_db()

    workflow.check(batch, LEDGERS["agreements"])

    assert batch.state == ImportState.REFUSED


def test_hidden_unit_of_others_is_not_created_a_second_time(clerk):
    """Its name is taken, though the clerk does not see by whom."""
    UnitFactory(name="隐藏单位", nature="school", community=here(WEST), is_public=False)

    batch = preview_rows(
        "agreements",
        AGREEMENTS,
        ["甲", EAST, f"{EAST}、隐藏单位", DAY, None],
        user=clerk,
        create_missing=True,
    )

    assert [told[:2] for told in errors(batch)] == [(2, "签约方")]


@pytest.mark.parametrize("create_missing", [False, True])
def test_hidden_party_stays_where_it_is_and_gets_nowhere_else(clerk, create_missing):
    UnitFactory(name="隐藏单位", nature="school", community=here(WEST), is_public=False)
    commit_rows("agreements", AGREEMENTS, ["甲", EAST, f"{EAST}、隐藏单位", DAY, None], agreement("乙", EAST))
    rows = [["甲", EAST, f"{EAST}、隐藏单位", DAY, "改"], ["乙", EAST, f"{EAST}、隐藏单位", DAY, None]]

    batch = preview_rows("agreements", AGREEMENTS, *rows, user=clerk, create_missing=create_missing)

    assert verdicts(batch) == {Verdict.CHANGED: 1, Verdict.WRONG: 1}
    assert [told[:2] for told in errors(batch)] == [(3, "签约方")]


def test_hidden_unit_of_a_record_stays_when_the_record_changes(clerk):
    unit = UnitFactory(name="隐藏单位", nature="school", community=here(WEST), is_public=False)
    header = "名称 类别 归口党组织 单位 发布日期 备注"
    commit_rows("demands", header, ["甲", "为民服务", EAST, "隐藏单位", DAY, None])

    batch = commit_rows("demands", header, ["甲", "为民服务", EAST, "隐藏单位", DAY, "改"], user=clerk)

    assert batch.changed_count == 1
    assert Demand.objects.get().unit == unit


LINE = "街道、管区、社区党组织由管理员在系统里新建和更改，这里不能导入。"
TREE = "党组织名称 类别 上级党组织"


@pytest.mark.parametrize(
    ("name", "level", "above"),
    [
        ("自封街道党工委", "街道党工委", EAST),
        ("自封管区党委", "管区党委", EAST),
        ("自封社区党委", "社区党委", EAST),
        ("自封区委", "区委", EAST),
        (EAST, "党支部", AREA),
        (EAST, "街道党工委", AREA),
        (BRANCH, "社区党委", EAST),
    ],
)
def test_clerk_of_a_community_leaves_the_street_s_line_alone(clerk, name, level, above):
    batch = preview_rows("organizations", TREE, [name, level, above], user=clerk)

    assert verdicts(batch) == {Verdict.WRONG: 1}
    assert (2, "类别", LINE) in errors(batch)


def test_clerk_of_a_community_keeps_what_lies_below(clerk):
    rows = [[EAST, "社区党委", AREA], [BRANCH, "联合党支部", EAST], ["新党总支", "党总支", EAST]]

    batch = preview_rows("organizations", TREE, *rows, user=clerk)

    assert errors(batch) == []
    assert verdicts(batch) == {Verdict.SAME: 1, Verdict.CHANGED: 1, Verdict.NEW: 1}


def test_street_s_clerk_keeps_its_line(clerk):
    rows = [["新管区党委", "管区党委", STREET], ["新社区党委", "社区党委", AREA], [WEST, "综合党委", AREA]]

    batch = commit_rows("organizations", TREE, *rows, user=UserFactory(organizations=[here(STREET)]))

    assert (batch.new_count, batch.changed_count) == (2, 1)
    assert here("新社区党委").level == "community"
