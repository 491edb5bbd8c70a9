import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sheets.reading import Page
from lib.sheets.table import HeaderNotFound, TableError, find, plain

HEADERS = ["序号", "名称", "性质", "联系人", "备注"]
KNOWN = {plain(header): header for header in HEADERS[1:]}
REQUIRED = ["名称", "性质"]
FIRST = [1.0, "甲公司", "国企", "张三", None]
LAST = [2.0, "乙公司", "民企", None, "无"]


def table(*rows, merged=(), headers=HEADERS):
    """Of the header in row 1 and the rows below it."""
    page = Page(name="台账", rows=[list(headers), *map(list, rows)], merged=list(merged))
    return find([page], KNOWN, REQUIRED)


def test_cells_of_a_column_by_its_header():
    read = table(FIRST, LAST, headers=["序号", "名 称", "性质", "联系人"])
    assert read.column("名称") == ["甲公司", "乙公司"]
    assert read.column("联系人") == ["张三", None]
    assert read.column("备注") == [None, None]


def test_blank_rows_are_dropped_without_a_word():
    read = table(FIRST, [], [None] * 5, ["", " ", "\u3000\n", None, ""], LAST)
    assert (read.lines, read.skipped) == ([2, 6], [])


def test_rows_only_numbered_beforehand_are_blank():
    read = table(FIRST, [2.0], [3.0, None, " "])
    assert (read.lines, read.skipped) == ([2], [])


def test_row_with_nothing_below_a_known_header_is_told():
    read = table([*FIRST, "甲"], [None, None, None, None, None, "乙"], headers=[*HEADERS, "别的"])
    assert (read.lines, read.skipped) == ([2], [(3, "各栏都是空的")])


def test_nought_is_a_value():
    assert table([None, 0.0, False, None, None]).rows == [[None, 0.0, False, None, None]]


def test_merged_cells_are_filled_downward_and_not_sideways():
    read = table(
        FIRST,
        [2.0, None, "民企", "李四", None],
        [],
        [3.0, "丙", None, "王五", "合"],
        [4.0, "丁", None, "赵六"],
        merged=[(1, 1, 2, 1), (4, 2, 5, 3), (4, 4, 5, 4), (1, 3, 1, 4)],
    )
    assert read.rows[1] == [2.0, "甲公司", "民企", "李四", None]
    assert read.rows[3] == [4.0, "丁", None, "赵六", "合"]
    read = table([1.0, "甲公司", "国企", None, None], [2.0, "乙"], merged=[(1, 2, 2, 4)])
    assert read.rows[1] == [2.0, "乙", "国企", None, None]


def test_record_merged_over_two_rows_stays_one():
    read = table(FIRST, [None] * 5, LAST, merged=[(1, column, 2, column) for column in range(5)])
    assert read.lines == [2, 4]


def test_merged_ranges_beyond_the_rows_and_over_one_another_do_no_harm():
    ranges = [(1, 1, 1_048_575, 1), (2, 1, 3, 1), (1, 9, 2, 9), (99, 0, 100, 0), (0, 4, 2, 4)]
    read = table(FIRST, [2.0, None, "民企"], [3.0, None, "外企"], merged=ranges)
    assert read.column("名称") == ["甲公司"] * 3
    assert read.column("备注") == [None] * 3


def test_pages_are_left_as_they_were():
    page = Page(name="台账", rows=[HEADERS, FIRST, [2.0]], merged=[(1, 1, 2, 1)])
    find([page], KNOWN, REQUIRED)
    assert page.rows == [HEADERS, FIRST, [2.0]]


@pytest.mark.parametrize(
    "word", ["合计", "总计", "小计", "共计", "本页小计", " 合 计：", "合\n计", "\u3000总计:"]
)
@pytest.mark.parametrize("column", [0, 1, 2])
def test_totals_are_dropped_wherever_they_stand(word, column):
    total = [9.0] * column + [word, 8.0, 7.0]
    read = table(FIRST, total, LAST)
    assert read.lines == [2, 4]
    assert read.skipped == [(3, f"{plain(word)}行")]


@pytest.mark.parametrize("name", ["合计科技有限公司", "小计", "计"])
def test_a_total_s_word_in_a_name_or_far_to_the_right_is_a_record(name):
    row = [3.0, "丙公司", "国企", name, "无"] if name == "小计" else [3.0, name, "国企"]
    assert table(FIRST, row).lines == [2, 3]


