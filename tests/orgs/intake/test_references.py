"""Cells that name one other record; what may be created with a file, and what never is."""

from datetime import date

import pytest

from orgs.enums import CouncilKind, UnitNature
from orgs.intake.references import MAY_BE_NEW
from orgs.models import Category, Council, CouncilSeat, ImportedRow, Organization, Unit
from partnerships.models import Agreement, Demand, Project
from tests.jiedao.good_rows import AREA, COUNCIL, EAST, HOSPITAL, SCHOOL, STREET, WEST
from tests.jiedao.ledger_files import found_office
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory, UserFactory
from tests.orgs.intake.ways_in import Verdict, commit_rows, errors, preview_rows, verdicts
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

DAY = date(2019, 5, 14)
DEMANDS = "名称 类别 归口党组织 单位 发布日期"
SEATS = "议事机构 归口党组织 成员单位 席位 加入日期 退出日期"
PROJECTS = "项目名称 类别 归口党组织 所属协议 确定日期"


@pytest.fixture(autouse=True)
def office(db):
    found_office()


def test_unknown_unit_is_refused_unless_asked_for():
    batch = preview_rows("demands", DEMANDS, ["甲", "为民服务", EAST, "新单位", DAY])

    assert errors(batch) == [(2, "单位", f"没有叫“新单位”的单位。请先录入，或检查名称。{MAY_BE_NEW}")]


def test_created_unit_is_listed_written_and_counted_with_the_batch():
    batch = preview_rows("demands", DEMANDS, ["甲", "为民服务", EAST, "新单位", DAY], create_missing=True)
    assert batch.remarks["created"] == {"单位": ["新单位"]}

    commit_rows("demands", DEMANDS, ["甲", "为民服务", EAST, "新单位", DAY], create_missing=True)

    unit = Unit.objects.get(name="新单位")
    assert unit.nature == UnitNature.OTHER
    assert Demand.objects.get().unit == unit
    assert list(ImportedRow.objects.filter(line=0).values_list("kind", "record")) == [("orgs.unit", unit.pk)]


def test_nothing_is_created_for_a_row_that_is_wrong():
    batch = preview_rows(
        "demands",
        DEMANDS,
        ["甲", "为民服务", EAST, "新单位", "长期"],
        ["乙", "为民服务", EAST, None, DAY],
        create_missing=True,
    )

    assert verdicts(batch) == {Verdict.WRONG: 1, Verdict.NEW: 1}
    assert not Unit.objects.filter(name="新单位").exists()


def test_organisation_is_no_unit():
    batch = preview_rows("demands", DEMANDS, ["甲", "为民服务", EAST, "西山社区", DAY], create_missing=True)

    assert errors(batch) == [(2, "单位", f"“{WEST}”是党组织，这一栏请写单位名称。")]


@pytest.mark.parametrize("header", ["归口党组织", "见证方"])
def test_organisations_are_not_created(header):
    row = {
        "协议名称": "甲",
        "归口党组织": EAST,
        "签约方": f"{EAST}、{SCHOOL}",
        "签约日期": DAY,
        "见证方": STREET,
    }
    row[header] = "北海社区党委"

    batch = preview_rows("agreements", " ".join(row), list(row.values()), create_missing=True)

    assert [told[:2] for told in errors(batch)] == [(2, header)]


@pytest.mark.parametrize("place", [STREET, AREA, "东风社区第一党支部"])
def test_unit_s_place_is_a_community(place):
    batch = preview_rows("units", "单位名称 单位性质 属地社区", ["示例甲", "学校", place])

    assert [told[:2] for told in errors(batch)] == [(2, "属地社区")]


def test_category_is_one_of_its_kind():
    Category.objects.create(kind="resource", name="场地")

    batch = preview_rows("demands", DEMANDS, ["甲", "场地", EAST, None, DAY])

    assert errors(batch) == [
        (2, "类别", "没有“场地”这个类别，已有：为民服务。要用新的类别，请先由管理员添加。")
    ]


def test_created_category_stands_behind_the_others():
    commit_rows("demands", DEMANDS, ["甲", "新类别", EAST, None, DAY], create_missing=True)

    names = Category.objects.of_kind("demand").order_by("order", "pk").values_list("name", flat=True)
    assert list(names)[-1] == "新类别"


def test_agreement_is_named_by_title_or_number():
    community = Organization.objects.get(name=EAST)
    agreement = AgreementFactory(organization=community, title="助老协议")

    for title, cell in (("甲", "助老协议"), ("乙", agreement.number), ("丙", " 助老 协议 ")):
        commit_rows("projects", PROJECTS, [title, "为民服务", EAST, cell, DAY])

    assert set(Project.objects.filter(agreement=agreement).values_list("title", flat=True)) == {
        "甲",
        "乙",
        "丙",
    }


