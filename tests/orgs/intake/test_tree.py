"""The ledger of organisations: rows hang on one another, in any order; nothing hangs in the air."""

from datetime import date

import pytest

from jiedao.ledgers import LEDGERS
from orgs.models import Organization, PartyMemberCount, Unit
from tests.jiedao.good_rows import BRANCH, EAST, STREET, WEST
from tests.jiedao.ledger_files import found_office
from tests.orgs.factories import OrganizationFactory, PartyMemberCountFactory, UnitFactory, UserFactory
from tests.orgs.intake.ways_in import Verdict, commit_rows, errors, preview_rows, verdicts

pytestmark = pytest.mark.django_db

TREE = "党组织名称 类别 上级党组织"


def path(name):
    organization = Organization.objects.get(name=name)
    return [*organization.ancestors().values_list("name", flat=True), name]


ROWS = (
    ["新街道党工委", "街道党工委", None],
    ["新管区党委", "管区党委", "新街道党工委"],
    ["新社区党委", "社区党委", "新管区党委"],
    ["新党支部", "党支部", "新社区党委"],
)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_whole_tree_comes_in_in_any_order(order):
    commit_rows("organizations", TREE, *(ROWS[at] for at in order))

    assert path("新党支部") == [row[0] for row in ROWS]


def test_whole_tree_again_changes_nothing():
    commit_rows("organizations", TREE, *ROWS)

    assert verdicts(preview_rows("organizations", TREE, *ROWS)) == {Verdict.SAME: 4}


@pytest.mark.parametrize("written", ["新 社区党委", "中共新社区委员会", "“新社区”党委"])
def test_parent_of_the_same_file_may_be_written_otherwise(written):
    rows = [*ROWS[:3], ["新党支部", "党支部", written]]

    batch = preview_rows("organizations", TREE, *rows)

    assert errors(batch) == []


def test_ring_is_refused():
    found_office()
    rows = [
        ["甲党支部", "党支部", "乙党支部"],
        ["乙党支部", "党支部", "甲党支部"],
        ["丙党支部", "党支部", EAST],
    ]

    batch = preview_rows("organizations", TREE, *rows)

    assert verdicts(batch) == {Verdict.WRONG: 2, Verdict.NEW: 1}
    assert {header for _, header, _ in errors(batch)} == {"上级党组织"}


def test_own_parent_is_refused():
    batch = preview_rows("organizations", TREE, ["甲党支部", "党支部", "甲党支部"])

    assert verdicts(batch) == {Verdict.WRONG: 1}


def test_parent_whose_row_is_wrong_is_told():
    rows = [["新街道党工委", "无此类别", None], ["新社区党委", "社区党委", "新街道党工委"]]

    batch = preview_rows("organizations", TREE, *rows)

    assert (3, "上级党组织", "表中叫“新街道党工委”的党组织出了错，请先改正那里。") in errors(batch)


def test_missing_parent_is_told_with_near_names():
    found_office()

    told = errors(preview_rows("organizations", TREE, ["新党支部", "党支部", "东凤社区党委"]))

    assert told[0][:2] == (2, "上级党组织")
    assert EAST in told[0][2]


def test_branch_without_a_parent_is_refused():
    batch = preview_rows("organizations", TREE, ["新党支部", "党支部", None])

    assert errors(batch) == [(2, "上级党组织", "请填写上级党组织。")]


def test_empty_parent_leaves_an_organisation_where_it_is():
    found_office()

    batch = preview_rows("organizations", TREE, [BRANCH, "党支部", None], [STREET, "街道党工委", None])

    assert verdicts(batch) == {Verdict.SAME: 2}


def test_same_name_under_another_parent_is_another_organisation():
    found_office()

    batch = commit_rows("organizations", TREE, ["第二党支部", "党支部", EAST], ["第二党支部", "党支部", WEST])

    assert batch.new_count == 2


def test_same_name_twice_under_one_parent_is_refused():
    found_office()

    batch = preview_rows(
        "organizations", TREE, ["第二党支部", "党支部", EAST], ["第二党支部", "党支部", "东风社区"]
    )

    assert verdicts(batch) == {Verdict.WRONG: 2}


def test_name_that_differs_from_the_system_s_by_its_form_is_the_same_organisation():
    """A second “东风社区党委” under the same parent is what nobody wants."""
    found_office()

    batch = preview_rows("organizations", TREE, ["中共东风社区委员会", "社区党委", "示例管区党委"])

    assert Verdict.NEW not in verdicts(batch)


def test_organisation_is_not_moved_below_itself():
    found_office()

    batch = preview_rows("organizations", TREE, [EAST, "社区党委", BRANCH])

    assert Verdict.CHANGED not in verdicts(batch)


MEMBERS = "单位名称 单位性质 党员人数"


def test_party_members_are_a_row_of_today():
    unit = UnitFactory(name="示例甲", nature="school")
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=7)

    commit_rows("units", MEMBERS, ["示例甲", "学校", 9])

    counts = PartyMemberCount.objects.filter(unit=unit)
    assert list(counts.values_list("count", flat=True)) == [9, 7]
    assert Unit.objects.with_party_members(date(2019, 6, 30)).get().party_members == 7


