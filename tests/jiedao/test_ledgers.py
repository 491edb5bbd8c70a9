"""The ledgers as the office knows them, all together, and the command that exports one."""

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jiedao.ledgers import LEDGERS
from lib.days import today
from lib.sheets.reading import read
from lib.sheets.table import find
from orgs.ledgers import workbook
from orgs.ledgers.blank import blank
from orgs.ledgers.headers import known
from orgs.ledgers.rows import rows
from tests.events.factories import ActivityFactory
from tests.harness.workbooks import sheet_parts, sheet_values
from tests.orgs.factories import CouncilSeatFactory, UnitFactory
from tests.orgs.tree import Tree, plant
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

pytestmark = pytest.mark.django_db

_LIST = (
    "编号、名称*、类别*、归口党组织*、单位、数量、计量单位、说明、联系人、联系电话、发布日期*、有效期至、备注"
)
# As the office's paper has them, in this order; * is what a row must have.
HEADERS = {
    "units": "单位名称*、统一社会信用代码、单位性质*、行业、属地社区、职工人数、"
    "党员人数、联系人、联系电话、地址、备注",
    "organizations": "党组织名称*、类别*、上级党组织、所属单位、党员人数、成立日期、"
    "任期届满日期、联系电话、地址、备注",
    "agreements": "协议编号、协议名称*、归口党组织*、签约方*、见证方、签约日期*、生效日期、到期日期、"
    "终止日期、终止原因、主要内容、备注",
    "resources": _LIST,
    "demands": _LIST,
    "services": _LIST,
    "projects": "项目编号、项目名称*、类别*、归口党组织*、牵头单位、参与单位、所属协议、确定日期*、开始日期、"
    "完成日期、项目目标、项目成效、备注",
    "problems": "问题编号、问题*、归口党组织*、来源*、提出日期*、责任单位、办理时限、解决日期、"
    "解决情况、备注",
    "seats": "议事机构*、归口党组织*、成员单位、席位*、加入日期*、退出日期、备注",
    "activities": "活动名称*、类别*、主办党组织*、参与单位、系列、期数、开始时间*、结束时间、地点、参加人数、"
    "志愿服务时长、所属项目、活动总结、备注",
}


@pytest.fixture
def tree(db) -> Tree:
    return plant()


def export(tmp_path: Path, key: str, *arguments: str) -> list[list]:
    """The exported sheet's rows, from the header on."""
    file = tmp_path / "台账.xlsx"
    call_command("export_ledger", key, str(file), *arguments, stdout=StringIO())
    return next(iter(sheet_values(file).values()))[2:]


def test_ledgers_stand_in_the_office_s_order():
    assert list(LEDGERS) == list(HEADERS)


@pytest.mark.parametrize("key", HEADERS)
def test_columns_are_those_of_the_paper(key):
    columns = LEDGERS[key].columns

    assert "、".join(column.header + "*" * column.required for column in columns) == HEADERS[key]


@pytest.mark.parametrize("key", HEADERS)
def test_export_has_exactly_the_columns(key, tree, tmp_path):
    assert "、".join(export(tmp_path, key)[0]) == HEADERS[key].replace("*", "")


def test_export_holds_every_record_with_all_that_is_known(tree, tmp_path):
    AgreementFactory(organization=tree.community, terminated=True)
    AgreementFactory(organization=tree.stranger)
    AgreementFactory(organization=tree.community, draft=True)

    rows = export(tmp_path, "agreements")[1:]

    assert [row[2] for row in rows] == [tree.community.name, tree.stranger.name]
    assert rows[0][8:10] == [date(2019, 9, 2), "单位迁出本街道。"]


@pytest.mark.parametrize(
    ("key", "make"),
    [
        ("units", lambda here: UnitFactory(community=here)),
        ("agreements", lambda here: AgreementFactory(organization=here)),
        ("resources", lambda here: ListItemFactory(organization=here)),
        ("demands", lambda here: ListItemFactory(organization=here, demand=True)),
        ("services", lambda here: ListItemFactory(organization=here, service=True)),
        ("projects", lambda here: ProjectFactory(organization=here)),
        ("problems", lambda here: ProblemFactory(organization=here)),
        ("seats", lambda here: CouncilSeatFactory(council__organization=here)),
        ("activities", lambda here: ActivityFactory(organization=here)),
    ],
)
def test_export_of_a_branch_leaves_the_others_out(key, make, tree, tmp_path):
    make(tree.community)
    make(tree.stranger)

    assert len(export(tmp_path, key, "--organization", tree.street.name)) == 2
    assert len(export(tmp_path, key)) == 3


def test_export_of_organizations_is_the_branch(tree, tmp_path):
    rows = export(tmp_path, "organizations", "--organization", tree.area.name)

    assert [row[0] for row in rows[1:]] == [tree.area.name, tree.community.name, tree.sister.name]