def test_agreements_of_one_title_are_told_by_number():
    community = Organization.objects.get(name=EAST)
    twins = [AgreementFactory(organization=community, title="助老协议") for _ in range(2)]

    batch = preview_rows("projects", PROJECTS, ["甲", "为民服务", EAST, "助老协议", DAY])

    assert errors(batch)[0][:2] == (2, "所属协议")
    assert all(twin.number in errors(batch)[0][2] for twin in twins)


def test_agreement_out_of_sight_is_unknown_to_a_clerk():
    community = Organization.objects.get(name=WEST)
    AgreementFactory(organization=community, title="西山秘密协议", is_public=False)
    clerk = UserFactory(organizations=[Organization.objects.get(name=EAST)])

    batch = preview_rows("projects", PROJECTS, ["甲", "为民服务", EAST, "西山秘密协约", DAY], user=clerk)

    assert "西山秘密协议" not in str(errors(batch))


def seat(holder, title="成员单位", council=COUNCIL, place=EAST, since=DAY, until=None):
    return [council, place, holder, title, since, until]


def test_unknown_council_is_told_with_those_that_there_are():
    batch = preview_rows("seats", SEATS, seat(SCHOOL, council="东风议事会"))

    assert errors(batch)[0][:2] == (2, "议事机构")
    assert f"已有：{COUNCIL}" in errors(batch)[0][2]


@pytest.mark.parametrize(
    ("name", "place", "kind"),
    [
        ("西山社区共建议事会", WEST, CouncilKind.COMMUNITY_COUNCIL),
        ("西山社区大党委", WEST, CouncilKind.GREATER_COMMITTEE),
        ("示例街道党建联席会", STREET, CouncilKind.JOINT_MEETING),
    ],
)
def test_created_council_is_of_the_kind_that_its_name_tells(name, place, kind):
    commit_rows("seats", SEATS, seat(SCHOOL, council=name, place=place), create_missing=True)

    assert Council.objects.get(name=name).kind == kind


def test_councils_of_one_name_are_told_by_their_organisation():
    CouncilFactory(organization=Organization.objects.get(name=WEST), name=COUNCIL)

    commit_rows("seats", SEATS, seat(SCHOOL, place=WEST))

    assert CouncilSeat.objects.get().council.organization.name == WEST


def test_person_s_seat_is_told_by_what_the_person_is():
    commit_rows("seats", SEATS, seat("区人大代表", "两代表一委员"), seat(SCHOOL))

    held = CouncilSeat.objects.order_by("pk").values_list("unit__name", "person_role")
    assert list(held) == [(None, "区人大代表"), (SCHOOL, "")]


@pytest.mark.parametrize("title", ["成员单位", "召集人"])
def test_misspelt_unit_is_no_person(title):
    batch = preview_rows("seats", SEATS, seat("示例第二种学", title))

    assert errors(batch)[0][:2] == (2, "成员单位")
    assert SCHOOL in errors(batch)[0][2]


def test_seat_without_a_holder_is_refused():
    batch = preview_rows("seats", SEATS, seat(None))

    assert [told[:2] for told in errors(batch)] == [(2, "成员单位")]


def test_second_open_seat_of_a_unit_is_refused_in_the_system_and_in_the_file():
    council = Council.objects.get(name=COUNCIL)
    CouncilSeatFactory(council=council, unit=Unit.objects.get(name=SCHOOL), since=date(2018, 1, 1))

    batch = preview_rows("seats", SEATS, seat(SCHOOL), seat(HOSPITAL), seat(HOSPITAL, since=date(2019, 6, 1)))

    assert [told[:2] for told in errors(batch)] == [(2, "成员单位"), (4, "成员单位")]


def test_seat_that_the_file_closes_makes_room_for_the_next():
    council = Council.objects.get(name=COUNCIL)
    CouncilSeatFactory(council=council, unit=Unit.objects.get(name=SCHOOL), since=date(2018, 1, 1))

    batch = commit_rows(
        "seats", SEATS, seat(SCHOOL, since=date(2018, 1, 1), until=DAY), seat(SCHOOL, since=DAY)
    )

    assert (batch.changed_count, batch.new_count) == (1, 1)


def test_unit_with_a_separator_in_its_name_is_one_in_a_cell_of_one():
    unit = UnitFactory(name="张三/李四律师事务所")

    commit_rows("demands", DEMANDS, ["甲", "为民服务", EAST, "张三/李四律师事务所", DAY])

    assert Demand.objects.get().unit == unit


def test_witness_is_an_organisation():
    header = "协议名称 归口党组织 签约方 签约日期 见证方"
    commit_rows("agreements", header, ["甲", EAST, f"{EAST}、{SCHOOL}", DAY, "示例街道"])

    assert Agreement.objects.get(title="甲").witness.name == STREET
