"""Cells that name several: parties, partners, units in charge."""

import csv
import io
from datetime import date
from time import process_time

import pytest

from jiedao.ledgers import LEDGERS
from orgs.intake import workflow
from orgs.intake.references import MAY_BE_NEW
from orgs.models import Organization, Unit
from partnerships.models import Agreement, AgreementParty, Problem, Project
from tests.jiedao.good_rows import BRANCH, BUILDER, EAST, HOSPITAL, SCHOOL, WEST
from tests.jiedao.ledger_files import found_office, receive
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.orgs.intake.ways_in import Verdict, changes, commit_rows, errors, preview_rows, verdicts

pytestmark = pytest.mark.django_db

DAY = date(2019, 5, 14)


@pytest.fixture(autouse=True)
def office(db):
    found_office()


def with_parties(cell, act=commit_rows, **options):
    return act("agreements", "协议名称 归口党组织 签约方 签约日期", ["甲", EAST, cell, DAY], **options)


def parties():
    return [(party.order, str(party)) for party in Agreement.objects.get(title="甲").parties.all()]


def test_parties_keep_the_order_of_the_cell():
    with_parties(f"{SCHOOL}、{EAST}、{BRANCH}")

    assert [name for _, name in parties()] == [SCHOOL, EAST, BRANCH]


def test_another_order_is_a_change():
    with_parties(f"{SCHOOL}、{EAST}")

    batch = with_parties(f"{EAST}、{SCHOOL}")

    assert changes(batch) == []  # pages are gone with the commit
    assert batch.changed_count == 1
    assert [name for _, name in parties()] == [EAST, SCHOOL]


def test_parties_that_stay_keep_what_is_known_of_them():
    with_parties(f"{EAST}、{SCHOOL}")
    school = AgreementParty.objects.get(agreement__title="甲", unit__name=SCHOOL)
    school.signatory_post = "校长"
    school.save()

    with_parties(f"{SCHOOL}、{EAST}、{HOSPITAL}")

    assert AgreementParty.objects.get(signatory_post="校长").pk == school.pk
    assert [name for _, name in parties()] == [SCHOOL, EAST, HOSPITAL]


def test_unit_of_an_organisation_that_signs_is_filled_in():
    school = Unit.objects.get(name=SCHOOL)
    OrganizationFactory(branch=True, name="第二中学党支部", unit=school)

    with_parties(f"{EAST}、第二中学党支部")

    assert AgreementParty.objects.get(organization__name="第二中学党支部").unit == school


def test_name_of_both_is_the_organisation_and_the_unit_is_marked():
    UnitFactory(name=WEST)

    with_parties(f"{EAST}、{WEST}、{WEST}（单位）")

    signed = AgreementParty.objects.filter(agreement__title="甲").order_by("order")
    assert [(bool(p.organization), str(p)) for p in signed] == [(True, EAST), (True, WEST), (False, WEST)]


@pytest.mark.parametrize("mark", ["、", "，", ",", ";", "；", "/", "\n", " 、 ", "、、", "、\n"])
def test_separators(mark):
    with_parties(f"{EAST}{mark}{SCHOOL}")

    assert [name for _, name in parties()] == [EAST, SCHOOL]


@pytest.mark.parametrize("cell", [f"{EAST}、", f"、{EAST}", f"{EAST}、 、"])
def test_one_party_is_too_few(cell):
    batch = with_parties(cell, preview_rows)

    assert errors(batch) == [(2, "签约方", "至少要有2方，用“、”隔开。")]


@pytest.mark.parametrize("twice", [SCHOOL, "示例 第二中学", EAST, "东风社区", "中共东风社区委员会"])
def test_the_same_party_twice_is_refused(twice):
    batch = with_parties(f"{EAST}、{SCHOOL}、{twice}", preview_rows)

    assert len(errors(batch)) == 1
    assert "写了两次" in errors(batch)[0][2]


