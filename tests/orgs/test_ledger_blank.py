"""The empty workbook of a ledger."""

import html
import io
import re
from datetime import date

import pytest

from orgs.ledgers import ORGANIZATIONS, SEATS, UNITS
from orgs.ledgers import blank as blanks
from orgs.ledgers.blank import EXAMPLE, blank
from tests.harness.workbooks import part, sheet_parts, sheet_values
from tests.orgs.factories import CouncilFactory, OrganizationFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

LEDGERS = pytest.mark.parametrize("ledger", [UNITS, ORGANIZATIONS, SEATS], ids=lambda ledger: ledger.key)


def made(ledger, user=None) -> bytes:
    buffer = io.BytesIO()
    blank(ledger, user, buffer)
    return buffer.getvalue()


def lists(file: bytes) -> dict[str, list[str]]:
    """What the form offers, by header."""
    columns = zip(*sheet_values(file)["选项"], strict=True)
    return {header: [word for word in words if word] for header, *words in columns if header}


def told(file: bytes) -> dict[str, str]:
    """How each column is to be filled in."""
    return {row[0]: row[2] for row in sheet_values(file)["填写说明"]}


@LEDGERS
def test_form_has_the_ledger_s_columns_with_a_mark_on_those_required(ledger, tree):
    header, example = sheet_values(made(ledger))[ledger.title]

    assert header == [column.header + "*" * column.required for column in ledger.columns]
    assert example[0].startswith(EXAMPLE)


@LEDGERS
def test_form_is_the_first_sheet_and_the_lists_are_hidden(ledger, tree):
    workbook = part(made(ledger), "xl/workbook.xml")

    assert re.findall(r'<sheet name="(.*?)"', workbook) == [ledger.title, "选项", "填写说明"]
    assert re.findall(r'<sheet name="(\S+)" [^>]*state="hidden"', workbook) == ["选项"]


@LEDGERS
def test_every_column_is_explained(ledger, tree):
    explained = told(made(ledger))

    for column in ledger.columns:
        assert explained[column.header].endswith("。"), column.header


def test_example_row_has_cells_of_the_right_types(tree):
    UnitFactory()
    example = sheet_values(made(SEATS))[SEATS.title][1]

    assert example[4] == date(2019, 5, 14)
    assert sheet_values(made(UNITS))[UNITS.title][1][5] == 120.0


def test_choices_are_offered_and_nothing_else_is_taken(tree):
    file = made(UNITS)

    assert lists(file)["单位性质"][:3] == ["机关", "事业单位", "学校"]
    rules = re.findall(r"<dataValidation .*?</dataValidation>", html.unescape(sheet_parts(file)[0]))
    nature = next(rule for rule in rules if 'sqref="C2:C1048576"' in rule)
    community = next(rule for rule in rules if 'sqref="E2:E1048576"' in rule)
    assert "<formula1>'选项'!$C$2:$C$12</formula1>" in nature
    assert 'showErrorMessage="1"' in nature
    assert 'showErrorMessage="1"' not in community


def test_place_offers_what_the_user_manages(tree):
    user = UserFactory(organizations=[tree.area])

    assert lists(made(UNITS, user))["属地社区"] == [tree.community.name, tree.sister.name]
    assert lists(made(ORGANIZATIONS, user))["上级党组织"] == [
        tree.area.name, tree.community.name, tree.sister.name
    ]  # fmt: skip
    assert tree.cousin.name in lists(made(UNITS))["属地社区"]


def test_private_names_of_others_are_not_offered(tree):
    UnitFactory(name="公开的单位", community=tree.cousin)
    UnitFactory(name="不公开的单位", community=tree.cousin, private=True)
    file = made(ORGANIZATIONS, UserFactory(organizations=[tree.community]))

    assert lists(file)["所属单位"] == ["公开的单位"]


def test_councils_are_those_that_the_user_manages(tree):
    own = CouncilFactory(organization=tree.community)
    CouncilFactory(organization=tree.cousin)

    assert lists(made(SEATS, UserFactory(organizations=[tree.area])))["议事机构"] == [own.name]


def test_branches_of_one_name_are_told_apart(tree):
    for parent in (tree.community, tree.sister):
        OrganizationFactory(branch=True, name="第一党支部", parent=parent)

    offered = lists(made(ORGANIZATIONS))["上级党组织"]

    assert f"第一党支部（{tree.sister.name}）" in offered
    assert "第一党支部" not in offered


def test_list_is_cut_at_the_most_names(tree, monkeypatch):
    monkeypatch.setattr(blanks, "MOST_NAMES", 2)
    UnitFactory.create_batch(3)

    assert len(lists(made(ORGANIZATIONS))["所属单位"]) == 2


def test_cells_below_are_ready_for_dates_and_for_text(tree):
    file = made(SEATS)
    look = part(file, "xl/styles.xml").replace("&quot;", '"')
    styled = re.findall(r'<col min="(\d)" max="(\d)" [^>]*style="\d+"', sheet_parts(file)[0])

    assert {'formatCode="@"', 'formatCode="yyyy"年"m"月"d"日""'} <= set(
        re.findall(r"formatCode=\S+(?=/>)", look)
    )
    assert [n for first, last in styled for n in range(int(first), int(last) + 1)] == list(range(1, 8))


def test_name_that_looks_like_a_formula_is_text(tree):
    UnitFactory(name="=1+1")
    file = made(ORGANIZATIONS)

    assert lists(file)["所属单位"] == ["=1+1"]
    assert not [xml for xml in sheet_parts(file) if "<f>" in xml]


def test_form_on_an_empty_system(db):
    assert lists(made(UNITS)).keys() == {"单位性质"}


def test_rules_say_by_what_a_record_is_known(tree):
    rules = "".join(row[0] for row in sheet_values(made(UNITS))["填写说明"])

    assert "填了统一社会信用代码的，按统一社会信用代码认记录；没有填的，按单位名称认。" in rules
    assert "空单元格会把系统里原来的内容清空" in rules
