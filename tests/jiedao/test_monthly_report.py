"""The monthly workbook: its figures, its sheets, and that a month prints the same for ever."""

import io
import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedao.figures import FIGURES
from jiedao.reports.monthly import LEDGER_SHEETS, MonthlyReport, read_month
from lib.months import Month
from orgs.course import entries
from tests.harness.workbooks import part, sheet_parts, sheet_values
from tests.jiedao.offices import work_in_june, work_in_may
from tests.orgs.tree import Tree, plant
from tests.partnerships.factories import AgreementFactory, ProblemFactory

pytestmark = pytest.mark.django_db

MAY, JUNE = Month(2019, 5), Month(2019, 6)


@pytest.fixture
def tree(db) -> Tree:
    return plant()


@pytest.fixture
def office(tree) -> Tree:
    work_in_may(tree)
    return tree


def printed(organization, month=MAY, filed_on=None) -> bytes:
    file = io.BytesIO()
    MonthlyReport(organization, month, filed_on).save(file)
    return file.getvalue()


def table(file: bytes, sheet: str) -> list[dict]:
    """A sheet's rows below its header, by header."""
    _, _, header, *rows = sheet_values(file)[sheet]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_sheets_stand_in_order(office):
    by_community = ["分社区本月新增", "分社区累计", "分社区上月累计", "分社区增减"]

    assert list(sheet_values(printed(office.street))) == ["汇总", *by_community, *LEDGER_SHEETS]


def test_community_has_no_sheets_by_community(office):
    assert list(sheet_values(printed(office.community))) == ["汇总", *LEDGER_SHEETS]


@pytest.mark.parametrize("month", [MAY, JUNE], ids=str)
@pytest.mark.parametrize("place", ["district", "street", "area", "community", "stranger"])
def test_summary_has_every_figure_as_it_is_elsewhere(office, place, month):
    work_in_june(office)
    organization = getattr(office, place)
    added = entries(FIGURES, [organization], month)

    rows = table(printed(organization, month), "汇总")[: len(FIGURES)]

    for figure, row in zip(FIGURES, rows, strict=True):
        now, before = (figure.number(organization, at) for at in (month.last, month.previous.last))
        assert row["指标"] == figure.label
        assert (row["累计"], row["上月累计"], row["增减"]) == (now, before, now - before)
        assert row["本月新增"] == added[figure.key][organization.pk]
        assert (row["计量单位"], row["口径"]) == (figure.measure, figure.rule)


def test_every_figure_of_may_counts_something(office):
    """Else the comparison above would prove nothing."""
    assert all(row["累计"] for row in table(printed(office.street), "汇总")[: len(FIGURES)])


def test_sheets_by_community_have_every_figure_of_every_place(office):
    file = printed(office.street)
    places = MonthlyReport(office.street, MAY).places
    headers = [f"{figure.label}\n（{figure.measure}）" for figure in FIGURES]

    for at, name in ((MAY.last, "分社区累计"), (MAY.previous.last, "分社区上月累计")):
        rows = table(file, name)[: len(places)]
        assert [row["党组织"] for row in rows] == [place.label for place in places]
        for place, row in zip(places, rows, strict=True):
            assert [row[header] for header in headers] == [f.number(place, at) for f in FIGURES]


def test_places_are_areas_each_with_its_communities(tree):
    assert MonthlyReport(tree.street, MAY).places == [
        tree.street,
        tree.area,
        tree.community,
        tree.sister,
        tree.other_area,
        tree.cousin,
    ]


def test_distinct_counts_do_not_add_up_and_the_sheet_says_so(office):
    *rows, note = sheet_values(printed(office.street))["分社区累计"][3:]
    by_place = {row[0]: row[2] for row in rows}  # 共建单位

    assert by_place[office.community.label] == by_place[office.sister.label] == 1
    assert by_place[office.area.label] == 1
    assert "共建单位" in note[0]
    assert "各行之和不等于上级数" in note[0]


def test_month_prints_the_same_after_the_next_month_s_work(office):
    before = {node.pk: printed(node) for node in office.nodes}

    work_in_june(office)

    assert {node.pk: printed(node) for node in office.nodes} == before


def test_june_s_work_shows_in_june(office):
    """Else the test above would prove nothing: June's work touches every sheet."""
    before = sheet_values(printed(office.street, JUNE))

    work_in_june(office)

    after = sheet_values(printed(office.street, JUNE))
    assert [name for name in after if after[name] == before[name]] == ["分社区上月累计"]


def test_sheet_says_what_happened_in_the_month(office):
    work_in_june(office)

    rows = table(printed(office.street, JUNE), "共建协议")[:3]

    assert sorted(row["本月情况"] for row in rows) == ["签订、生效", "签订、生效", "终止"]


def test_sheet_counts_its_rows_as_the_figure_does(office):
    rows = table(printed(office.street), "共建协议")
    signed = [row for row in rows if "签订" in row["本月情况"]]

    assert len(signed) == 3
    assert rows[3]["序号"] == "合计"
    assert rows[3]["协议编号"] == "3份"


def test_records_are_counted_by_the_word_for_them(office):
    work_in_june(office)
    file = printed(office.street, JUNE)
    words = {name: ledger.measure for name, ledger in LEDGER_SHEETS.items()}
    totals = {name: [row for row in sheet_values(file)[name] if row[0] == "合计"] for name in words}

    assert words["共建协议"] == "份"
    assert words["活动"] == "场"
    assert {name: row[0][1].lstrip("0123456789") for name, row in totals.items() if row} == {
        name: word for name, word in words.items() if word
    }
    assert totals["指标"] == []  # persons and enterprises do not add up