@pytest.mark.parametrize("name", ["张三/李四律师事务所", "甲、乙联合会", "示例（甲）；乙店", "一/二/三中心"])
def test_name_that_holds_a_separator_is_one(name):
    UnitFactory(name=name)

    with_parties(f"{EAST}、{name}、{SCHOOL}")

    assert [each for _, each in parties()] == [EAST, name, SCHOOL]


def test_longest_name_that_holds_a_separator_wins():
    for name in ("张三", "张三/李四律师事务所", "李四律师事务所"):
        UnitFactory(name=name)

    with_parties("张三/李四律师事务所、李四律师事务所/张三")

    assert [each for _, each in parties()] == ["张三/李四律师事务所", "李四律师事务所", "张三"]


def test_unknown_name_is_told_with_the_nearest_of_both_kinds():
    batch = with_parties(f"{EAST}、示例第二种学", preview_rows)

    assert errors(batch) == [
        (
            2,
            "签约方",
            f"没有叫“示例第二种学”的党组织或单位。您要找的是不是：{_near(errors(batch))}？{MAY_BE_NEW}",
        )
    ]
    assert SCHOOL in errors(batch)[0][2]


def _near(told):
    return told[0][2].partition("是不是：")[2].removesuffix(f"？{MAY_BE_NEW}")


def test_unknown_units_are_created_where_asked_for():
    batch = with_parties(f"{EAST}、新单位甲、新单位乙", preview_rows, create_missing=True)
    assert batch.remarks["created"] == {"单位": ["新单位甲", "新单位乙"]}
    assert not Unit.objects.filter(name__startswith="新单位").exists()

    with_parties(f"{EAST}、新单位甲、新单位乙", create_missing=True)

    assert [name for _, name in parties()] == [EAST, "新单位甲", "新单位乙"]
    assert verdicts(with_parties(f"{EAST}、新单位甲、新单位乙", preview_rows)) == {Verdict.SAME: 1}


def test_organisations_are_never_created():
    """“东凤社区党委” would be a unit called like an organisation."""
    batch = with_parties(f"{EAST}、东凤社区党委", preview_rows, create_missing=True)

    assert verdicts(batch) == {Verdict.WRONG: 1}


def test_one_new_unit_in_many_rows_is_created_once():
    rows = [[f"协议{n}", EAST, f"{EAST}、新单位", DAY] for n in range(3)]

    commit_rows("agreements", "协议名称 归口党组织 签约方 签约日期", *rows, create_missing=True)

    assert Unit.objects.filter(name="新单位").count() == 1


def test_new_unit_written_two_ways_in_a_file_is_created_once():
    rows = [["协议1", EAST, f"{EAST}、新单位（甲）", DAY], ["协议2", EAST, f"{EAST}、新单位(甲)", DAY]]

    commit_rows("agreements", "协议名称 归口党组织 签约方 签约日期", *rows, create_missing=True)

    assert Unit.objects.filter(name__startswith="新单位").count() == 1


def test_organisation_where_only_units_may_stand_is_told():
    batch = preview_rows(
        "problems",
        "问题 归口党组织 来源 提出日期 责任单位",
        ["灯不亮", EAST, "走访", DAY, f"{SCHOOL}、{WEST}"],
    )

    assert errors(batch) == [(2, "责任单位", f"“{WEST}”是党组织，这一栏请写单位名称。")]


def test_units_in_charge_are_replaced():
    header = "问题 归口党组织 来源 提出日期 责任单位"
    commit_rows("problems", header, ["灯不亮", EAST, "走访", DAY, f"{SCHOOL}、{BUILDER}"])

    batch = commit_rows("problems", header, ["灯不亮", EAST, "走访", DAY, f"{BUILDER}、{HOSPITAL}"])

    assert batch.changed_count == 1
    assert set(Problem.objects.get().units.values_list("name", flat=True)) == {BUILDER, HOSPITAL}


def test_another_order_of_units_in_charge_is_no_change():
    header = "问题 归口党组织 来源 提出日期 责任单位"
    commit_rows("problems", header, ["灯不亮", EAST, "走访", DAY, f"{SCHOOL}、{BUILDER}"])

    batch = preview_rows("problems", header, ["灯不亮", EAST, "走访", DAY, f"{BUILDER}、{SCHOOL}"])

    assert verdicts(batch) == {Verdict.SAME: 1}


