"""Workbooks as an office prints them."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from lib.sheets import Align, Book, Column, fitted
from lib.sheets.text import CUT, LONGEST
from tests.harness.workbooks import part, sheet_parts, sheet_values

COLUMNS = (Column(header="序号", width=3, align=Align.CENTER), Column(header="名称", width=10))


def saved(book: Book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_with(rows, columns=COLUMNS, name="清单", created=date(2019, 7, 1)) -> bytes:
    book = Book(title="示例清单", author="示例街道党工委", created=created)
    sheet = book.add(name, columns)
    sheet.title("示例街道清单")
    sheet.line(["填报单位：示例街道", "审核人："])
    sheet.header()
    for row in rows:
        sheet.row(row)
    return saved(book)


def body(file: bytes) -> list[list]:
    return next(iter(sheet_values(file).values()))[3:]


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-2+3", "@SUM(A1)", "007", "13812345678", "http://example.com", "{=1}", "\t=1"]
)
def test_typed_text_stays_text(typed):
    file = book_with([[1, typed]])

    assert body(file)[0][1] == typed
    assert "<f>" not in sheet_parts(file)[0]
    assert "<hyperlink" not in sheet_parts(file)[0]


def test_text_in_merged_title_stays_text():
    book = Book(title="t", author="a", created=date(2019, 7, 1))
    sheet = book.add("表", COLUMNS)
    sheet.title("=1+1")
    sheet.line(["=2+2", "=3+3"])
    sheet.note("=4+4")
    file = saved(book)

    assert "<f>" not in sheet_parts(file)[0]
    assert [row[0] for row in sheet_values(file)["表"]] == ["=1+1", "=2+2", "=4+4"]


def test_values_keep_their_types():
    columns = [Column(header=str(n), width=4) for n in range(5)]
    row = [7, Decimal("2.50"), date(2019, 6, 5), datetime(2019, 6, 5, 14, 30), None]

    assert body(book_with([row], columns)) == [[7, 2.5, date(2019, 6, 5), datetime(2019, 6, 5, 14, 30), ""]]


def test_dates_are_shown_in_chinese():
    assert 'yyyy"年"m"月"d"日"' in part(book_with([[1, date(2019, 6, 5)]]), "xl/styles.xml").replace(
        "&quot;", '"'
    )


def test_date_that_spreadsheets_cannot_hold_is_text():
    assert body(book_with([[1, date(1899, 12, 31)]]))[0][1] == "1899-12-31"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("甲\x00乙\x1f丙\x7f", "甲乙丙"),
        ("甲\ud800乙\ufffe", "甲乙"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("𠮷家", "𠮷家"),
        ("<&>_x0041_", "<&>_x0041_"),
    ],
)
def test_text_loses_only_what_a_file_cannot_carry(typed, kept):
    assert body(book_with([[1, typed]]))[0][1] == kept


@pytest.mark.parametrize("text", ["长" * (LONGEST + 1), "𠮷" * LONGEST])
def test_text_too_long_for_a_cell_is_cut_visibly(text):
    kept = body(book_with([[1, text]]))[0][1]

    assert len(kept.encode("utf-16-le")) // 2 in (LONGEST, LONGEST - 1)
    assert kept.endswith(CUT)
    assert text.startswith(kept.removesuffix(CUT))


def test_text_as_long_as_a_cell_is_kept():
    assert body(book_with([[1, "长" * LONGEST]]))[0][1] == "长" * LONGEST


def test_sheet_names_are_made_legal_and_unique():
    book = Book(title="t", author="a", created=date(2019, 7, 1))
    for name in ["协议/2019", "协议2019", "History", "", "长" * 40, "长" * 40]:
        book.add(name, COLUMNS).header()

    assert list(sheet_values(saved(book))) == [
        "协议2019",
        "协议2019（2）",
        "表History",
        "表",
        "长" * 31,
        "长" * 28 + "（2）",
    ]


def test_print_set_up_is_a4_landscape_one_page_wide_with_repeated_header():
    file = book_with([[1, "甲"]])
    sheet = sheet_parts(file)[0]

    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "第 &amp;P 页 共 &amp;N 页" in sheet
    assert 'ySplit="3"' in sheet
    assert 'state="frozen"' in sheet
    assert '_xlnm.Print_Titles" localSheetId="0">清单!$3:$3<' in part(file, "xl/workbook.xml")


def test_title_is_merged_over_all_columns():
    assert '<mergeCell ref="A1:B1"/>' in sheet_parts(book_with([]))[0]


def test_equal_content_gives_equal_bytes():
    assert book_with([[1, "甲"]]) == book_with([[1, "甲"]])


def test_created_is_the_day_given():
    assert "2019-07-01T00:00:00Z" in part(book_with([]), "docProps/core.xml")


def test_phones_and_codes_are_not_marked_as_errors():
    assert 'numberStoredAsText="1"' in sheet_parts(book_with([[1, "13812345678"]]))[0]


def test_row_is_as_high_as_its_wrapped_text_within_the_limit():
    short, long, endless = ("甲", "党建共建" * 10, "甲\n" * 500)
    sheet = sheet_parts(book_with([[1, short], [2, long], [3, endless]]))[0]
    heights = {n: float(sheet.split(f'<row r="{n}"')[1].split('ht="')[1].split('"')[0]) for n in (4, 5, 6)}

    assert heights[4] < 25
    assert heights[5] == pytest.approx(4 * 14.25 + 7, abs=0.5)  # whole pixels
    assert 408 < heights[6] <= 409  # the most that a row can be


def test_column_is_widened_for_a_date():
    narrow = [Column(header="日期", width=2), Column(header="名称", width=10)]

    assert 'min="1" max="1" width="15.7109375"' in sheet_parts(book_with([[date(2019, 6, 5), ""]], narrow))[0]


def test_columns_are_fitted_to_what_they_hold():
    columns = [
        Column(header="终止日期", width=7),
        Column(header="名称", width=12),
        Column(header="主要内容", width=10),
    ]

    fit = fitted(columns, [[None, "示例单位", "很长的一段主要内容，比一列宽得多"]])

    assert [column.width for column in fit] == [3, 4, 16]  # there is room for twice its width


def test_columns_together_are_as_wide_as_the_page():
    text = "党建共建" * 30
    columns = [Column(header=f"主要内容{n}", width=30) for n in range(8)]

    widths = [column.width for column in fitted(columns, [[text] * 8])]

    assert sum(2 * width + 1 for width in widths) in (136, 137, 138)
    assert max(widths) - min(widths) <= 1


def test_codes_dates_and_numbers_are_not_broken_to_fit():
    columns = [Column(header="编号", width=6), Column(header="日期", width=7), Column(header="数", width=3)]
    texts = [Column(header="内容", width=40) for _ in range(6)]

    fit = fitted([*columns, *texts], [["GJ-2019-0001", date(2019, 6, 30), 99, *["党建共建" * 30] * 6]])

    assert [column.width for column in fit[:3]] == [6, 7, 3]


def test_columns_are_measured_by_the_sheet_s_own_type_face():
    face = part(book_with([]), "xl/styles.xml").split("<font>")[1]

    assert '<name val="宋体"/>' in face
    assert '<sz val="10.5"/>' in face


def test_short_texts_of_a_line_stay_on_one_line():
    book = Book(title="t", author="a", created=date(2019, 7, 1))
    columns = [Column(header=str(n), width=width) for n, width in enumerate((3, 10, 5, 4, 4, 4, 4, 40))]
    sheet = book.add("汇总", columns)
    sheet.line(["填报单位：示例街道党工委", "填报日期：2019年7月1日", "审核人："])

    assert float(sheet_parts(saved(book))[0].split('ht="')[1].split('"')[0]) < 25


def test_columns_are_fitted_without_rows():
    assert [column.width for column in fitted(COLUMNS, [])] == [3, 17]


def test_row_of_wrong_length_is_refused():
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        book_with([[1]])