def test_columns_that_nothing_fills_are_left_out(office):
    rows = table(printed(office.street), "共建协议")

    assert "终止原因" not in rows[0]
    assert "终止日期" not in rows[0]
    assert {"协议名称", "签约方", "签约日期"} <= set(rows[0])


def test_sheets_are_about_as_wide_as_the_page(office):
    """At full size; what is wider prints smaller."""
    for name, sheet in zip(
        sheet_values(printed(office.street)), sheet_parts(printed(office.street)), strict=True
    ):
        columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
        wide = sum((int(last) - int(first) + 1) * float(each) for first, last, each in columns)
        assert wide < 190, name


def test_activities_are_added_up(office):
    total = table(printed(office.street), "活动")[-2]

    assert (total["序号"], total["参加人数"], total["志愿服务时长"]) == ("合计", 40, 12)


def test_sheet_without_rows_says_so(tree):
    rows = sheet_values(printed(tree.street))

    for name in LEDGER_SHEETS:
        assert rows[name][3][0] == "本月无", name


def test_rows_of_others_are_in_no_sheet(office):
    file = printed(office.cousin)
    names = [name for sheet in sheet_values(file).values() for row in sheet for name in row]

    assert office.community.name not in names
    assert office.sister.name not in names


def test_heading_names_reporter_day_and_reviewer(office):
    for rows in sheet_values(printed(office.street)).values():
        pieces = [cell for cell in rows[1] if cell]
        assert rows[0][0].startswith(f"{office.street.label}2019年5月")
        assert pieces == [f"填报单位：{office.street.name}", "填报日期：2019年6月1日", "审核人："]


def test_day_of_filing_can_be_given(office):
    assert (
        "填报日期：2019年6月3日" in sheet_values(printed(office.street, filed_on=date(2019, 6, 3)))["汇总"][1]
    )


def test_every_sheet_prints_on_a4_landscape_one_page_wide(office):
    file = printed(office.street)
    sheets = sheet_parts(file)

    assert len(sheets) == 5 + len(LEDGER_SHEETS)
    for sheet in sheets:
        assert '<pageSetUpPr fitToPage="1"/>' in sheet
        assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in sheet
        assert 'state="frozen"' in sheet
    assert part(file, "xl/workbook.xml").count("_xlnm.Print_Titles") == len(sheets)


def test_typed_formula_stays_text(office):
    AgreementFactory(organization=office.street, title='=HYPERLINK("http://example.com")')
    file = printed(office.street)

    assert '=HYPERLINK("http://example.com")' in [row["协议名称"] for row in table(file, "共建协议")]
    assert not any("<f>" in sheet for sheet in sheet_parts(file))


def test_queries_do_not_grow_with_the_rows(office):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            printed(office.street)
        return len(captured)

    few = queries()
    for _ in range(30):
        work_one_more(office)

    assert queries() == few <= 30


def work_one_more(tree):
    AgreementFactory(organization=tree.cousin)
    ProblemFactory(organization=tree.cousin, raised_on=date(2019, 5, 8))


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("monthly_report", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_command_writes_the_workbook_of_the_office(office, tmp_path):
    file = tmp_path / "月报.xlsx"

    said = run("2019-05", str(file))

    assert file.read_bytes() == printed(office.street)
    assert said.strip() == f"已生成{office.street.label}2019年5月共建月报：{file}"


def test_command_writes_the_workbook_of_another_organization(office, tmp_path):
    file = tmp_path / "月报.xlsx"
    run("2019年5月", str(file), "--organization", office.area.name)

    assert file.read_bytes() == printed(office.area)


@pytest.mark.parametrize("month", ["2019-13", "去年", "0001-01", "1899-12", "2019"])
def test_command_refuses_what_is_no_month(month, tree, tmp_path):
    with pytest.raises(CommandError, match=r"不是一个月份|太早了"):
        run(month, str(tmp_path / "月报.xlsx"))


def test_month_to_come_is_refused(tree, time_machine):
    time_machine.move_to("2019-06-30T16:30:00+00:00")  # half past midnight on 1 July in the office

    assert read_month("2019-07") == Month(2019, 7)
    with pytest.raises(ValueError, match="2019年8月还没有到"):
        read_month("2019-08")


def test_command_says_that_the_month_is_not_over(tree, tmp_path, time_machine):
    time_machine.move_to("2019-06-12T12:00:00+08:00")

    assert "还没有结束" in run("2019-06", str(tmp_path / "月报.xlsx"))
    assert "还没有结束" not in run("2019-05", str(tmp_path / "月报.xlsx"))


def test_command_answers_an_unknown_name_with_near_ones(tree, tmp_path):
    with pytest.raises(CommandError, match=f"没有叫.*您要找的是不是：.*{tree.area.name}"):
        run("2019-05", str(tmp_path / "月报.xlsx"), "--organization", tree.area.name + "会")


def test_command_says_that_there_is_no_organization_yet(db, tmp_path):
    with pytest.raises(CommandError, match="还没有党组织"):
        run("2019-05", str(tmp_path / "月报.xlsx"))


def test_command_says_that_the_file_cannot_be_written(tree, tmp_path):
    with pytest.raises(CommandError, match="写不了文件"):
        run("2019-05", str(tmp_path / "没有" / "月报.xlsx"))
