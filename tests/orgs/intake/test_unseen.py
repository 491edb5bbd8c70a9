"""What a clerk may not look up, no message tells of; the street's own, who may, is told."""

from datetime import date

import pytest

from orgs.models import Organization, Unit
from tests.jiedao.good_rows import AREA, EAST, HOSPITAL, SCHOOL, WEST
from tests.jiedao.ledger_files import errors, found_office, good, receive
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
    valid_uscc,
)
from tests.orgs.intake.ways_in import preview_rows
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

DAY = date(2019, 5, 14)
AGREEMENTS = "协议编号 协议名称 归口党组织 签约方 签约日期"
SEATS = "议事机构 归口党组织 成员单位 席位 加入日期"


@pytest.fixture
def clerk(db):
    """Of the community in the east."""
    found_office()
    return UserFactory(organizations=[here()])


def here(name=EAST):
    return Organization.objects.get(name=name)


def test_code_of_a_hidden_unit_is_told_to_nobody_else(clerk):
    """Who names a hidden unit beside the code of an own one learns that they are two, and no more."""
    UnitFactory(name="隐藏单位", community=here(WEST), is_public=False, uscc=valid_uscc(7))
    UnitFactory(name="自己单位", community=here(), uscc=valid_uscc(8), nature="school")
    header, row = "单位名称 统一社会信用代码 单位性质 属地社区", ["隐藏单位", valid_uscc(8), "学校", EAST]

    told = [
        str(errors(preview_rows("units", header, row, user=user)))
        for user in (clerk, UserFactory(superuser=True))
    ]

    assert "与已有的另一条记录重复，请核对。" in told[0]
    assert [valid_uscc(7) in each for each in told] == [False, True]


def test_number_of_another_s_agreement_is_told_to_nobody_else(clerk):
    number = AgreementFactory(organization=here(WEST), title="西山协议", signed_on=DAY).number
    row = ["甲1号", "西山协议", WEST, f"{WEST}、{SCHOOL}", DAY]

    told = [
        str(errors(preview_rows("agreements", AGREEMENTS, row, user=user)))
        for user in (clerk, UserFactory(superuser=True))
    ]

    assert [number in each for each in told] == [False, True]


def test_numbers_of_others_agreements_that_are_alike_are_told_to_nobody_else(clerk):
    west = here(WEST)
    numbers = [AgreementFactory(organization=west, title="同名协议", signed_on=DAY).number for _ in range(2)]
    row = [None, "同名协议", WEST, f"{WEST}、{SCHOOL}", DAY]

    told = [
        str(errors(preview_rows("agreements", AGREEMENTS, row, user=user)))
        for user in (clerk, UserFactory(superuser=True))
    ]

    assert [[number in each for number in numbers] for each in told] == [[False, False], [True, True]]


@pytest.mark.parametrize("above", [WEST, None])
def test_hidden_organisation_in_another_spelling_is_told_to_nobody_else(clerk, above):
    OrganizationFactory(branch=True, name="秘密党支部", parent=here(WEST), is_public=False)
    header, row = "党组织名称 类别 上级党组织", ["中共秘密支部委员会", "党支部", above]

    def told(user):
        batch = preview_rows("organizations", header, row, user=user)
        return str([batch.remarks["notices"], [page.rows for page in batch.pages.all()]])

    assert "秘密党支部" not in told(clerk)
    assert "秘密党支部" in told(UserFactory(superuser=True)) or above is None


def test_councils_of_others_are_not_told(clerk):
    CouncilFactory(organization=here(WEST), name="西山秘密议事会")
    row = ["无此机构", WEST, SCHOOL, "成员单位", DAY]

    told = [
        str(errors(preview_rows("seats", SEATS, row, user=u))) for u in (clerk, UserFactory(superuser=True))
    ]

    assert ["西山秘密议事会" in each for each in told] == [False, True]


def test_seats_of_others_are_not_told(clerk):
    """Who sits in a council elsewhere and who does not: the same is said."""
    council = CouncilFactory(organization=here(WEST), name="西山议事会")
    CouncilSeatFactory(council=council, unit=Unit.objects.get(name=SCHOOL), since=date(2018, 1, 1))
    rows = [["西山议事会", WEST, holder, "成员单位", DAY] for holder in (SCHOOL, HOSPITAL)]

    sitting, other = (
        [message for _, _, message in errors(preview_rows("seats", SEATS, row, user=clerk))] for row in rows
    )

    assert sitting == other
    assert sitting
    street = preview_rows("seats", SEATS, *rows, user=UserFactory(superuser=True))
    assert [line for line, _, _ in errors(street)] == [2]


@pytest.fixture
def hidden(clerk):
    """A unit and an organisation that the clerk may not look up."""
    UnitFactory(name="隐藏单位甲乙", nature="school", community=here(WEST), is_public=False)
    OrganizationFactory(branch=True, name="隐藏党支部", parent=here(WEST), is_public=False)
    OrganizationFactory(community=True, name="隐藏社区党委", parent=here(AREA), is_public=False)


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize(
    ("key", "header", "there", "unknown"),
    [
        ("agreements", "签约方", f"{EAST}、隐藏单位甲乙", f"{EAST}、隐藏单位丙丁"),
        ("agreements", "签约方", f"{EAST}、隐藏党支部", f"{EAST}、隐身党支部"),
        ("agreements", "见证方", "隐藏党支部", "隐身党支部"),
        ("agreements", "归口党组织", "隐藏党支部", "隐身党支部"),
        ("demands", "单位", "隐藏单位甲乙", "隐藏单位丙丁"),
        ("problems", "责任单位", "隐藏单位甲乙", "隐藏单位丙丁"),
        ("projects", "牵头单位", "隐藏单位甲乙", "隐藏单位丙丁"),
        ("activities", "参与单位", "隐藏单位甲乙", "隐藏单位丙丁"),
        ("activities", "参与单位", "隐藏党支部", "隐身党支部"),
        ("seats", "成员单位", "隐藏单位甲乙", "隐藏单位丙丁"),
        ("units", "属地社区", "隐藏社区党委", "隐身社区党委"),
        ("organizations", "所属单位", "隐藏单位甲乙", "隐藏单位丙丁"),
        ("organizations", "上级党组织", "隐藏党支部", "隐身党支部"),
    ],
)
def test_hidden_name_is_refused_like_one_that_nobody_has(clerk, key, header, there, unknown):
    def told(name, user=clerk):
        grid = good(key)
        row = 1 if key == "seats" else 2 if key == "organizations" else 0  # at home in the east
        grid.rows = [grid.rows[row]]
        grid.put(header, name)
        found = errors(receive(grid.ledger, grid.xlsx(), user=user))
        return [(at, message.replace(name.split("、")[-1], "…")) for _, at, message in found]

    assert told(there) == told(unknown)
    assert told(there)
    assert told(there, UserFactory(superuser=True)) != told(unknown, UserFactory(superuser=True))
