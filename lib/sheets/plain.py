"""A large plain sheet, written as its rows come: the header, then any number of rows, no page laid out.

Ten times as fast as a `Book` and in constant memory, for lists of thousands of rows that nobody prints.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from lib.sheets import styles
from lib.sheets.column import Cell
from lib.sheets.text import LONGEST, clean

try:
    import rustpy_xlsxwriter as fast
except ImportError:  # no wheel for this machine: XlsxWriter writes the same, several times as slowly
    fast = None

ROWS = 1_048_576  # Excel's limit for a sheet, with the header
_FIRST_YEAR = 1900  # spreadsheets know no earlier date
_SURELY_SHORT = LONGEST // 2  # in characters, of which each takes two units at most
_A4 = 9


class Holds(StrEnum):
    """What the cells of a column are; an empty cell is None in all of them."""

    TEXT = "text"  # stays text also when it is edited: phones, codes, "=1+1"
    DATE = "date"
    MOMENT = "moment"  # naive datetimes
    NUMBER = "number"

    @property
    def pattern(self) -> str:
        """The number format, empty for the one that spreadsheets choose."""
        return {Holds.TEXT: "@", Holds.DATE: styles.DAY, Holds.MOMENT: styles.MOMENT}.get(self, "")


@dataclass(frozen=True, kw_only=True)
class PlainColumn:
    header: str
    width: int  # in Chinese characters
    holds: Holds = Holds.TEXT

    @property
    def room(self) -> int:
        """Half-width characters: as asked for, and enough for a date."""
        least = {Holds.DATE: styles.DAY_WIDTH, Holds.MOMENT: styles.MOMENT_WIDTH}.get(self.holds, 0)
        return max(2 * self.width, least) + 1


def write(
    file: BinaryIO | str | Path, name: str, columns: Sequence[PlainColumn], rows: Iterable[Sequence[Cell]]
) -> int:
    """Write a workbook of one sheet; returns the number of rows.

    Headers must differ. ValueError for more rows than a sheet holds; OSError from a path. Whatever
    `rows` raises goes through.
    """
    if len({column.header for column in columns}) < len(columns):
        raise ValueError("two columns have the same header")
    counted = _Counted(rows)
    first = next(counted, None)
    if fast and first is not None:
        _write_fast(file, name, columns, _chained(first, counted))
    else:  # the fast engine takes its headers from the first row: without one it writes none
        _write_portably(file, name, columns, _chained(first, counted) if first is not None else ())
    return counted.count


class _Counted(Iterator):
    """The rows as cells can hold them, counted."""

    def __init__(self, rows):
        self._rows = iter(rows)
        self.count = 0

    def __next__(self):
        row = next(self._rows)
        self.count += 1
        if self.count >= ROWS:
            raise ValueError(f"一张工作表最多有{ROWS}行，请按党组织分别导出。")
        # Nearly all cells are empty or short and printable: told here, without a call for each.
        return [
            value
            if value is None or (type(value) is str and len(value) <= _SURELY_SHORT and value.isprintable())
            else _storable(value)
            for value in row
        ]


def _storable(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        return value.isoformat()
    return value


def _chained(first, rest):
    yield first
    yield from rest


def _write_fast(file, name, columns, rows):
    headers = [column.header for column in columns]
    fast.write_worksheet(
        (dict(zip(headers, row, strict=True)) for row in rows),
        str(file) if isinstance(file, Path) else file,
        sheet_name=name,
        header_format=_fast_header(),
        column_formats=[_fast_format(column) for column in columns],
        column_widths=[float(column.room) for column in columns],
        ignore_errors=[column.header for column in columns if column.holds is Holds.TEXT],
        freeze_row=1,
        autofilter=True,
        page_setup={"landscape": True, "paper_size": _A4, "fit_to_pages": (1, 0), "repeat_rows": 0},
    )


def _fast_header():
    header = fast.Format().set_font_name(styles.HEADER.face).set_font_size(styles.SIZE).set_bold()
    header = header.set_background_color(styles.HEADER.shade).set_border("thin")
    return header.set_align("center").set_align("vcenter").set_text_wrap()


def _fast_format(column):
    cell = fast.Format().set_font_name(styles.Style().face).set_font_size(styles.SIZE)
    return cell.set_num_format(column.holds.pattern) if column.holds.pattern else cell


def _write_portably(file, name, columns, rows):
    buffer = io.BytesIO()  # a workbook that cannot be saved where it should be would stay half open
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    try:
        _fill(book, book.add_worksheet(name), columns, rows)
    finally:
        book.close()  # also when the rows break off: it removes the workbook's temporary files
    if isinstance(file, str | Path):
        Path(file).write_bytes(buffer.getbuffer())
    else:
        file.write(buffer.getbuffer())


def _fill(book, page, columns, rows):
    header = book.add_format({**styles.HEADER.properties(), "bold": True})
    formats = [book.add_format(_face(column)) for column in columns]
    for index, column in enumerate(columns):
        page.set_column(index, index, column.room, formats[index])
        page.write_string(0, index, clean(column.header), header)
    last = _write_rows(page, formats, rows)
    page.autofilter(0, 0, last, len(columns) - 1)
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _face(column):
    pattern = column.holds.pattern
    return styles.Style().face_properties() | ({"num_format": pattern} if pattern else {})


def _write_rows(page, formats, rows):
    """The index of the last row written."""
    number = 0
    for number, row in enumerate(rows, start=1):
        for index, (value, form) in enumerate(zip(row, formats, strict=True)):
            if isinstance(value, str):
                page.write_string(number, index, value, form)
            elif isinstance(value, date):
                page.write_datetime(number, index, value, form)
            elif value is not None:
                page.write_number(number, index, value, form)
    return number
