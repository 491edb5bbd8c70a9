"""Good files of every kind, as Excel, WPS and older systems write them."""

import io
import struct
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
import xlwt

from lib.sheets.reading import Page, Unreadable, limits, read
from tests.harness.hostile_spreadsheets import looped_chain
from tests.harness.spreadsheets import (
    csv_bytes,
    html_bytes,
    repacked,
    sheet_xml,
    with_sheet,
    xls_bytes,
    xlsx_bytes,
)

ROWS = [
    ["单位名称", "人数", "成立日期", "时间", "公开"],
    ["青岛第二中学", 12.5, date(2019, 5, 14), datetime(2019, 5, 14, 9, 30), True],
    ["00123", None, date(2024, 2, 29), datetime(2024, 2, 29, 23, 59), False],
]


def pages_of(content: bytes, name: str) -> list[Page]:
    return read(io.BytesIO(content), name)


def rows_of(content: bytes, name: str) -> list[list]:
    """Of the only page, empty cells as None."""
    (page,) = pages_of(content, name)
    return [[None if cell == "" else cell for cell in row] for row in page.rows]


@pytest.mark.parametrize(("make", "name"), [(xlsx_bytes, "台账.xlsx"), (xls_bytes, "台账.XLS")])
def test_cells_keep_their_types(make, name):
    assert rows_of(make(ROWS), name) == ROWS


@pytest.mark.parametrize(("make", "name"), [(xlsx_bytes, "台账.xlsx"), (xls_bytes, "台账.xls")])
def test_rows_begin_at_the_first_row_and_column_of_the_sheet(make, name):
    rows = [[None], [None, None, "名称"]]

    assert rows_of(make(rows), name) == [[None] * 3, [None, None, "名称"]]


@pytest.mark.parametrize(("make", "name"), [(xlsx_bytes, "台账.xlsx"), (xls_bytes, "台账.xls")])
def test_merged_ranges(make, name):
    (page,) = pages_of(make([["标题"], ["a", "b"], [None, "c"]], merged=[(0, 0, 0, 1), (1, 0, 2, 0)]), name)

    assert page.merged == [(0, 0, 0, 1), (1, 0, 2, 0)]
    assert page.rows[0][0] == "标题"


def test_merged_ranges_end_with_the_rows():
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C9:D10"/></mergeCells>'
    (page,) = pages_of(with_sheet('<row r="1"><c r="B1"><v>1</v></c></row>', merged), "台账.xlsx")

    assert page.merged == [(0, 0, 0, 1)]


def test_dates_of_a_workbook_that_counts_from_1904():
    assert rows_of(xlsx_bytes(ROWS, options={"date_1904": True}), "台账.xlsx") == ROWS


def test_times_and_durations():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 0.5, book.add_format({"num_format": "hh:mm"}))
        sheet.write(0, 1, 1.5, book.add_format({"num_format": "[h]:mm"}))

    assert rows_of(file.getvalue(), "台账.xlsx") == [[time(12), timedelta(hours=36)]]


def test_formulas_give_the_values_they_had():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '="a"&"b"', None, "ab")

    assert rows_of(file.getvalue(), "台账.xlsx") == [[2, "ab"]]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#SPILL!"])
@pytest.mark.parametrize("attribute", ['r="B1" t="e"', 'r="B1" s="0" t="e"', "t='e' r='B1'"])
def test_error_cells_are_texts(error, attribute):
    cells = f'<c r="A1"><v>1</v></c><c {attribute}><v>{error}</v></c>'

    assert rows_of(with_sheet(f'<row r="1">{cells}</row>'), "台账.xlsx") == [[1, error]]


def test_error_cells_of_an_old_workbook_are_texts():
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write(0, 0, "名称")
    sheet.row(1).set_cell_error(1, 0x17)
    file = io.BytesIO()
    book.save(file)

    assert rows_of(file.getvalue(), "台账.xls") == [["名称", None], [None, "#REF!"]]


