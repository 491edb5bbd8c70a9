"""The uploaded sheet with what is wrong marked, ready to be mended and uploaded again."""

import io
import re
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

import pytest

from orgs.ledgers.mistakes import MESSAGES, mistakes
from tests.harness.workbooks import part, sheet_parts, sheet_values

HEADERS = {"名称": 0, "日期": 1, "电话": 2}
ROWS = [
    ["单位台账"],
    ["名称", "日期", "电话"],
    ["甲厂", date(2019, 5, 14), "053288990000"],
    ["乙厂", "昨天", 1.38e10],
    [],
    ["丙厂"],
]
WRONG = {4: [("日期", "请写成 2019-06-30 这样。"), ("", "与第3行重复。")], 6: [("电话", "必须填写。")]}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def marked(rows=ROWS, wrong=WRONG, header_row=2, headers=HEADERS, **options) -> bytes:
    buffer = io.BytesIO()
    mistakes(rows, header_row, wrong, headers, "台账", buffer, **options)
    return buffer.getvalue()


def values(file: bytes) -> list[list]:
    return sheet_values(file)["台账"]


def fills(file: bytes) -> dict[str, str]:
    """The shade of each cell that has one: {"B4": "FFF8CBCB"}."""
    look = ElementTree.fromstring(part(file, "xl/styles.xml"))
    shades = [fill.find(f".//{_MAIN}fgColor") for fill in look.find(f"{_MAIN}fills")]
    ids = [int(form.get("fillId")) for form in look.find(f"{_MAIN}cellXfs")]
    cells = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet_parts(file)[0])
    shaded = {cell: shades[ids[int(style)]] for cell, style in cells}
    return {cell: shade.get("rgb") for cell, shade in shaded.items() if shade is not None}


def test_rows_stand_where_they_stood():
    assert [row[:3] for row in values(marked())] == [
        ["单位台账", "", ""],
        ["名称", "日期", "电话"],
        ["甲厂", date(2019, 5, 14), "053288990000"],
        ["乙厂", "昨天", 1.38e10],
        ["", "", ""],
        ["丙厂", "", ""],
    ]


def test_messages_stand_in_a_column_after_the_last():
    assert [row[3] for row in values(marked())] == [
        "", MESSAGES, "", "日期：请写成 2019-06-30 这样；与第3行重复。", "", "电话：必须填写。"
    ]  # fmt: skip


def test_bad_cells_are_red_also_where_they_are_empty():
    red = {cell for cell, shade in fills(marked()).items() if shade == "FFF8CBCB"}

    assert red == {"B4", "D4", "C6", "D6"}


def test_header_is_shaded():
    assert {"A2", "B2", "C2", "D2"} <= fills(marked()).keys()
    assert not {"A1", "A3"} & fills(marked()).keys()


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "@SUM(A1)", "\t=1", "007", "http://example.com", True, 3, 2.5,
        date(2019, 5, 14), datetime(2019, 5, 14, 9, 30), time(9, 30), timedelta(hours=30),
    ],
)  # fmt: skip
def test_cells_keep_their_types(cell):
    file = marked([["名称"], [cell]], {}, 1, {"名称": 0})

    assert values(file)[1][0] == cell
    assert "<f>" not in sheet_parts(file)[0]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(date(1899, 12, 31), "1899-12-31"), (float("inf"), "inf"), (float("nan"), "nan"), ("甲\x00", "甲")],
)
def test_what_a_spreadsheet_cannot_hold_is_text(cell, shown):
    assert values(marked([["名称"], [cell]], {}, 1, {"名称": 0}))[1][0] == shown


def test_text_is_formatted_as_text_so_that_a_mended_phone_stays_one():
    assert 'formatCode="@"' in part(marked(), "xl/styles.xml")


def test_messages_of_an_earlier_round_are_replaced():
    rows = [
        ["名称", "日期", MESSAGES, "电话"],
        ["甲厂", None, "名称：旧的。", "1"],
        ["乙厂", None, "旧的。", "2"],
    ]
    file = marked(rows, {2: [("日期", "必须填写。")]}, 1, {"名称": 0, "日期": 1, "电话": 3})

    assert values(file) == [
        ["名称", "日期", MESSAGES, "电话"],
        ["甲厂", "", "日期：必须填写。", "1"],
        ["乙厂", "", "", "2"],
    ]


def test_column_that_the_file_lacks_is_told_without_a_cell():
    file = marked([["名称"], ["甲厂"]], {2: [("日期", "必须填写。")]}, 1, {"名称": 0})

    assert values(file)[1] == ["甲厂", "日期：必须填写。"]
    assert [cell for cell in fills(file) if cell.endswith("2")] == ["B2"]


def test_merged_cells_of_the_table_are_filled_downward():
    rows = [["名称", "日期"], ["甲厂", "1"], [None, "2"], [], ["乙厂", "3"]]
    file = marked(rows, {}, 1, {"名称": 0}, merged=[(1, 0, 3, 0)])

    assert [row[0] for row in values(file)] == ["名称", "甲厂", "甲厂", "甲厂", "乙厂"]
    assert "mergeCell" not in sheet_parts(file)[0]


def test_merged_cells_above_the_table_stay_merged():
    rows = [["台账", None, None], ["名称", "期限", None], [None, "开始", "结束"], ["甲厂", "1", "2"]]
    merged = [(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2)]
    file = marked(rows, {4: [("开始", "不对。")]}, 3, {"名称": 0, "开始": 1, "结束": 2}, merged=merged)

    assert [row[:3] for row in values(file)] == [[cell or "" for cell in row] for row in rows]
    assert re.findall(r'<mergeCell ref="(.*?)"', sheet_parts(file)[0]) == ["A1:C1", "A2:A3", "B2:C2"]


@pytest.mark.parametrize("rows", [[["名称"]], [["名称"], []]])
def test_table_without_rows(rows):
    assert values(marked(rows, {}, 1, {"名称": 0}))[0] == ["名称", MESSAGES]


def test_rows_with_mistakes_can_be_filtered():
    assert 'autoFilter ref="A2:D6"' in sheet_parts(marked())[0]


def test_row_is_tall_enough_for_its_messages():
    heights = re.findall(
        r'<row r="(\d)"[^>]* ht="([\d.]+)"', sheet_parts(marked(wrong={4: [("日期", "长" * 100)]}))[0]
    )

    assert [number for number, _ in heights] == ["4"]
    assert float(heights[0][1]) > 4 * 14


@pytest.mark.parametrize("name", ["", "台账[1]:2019/06", "台" * 40, "History", "'台账'", "台" * 30 + "'x"])
def test_sheet_of_any_name_can_be_written(name):
    buffer = io.BytesIO()
    mistakes([["名称"], ["甲厂"]], 1, {}, {"名称": 0}, name, buffer)

    (rows,) = sheet_values(buffer.getvalue()).values()
    assert rows[1][0] == "甲厂"