def test_who_leads_and_who_takes_part_are_kept_apart():
    header = "项目名称 类别 归口党组织 牵头单位 参与单位 确定日期"
    commit_rows("projects", header, ["甲", "为民服务", EAST, EAST, f"{SCHOOL}、{BRANCH}", DAY])

    commit_rows("projects", header, ["甲", "为民服务", EAST, SCHOOL, None, DAY])

    partners = Project.objects.get(title="甲").partners.all()
    assert [(p.role, str(p)) for p in partners] == [("lead", SCHOOL)]


def test_column_that_the_file_lacks_is_left_alone():
    header = "项目名称 类别 归口党组织 牵头单位 参与单位 确定日期"
    commit_rows("projects", header, ["甲", "为民服务", EAST, EAST, SCHOOL, DAY])

    commit_rows("projects", "项目名称 类别 归口党组织 确定日期 备注", ["甲", "为民服务", EAST, DAY, "改"])

    assert Project.objects.get(title="甲").partners.count() == 2


def test_several_organisations_of_one_name_are_told_with_those_above():
    for name in (EAST, WEST):
        OrganizationFactory(branch=True, name="第二党支部", parent=Organization.objects.get(name=name))

    told = errors(with_parties(f"{EAST}、第二党支部", preview_rows))

    assert told == [
        (
            2,
            "签约方",
            "叫“第二党支部”的党组织不止一个，请写成其中之一：第二党支部（东风社区）、第二党支部（西山社区）。",
        )
    ]
    with_parties(f"{EAST}、第二党支部（西山社区）")
    assert Agreement.objects.get(title="甲").parties.last().organization.parent.name == WEST


CPU = 1.0  # seconds, generous: each took minutes once


@pytest.mark.parametrize(
    "cell",
    [
        f"甲{' ' * 60_000}乙",
        f"{EAST}、甲{' ' * 60_000}乙、丙{' ' * 60_000}丁",
        "、" * 60_000,
        f"{EAST}{' 、' * 60_000}{SCHOOL}",
        "、".join(["啊"] * 4_000),
        "、".join(f"啊{n}" for n in range(4_000)),
        "、".join(["张三/李四律师事务所"] * 4_000),
        "张三/" * 10_000,
        "示例第二中学" * 10_000,
        f"{EAST}、{'示例第二中学' * 10_000}",
    ],
    ids=[
        "spaces",
        "spaces in three",
        "commas",
        "both",
        "one name",
        "names",
        "compound",
        "half a compound",
        "long",
        "long of two",
    ],
)
@pytest.mark.parametrize("has_compound", [False, True])
def test_cell_made_to_take_long_is_refused_soon(cell, has_compound):
    if has_compound:
        UnitFactory(name="张三/李四律师事务所")
    header, row = "协议名称 归口党组织 签约方 签约日期", ["甲", EAST, cell, DAY]
    batch = receive(LEDGERS["agreements"], csv_bytes(header.split(), row), "台账.csv")
    assert batch.wrong_count == 1  # also warms up what the first file of a process needs

    start = process_time()
    workflow.check(batch, LEDGERS["agreements"])

    assert process_time() - start < CPU
    assert {told[:2] for told in errors(batch)} == {(2, "签约方")}


def test_many_names_are_told_how_many_may_be():
    names = [f"示例单位{n}" for n in range(201)]

    assert errors(with_parties("、".join(names), preview_rows)) == [
        (2, "签约方", "一格里最多写200个名称，请分成几行。")
    ]


def test_many_names_are_read():
    names = [UnitFactory(name=f"示例单位{n}").name for n in range(199)]

    with_parties("、".join([EAST, *names]))

    assert [name for _, name in parties()] == [EAST, *names]


def csv_bytes(*rows):
    """A cell of any length; a workbook's end at 32,767 characters."""
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()