def test_total_in_a_merged_row():
    read = table(FIRST, ["合计", None, None, 5.0], merged=[(2, 0, 2, 2)])
    assert read.skipped == [(3, "合计行")]


def test_example_rows_are_dropped():
    read = table(["【示例】甲公司", "国企"], [1.0, "【示例】甲公司", "国企", "张三", "无"], FIRST)
    assert (read.lines, read.skipped) == ([4], [(2, "示例行"), (3, "示例行")])


def test_repeated_header_is_dropped():
    read = table(FIRST, HEADERS, LAST, ["序号", " 名称", "性质"])
    assert (read.lines, read.skipped) == ([2, 4], [(3, "重复的表头"), (5, "重复的表头")])


def test_repeated_header_of_two_rows_is_dropped():
    top, below = ["序号", "名称", "性质", "联系人", None], [None, None, None, "姓名", "电话"]
    tall = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4)]
    again = [(first + 3, left, last + 3, right) for first, left, last, right in tall]
    read = table(below, FIRST, top, below, LAST, headers=top, merged=tall + again)
    assert (read.lines, [row for row, _ in read.skipped]) == ([3, 6], [4, 5])


@pytest.mark.parametrize(
    "row",
    [
        ["填表人：张三"],
        ["填表人：", "张三", "审核人：", "李四", "2019年5月"],
        [None, "审核人（签字）：", "", "填报日期：2019.5.14"],
        ["备  注：以上数字截至五月底。"],
        ["注1:以上数字截至五月底。"],
        [None, "说明：名称写全称。"],
        ["单位（盖章）：", None, None, "联系电话：", 88990000.0],
    ],
)
def test_notes_below_the_records_are_dropped(row):
    read = table(FIRST, LAST, [], row)
    assert (read.lines, read.skipped) == ([2, 3], [(5, "填表说明")])


def test_numbered_lines_of_a_note_belong_to_it():
    read = table(
        FIRST, ["说明：1.名称写全称。"], ["2.性质照执照。"], ["（3）没有就空着。"], [None, "4.公司", "国企"]
    )
    assert [row for row, _ in read.skipped] == [3, 4, 5]
    assert read.lines == [2, 6]


def test_record_that_begins_like_a_note_is_kept():
    read = table([None, "说明：楼道灯坏了", "国企", "张三", None], ["备注：", "甲公司", "x", "国企"])
    assert (read.lines, read.skipped) == ([2, 3], [])


def test_columns_without_header():
    read = table([*FIRST, None, "六", None, " "], headers=[*HEADERS, "", None])
    assert read.labels == [*HEADERS, "", ""]
    assert read.unread == ["序号", "G列"]
    assert read.rows == [[*FIRST, None, "六"]]


def test_column_of_mistakes_is_not_told_as_unread():
    assert table([*FIRST, "名称：不对。"], headers=[*HEADERS, "错误说明"]).unread == ["序号"]


def test_rows_are_as_wide_as_the_labels():
    read = table([1.0, "甲公司"], [*LAST, None, None], [3.0, "丙", date(2019, 5, 14)])
    assert [len(row) for row in read.rows] == [5, 5, 5]


CELLS = (
    st.none()
    | st.sampled_from([*HEADERS, "合计", "注：", "1.", " ", "【示例】"])
    | st.text(max_size=3)
    | st.floats()
)
RANGES = st.tuples(*[st.integers(0, 8)] * 4).map(
    lambda r: (min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3]))
)


@given(
    st.lists(st.lists(CELLS, max_size=7), max_size=8),
    st.lists(RANGES, max_size=4),
    st.none() | st.integers(-1, 9),
)
def test_any_page_is_read_or_refused(rows, merged, header_row):
    page = Page(name="台账", rows=[HEADERS, *rows], merged=merged)
    try:
        read = find([page], KNOWN, REQUIRED, header_row=header_row)
    except (HeaderNotFound, TableError):
        return
    assert len(read.lines) == len(read.rows)
    assert {len(row) for row in read.rows} <= {len(read.labels)}
    assert not set(read.lines) & {row for row, _ in read.skipped}
    assert all(read.header_row < line <= len(page.rows) for line in read.lines)


def test_large_table_costs_little():
    rows = [[float(row), f"第{row}公司", "国企", "张三", None, *"甲乙丙丁戊己"] for row in range(100_000)]
    started = time.process_time()
    read = table(*rows, headers=[*HEADERS, *"ABCDEF"])
    assert time.process_time() - started < 3  # 0.1 s on an idle machine, late in a loaded suite more
    assert len(read.rows) == 100_000