def test_sheets_without_cells_addresses_are_read_in_order():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"

    assert rows_of(with_sheet(rows), "台账.xlsx") == [[1, 2], [3, None]]


def test_elements_with_a_prefix():
    text = sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>')
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        text = text.replace(f"<{name}", f"<x:{name}").replace(f"</{name}>", f"</x:{name}>")
    content = repacked(
        xlsx_bytes([["名称"]]), {"xl/worksheets/sheet1.xml": text.replace("xmlns=", "xmlns:x=")}
    )

    assert rows_of(content, "台账.xlsx") == [[1, None, 2]]


def test_cells_that_are_only_coloured_do_not_count():
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
    last = '<row r="1048576"><c r="A1048576" s="1"/></row>'

    assert rows_of(with_sheet(first + last), "台账.xlsx") == [[1]]


def test_hidden_sheets_are_told_and_charts_left_out():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("一").write(0, 0, "名称")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=一!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
        hidden = book.add_worksheet("二")
        hidden.write(0, 0, "旧")
        hidden.hide()

    assert [(page.name, page.hidden) for page in pages_of(file.getvalue(), "台账.xlsx")] == [
        ("一", False),
        ("二", True),
    ]


def test_a_looped_old_workbook_is_read_to_its_end():
    assert len(rows_of(looped_chain(), "台账.xls")) == 200


def test_an_old_sheet_gets_no_more_room_than_it_fills():
    small, claimed = struct.pack("<2L2H", 0, 1, 0, 1), struct.pack("<2L2H", 0, 0xFFFFFFFF, 0, 0xFFFF)
    content = xls_bytes([["名称"]])
    assert small in content

    assert rows_of(content.replace(small, claimed), "台账.xls") == [["名称"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_of_every_encoding_and_separator(encoding, separator):
    rows = [["单位名称", "备注"], ["青岛第二中学", '分两行\n写，有"引号",也有分号;'], ["", "㙍"]]

    assert rows_of(csv_bytes(rows, encoding, separator), "台账.csv") == [rows[0], rows[1], [None, "㙍"]]


def test_csv_cells_stay_text():
    content = b'A,B,C\r\n="00123",1.50,"=""0532"""\r\n'

    assert rows_of(content, "台账.csv")[1] == ["00123", "1.50", "0532"]


def test_blank_lines_of_a_csv_keep_their_numbers():
    assert rows_of("标题\n\n名称,性质\n\n\n,\n".encode(), "台账.csv") == [["标题"], [], ["名称", "性质"]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gb18030"])
def test_a_web_page_named_xls(encoding):
    rows = [["单位名称", "备注"], ["青岛第二中学", "a<b & c"]]

    assert rows_of(html_bytes(rows, encoding), "台账.xls") == rows


def test_spans_of_a_web_page_are_merged_ranges():
    content = """<html><style>td {x: "<td>"}</style><!-- <table> --><table>
    <tr><th colspan=3>标题</th></tr>
    <tr><td rowspan="2">一</td><td>甲<br>乙</td><td>&nbsp;丙
      丁</td></tr>
    <tr><td>戊<td>己</table></html>""".encode()
    (page,) = pages_of(content, "台账.xls")

    assert page.rows == [["标题", "", ""], ["一", "甲\n乙", "丙 丁"], ["", "戊", "己"]]
    assert page.merged == [(0, 0, 0, 2), (1, 0, 2, 0)]


@pytest.mark.parametrize("rows", [limits.ROWS, limits.ROWS + 1])
def test_rows_up_to_the_limit_are_read(rows):
    content = csv_bytes([["名称"]] * rows)

    if rows > limits.ROWS:
        with pytest.raises(Unreadable, match=f"最多能读{limits.ROWS}行"):
            pages_of(content, "台账.csv")
    else:
        assert len(rows_of(content, "台账.csv")) == rows


def test_an_upload_over_the_limit_is_refused():
    with pytest.raises(Unreadable, match="50MB"):
        pages_of(b"a" * (limits.BYTES + 1), "台账.csv")
