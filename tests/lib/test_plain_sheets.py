"""Large plain sheets, by either engine: the same tests hold for both."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from lib.sheets import plain
from lib.sheets.plain import Holds, PlainColumn
from lib.sheets.text import CUT, LONGEST
from tests.harness.workbooks import part, sheet_parts, sheet_values

NAME = PlainColumn(header="名称", width=10)
DAY = PlainColumn(header="日期", width=3, holds=Holds.DATE)
MOMENT = PlainColumn(header="时间", width=3, holds=Holds.MOMENT)
NUMBER = PlainColumn(header="数量", width=4, holds=Holds.NUMBER)


@pytest.fixture(autouse=True, params=["fast", "portable"])
def engine(request, monkeypatch):
    if request.param == "portable":
        monkeypatch.setattr(plain, "fast", None)
    return request.param


def written(columns, rows) -> bytes:
    buffer = io.BytesIO()
    plain.write(buffer, "清单", columns, rows)
    return buffer.getvalue()


def values(columns, rows) -> list[list]:
    return sheet_values(written(columns, rows))["清单"]


def test_fast_engine_is_the_one_that_runs_here(engine):
    assert bool(plain.fast) is (engine == "fast")


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\n=1", "007", "13812345678", "{=1}", "http://example.com"],
)
def test_text_stays_text(typed):
    file = written([NAME], [[typed]])

    assert sheet_values(file)["清单"][1] == [typed]
    assert "<f>" not in sheet_parts(file)[0]
    assert "<hyperlink" not in sheet_parts(file)[0]


def test_carriage_return_in_front_does_not_make_a_formula():
    assert values([NAME], [["\r=1+1"]])[1] == ["\n=1+1"]


def test_values_keep_their_types():
    row = ["甲", date(2019, 5, 14), datetime(2019, 5, 14, 9, 30), Decimal("2.50")]

    assert values([NAME, DAY, MOMENT, NUMBER], [row])[1] == [
        "甲", date(2019, 5, 14), datetime(2019, 5, 14, 9, 30), 2.5
    ]  # fmt: skip


def test_empty_cells_are_empty():
    assert values([NAME, DAY, NUMBER], [["甲", None, 0], ["", None, None], ["乙", None, 1]])[1:] == [
        ["甲", "", 0],
        ["", "", ""],
        ["乙", "", 1],
    ]


def test_dates_are_shown_in_chinese():
    shown = part(written([DAY, MOMENT], [[date(2019, 5, 14), datetime(2019, 5, 14, 9)]]), "xl/styles.xml")

    assert 'yyyy"年"m"月"d"日"' in shown.replace("&quot;", '"')
    assert 'yyyy"年"m"月"d"日" hh:mm' in shown.replace("&quot;", '"')


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(1, 1, 1)])
def test_date_that_spreadsheets_cannot_hold_is_text(day):
    assert values([DAY], [[day]])[1] == [day.isoformat()]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("甲\x00乙\x1f丙\x7f", "甲乙丙"), ("甲\ud800乙", "甲乙"), ("甲\r\n乙", "甲\n乙"), ("𠮷\ufffe", "𠮷")],
)
def test_what_a_cell_cannot_hold_is_dropped(typed, kept):
    assert values([NAME], [[typed]])[1] == [kept]


@pytest.mark.parametrize("character", ["长", "𠮷"])
def test_too_long_text_is_cut_visibly(character):
    kept = values([NAME], [[character * LONGEST + "完"]])[1][0]

    assert kept.endswith(CUT)
    assert len(kept.encode("utf-16-le")) // 2 <= LONGEST


def test_header_is_there_also_without_rows():
    assert values([NAME, DAY], []) == [["名称", "日期"]]


def test_header_stays_in_sight_and_filters():
    (sheet,) = sheet_parts(written([NAME, DAY], [["甲", None], ["乙", None]]))

    assert 'state="frozen"' in sheet
    assert 'autoFilter ref="A1:B3"' in sheet


def test_column_is_wide_enough_for_its_dates():
    (sheet,) = sheet_parts(written([DAY], [[date(2019, 12, 31)]]))

    assert float(sheet.split('width="')[1].split('"')[0]) > 14


def test_rows_are_streamed_and_counted():
    rows = (["甲"] for _ in range(5))

    assert plain.write(io.BytesIO(), "清单", [NAME], rows) == 5


def test_written_to_a_path(tmp_path):
    plain.write(tmp_path / "清单.xlsx", "清单", [NAME], [["甲"]])

    assert sheet_values(tmp_path / "清单.xlsx") == {"清单": [["名称"], ["甲"]]}


def test_path_that_cannot_be_written_is_an_error_of_the_system(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        plain.write(tmp_path / "没有" / "清单.xlsx", "清单", [NAME], [["甲"]])


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(plain, "ROWS", 4)

    assert len(values([NAME], [["甲"]] * 3)) == 4
    with pytest.raises(ValueError, match="最多有4行"):
        written([NAME], [["甲"]] * 4)


def test_error_of_the_source_goes_through():
    def rows():
        yield ["甲"]
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        written([NAME], rows())


def test_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="zip"):
        written([NAME, DAY], [["甲"]])


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same header"):
        written([NAME, NAME], [])