def test_party_members_given_twice_on_one_day_are_the_last_ones():
    commit_rows("units", MEMBERS, ["示例甲", "学校", 9])
    commit_rows("units", MEMBERS, ["示例甲", "学校", 11])

    assert list(PartyMemberCount.objects.values_list("count", flat=True)) == [11]


@pytest.mark.parametrize("cell", [None, "", 7])
def test_same_or_no_party_members_write_nothing(cell):
    unit = UnitFactory(name="示例甲", nature="school")
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=7)

    batch = preview_rows("units", MEMBERS, ["示例甲", "学校", cell])

    assert verdicts(batch) == {Verdict.SAME: 1}


def test_no_party_members_are_a_count_too():
    commit_rows("units", MEMBERS, ["示例甲", "学校", 0])

    assert PartyMemberCount.objects.get().count == 0


ACTIVITIES = "活动名称 类别 主办党组织 开始时间 参加人数"


@pytest.mark.parametrize(
    ("day", "came", "status"),
    [
        ("2019-05-14 9:00", 40, "closed"),
        ("2019-05-14 9:00", None, "published"),
        ("2099-05-14 9:00", None, "published"),
    ],
)
def test_new_activity_begins_as(day, came, status):
    found_office()

    commit_rows("activities", ACTIVITIES, ["示例", "讲堂", EAST, day, came])

    activity = LEDGERS["activities"].model.objects.get()
    assert activity.status == status
    assert activity.published_at


def test_state_of_a_known_activity_is_left_alone():
    found_office()
    community = Organization.objects.get(name=EAST)
    commit_rows("activities", ACTIVITIES, ["示例", "讲堂", EAST, "2019-05-14 9:00", None])

    batch = commit_rows("activities", ACTIVITIES, ["示例", "讲堂", EAST, "2019-05-14 9:00", 40])

    activity = LEDGERS["activities"].model.objects.get(organization=community)
    assert batch.changed_count == 1
    assert (activity.status, activity.attendance) == ("published", 40)


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled"])
def test_activity_that_does_not_take_place_is_not_doubled(state):
    found_office()
    commit_rows("activities", ACTIVITIES, ["示例", "讲堂", EAST, "2019-05-14 9:00", None])
    LEDGERS["activities"].model.objects.update(status=state)

    batch = preview_rows("activities", ACTIVITIES, ["示例", "讲堂", EAST, "2019-05-14 9:00", 40])

    assert errors(batch) == [(2, "", "系统里的这条记录是草稿，或已延期、取消，请在系统里修改。")]


NOTED = f"{TREE} 备注"


def test_name_in_the_form_of_the_seal_is_the_one_below_that_parent():
    """Though another of that name stands elsewhere, which the clerk does not see."""
    found_office()
    east, west = (Organization.objects.get(name=name) for name in (EAST, WEST))
    own = OrganizationFactory(branch=True, name="老年党支部", parent=east)
    OrganizationFactory(branch=True, name="老年党支部", parent=west, is_public=False)
    rows, clerk = [["中共老年支部委员会", "党支部", EAST, "新"]], UserFactory(organizations=[east])

    batch = commit_rows("organizations", NOTED, *rows, user=clerk)

    own.refresh_from_db()
    assert (batch.changed_count, batch.new_count) == (1, 0)
    assert batch.remarks["notices"] == ["“中共老年支部委员会”按系统里的“老年党支部”处理。"]
    assert (own.name, own.note) == ("老年党支部", "新")


def test_name_in_the_form_of_the_seal_below_another_parent_is_another_one():
    found_office()
    OrganizationFactory(branch=True, name="老年党支部", parent=Organization.objects.get(name=WEST))

    batch = commit_rows("organizations", NOTED, ["中共老年支部委员会", "党支部", EAST, None])

    assert batch.new_count == 1
    assert Organization.objects.get(parent__name=EAST, name="中共老年支部委员会")


def test_namesake_below_another_parent_is_told():
    """A ledger from after a reorganisation would double what moved."""
    found_office()

    batch = preview_rows("organizations", TREE, [BRANCH, "党支部", WEST], ["新党支部", "党支部", WEST])

    assert verdicts(batch) == {Verdict.NEW: 2}
    assert batch.remarks["notices"] == [
        f"系统里已有“{BRANCH}”，表中的上级党组织与它不同，会另建一个，请核对。"
    ]


def test_hidden_namesake_is_told_to_nobody_else():
    found_office()
    east, west = (Organization.objects.get(name=name) for name in (EAST, WEST))
    OrganizationFactory(branch=True, name="秘密党支部", parent=west, is_public=False)
    row = ["秘密党支部", "党支部", EAST]

    told = [
        preview_rows("organizations", TREE, row, user=user).remarks["notices"]
        for user in (UserFactory(organizations=[east]), UserFactory(superuser=True))
    ]

    assert [len(notices) for notices in told] == [0, 1]