def test_export_on_an_empty_system_has_the_header_alone(db, tmp_path):
    assert len(export(tmp_path, "units")) == 1


def test_phone_and_code_are_text(tree, tmp_path):
    UnitFactory(coded=True, contact_phone="053288990000")

    row = export(tmp_path, "units")[1]

    assert row[8] == "053288990000"
    assert isinstance(row[1], str)
    assert len(row[1]) == 18


def test_unknown_organization_is_answered_with_near_names(tree, tmp_path):
    with pytest.raises(CommandError, match=f"您要找的是不是：.*{tree.community.name}"):
        export(tmp_path, "units", "--organization", tree.community.name[:-1])


def test_ambiguous_organization_is_refused(tree, tmp_path):
    for parent in (tree.community, tree.sister):
        parent.children.create(name="第一党支部", level="branch")

    with pytest.raises(CommandError, match="不止一个"):
        export(tmp_path, "units", "--organization", "第一党支部")


@pytest.mark.parametrize("name", ["没有的目录/台账.xlsx", "."])
def test_file_that_cannot_be_written_is_a_clear_error(name, tree, tmp_path):
    with pytest.raises(CommandError, match=r"写不了文件|以 \.xlsx 结尾"):
        call_command("export_ledger", "units", str(tmp_path / name))


def test_large_export_is_a_plain_sheet_with_the_same_rows(tree, tmp_path, monkeypatch):
    for _ in range(3):
        AgreementFactory(organization=tree.community, terminated=True)
    on_paper = export(tmp_path, "agreements")
    monkeypatch.setattr(workbook, "PAPER", 2)

    call_command("export_ledger", "agreements", str(tmp_path / "大台账.xlsx"), stdout=StringIO())

    assert sheet_values(tmp_path / "大台账.xlsx") == {"共建协议台账": on_paper}


def test_sheet_for_paper_ends_where_a_plain_one_begins(tree, tmp_path, monkeypatch):
    AgreementFactory.create_batch(3, organization=tree.community)
    monkeypatch.setattr(workbook, "PAPER", 3)

    file = tmp_path / "台账.xlsx"
    call_command("export_ledger", "agreements", str(file), stdout=StringIO())

    assert sheet_values(file)["共建协议台账"][0][0] == "共建协议台账"


def test_export_is_counted(tree, tmp_path):
    AgreementFactory.create_batch(2, organization=tree.community)
    told = StringIO()

    call_command("export_ledger", "agreements", str(tmp_path / "台账.xlsx"), stdout=told)

    assert "已导出共建协议台账2条" in told.getvalue()


def test_export_that_breaks_off_leaves_the_file_as_it_was(tree, tmp_path, monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("gone")

    monkeypatch.setattr(workbook, "rows", broken)
    (tmp_path / "台账.xlsx").write_bytes(b"older")

    with pytest.raises(RuntimeError, match="gone"):
        export(tmp_path, "agreements")

    assert (tmp_path / "台账.xlsx").read_bytes() == b"older"


@pytest.mark.parametrize("paper", [3_000, 0], ids=["paper", "plain"])
@pytest.mark.parametrize("typed", ["=1+1", "+86 532", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_is_exported_as_text(typed, paper, tree, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "PAPER", paper)
    UnitFactory(note=typed)

    file = tmp_path / "台账.xlsx"
    call_command("export_ledger", "units", str(file), stdout=StringIO())

    assert sheet_values(file)["单位台账"][-1][10] == typed.replace("\r", "\n")
    assert "<f>" not in sheet_parts(file)[0]


@pytest.mark.parametrize("key", HEADERS)
def test_empty_template_is_read_as_a_ledger_without_rows(key, tree):
    ledger, file = LEDGERS[key], BytesIO()
    blank(ledger, None, file)
    file.seek(0)

    required = [column.header for column in ledger.columns if column.required]
    table = find(read(file, "模板.xlsx"), known(ledger), required)

    assert table.page == ledger.title
    assert list(table.headers) == [column.header for column in ledger.columns]
    assert (table.rows, len(table.skipped), table.unread) == ([], 1, [])


@pytest.mark.parametrize("paper", [3_000, 0], ids=["paper", "plain"])
@pytest.mark.parametrize("key", HEADERS)
def test_export_is_read_as_it_was_written(key, paper, nodes, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "PAPER", paper)
    ledger, file = LEDGERS[key], tmp_path / "台账.xlsx"
    call_command("export_ledger", key, str(file), stdout=StringIO())

    with file.open("rb") as opened:
        table = find(read(opened, file.name), known(ledger), [])

    assert [column.header for column in ledger.columns] == list(table.headers)
    assert [[None if cell == "" else cell for cell in row] for row in table.rows] == [
        list(row) for row in rows(ledger, ledger.complete(today()))
    ]
    assert not table.skipped
    assert not table.unread
