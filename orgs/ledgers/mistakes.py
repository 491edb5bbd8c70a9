"""The sheet as it was uploaded, with what is wrong marked: to be mended in place and uploaded again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any, BinaryIO

import xlsxwriter

from lib.sheets import styles
from lib.sheets.book import legal_name
from lib.sheets.text import clean, lines, width

Cell = str | int | float | bool | date | datetime | time | timedelta | None
# First row, first column, last row, last column: 0-based, both ends included.
Range = tuple[int, int, int, int]

MESSAGES = "错误说明"  # the header of the last column; import never reads it
_RED, _SHADE = "#F8CBCB", styles.HEADER.shade
_A4 = 9
_TALLEST, _PADDING = 409, 4  # points; Excel's limit for a row
_FIRST_YEAR = 1900  # spreadsheets know no earlier date
_LOOKED_AT = 50  # rows by which the columns' widths are chosen
_NARROWEST, _WIDEST, _MESSAGES_WIDTH = 8, 40, 60  # half-width characters
_PATTERNS = {
    datetime: styles.MOMENT,
    date: styles.DAY,
    time: "hh:mm",
    timedelta: "[h]:mm",
    str: "@",  # phones and codes stay text when they are mended
}


def mistakes(
    page_rows: Sequence[Sequence[Cell]],
    header_row: int,
    wrong: Mapping[int, Sequence[tuple[str, str]]],
    headers: Mapping[str, int],
    sheet_name: str,
    file: BinaryIO,
    *,
    merged: Sequence[Range] = (),
) -> None:
    """Write a workbook of one sheet, its rows where they were.

    `wrong`: row number → (header, or "" for the row as a whole; message), `header_row` and row numbers
    1-based; `headers`: header → column, 0-based. Cells merged above the table stay so; merged cells of the
    table are filled downward, as import reads them.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    try:
        page = book.add_worksheet(legal_name(sheet_name))
        _Marked(book, page, header_row, wrong, headers).write(page_rows, merged)
    finally:
        book.close()  # also when it breaks off: it removes the workbook's temporary files


class _Marked:
    """One page, filled from top to bottom."""

    def __init__(self, book: Any, page: Any, header_row: int, wrong: Mapping, headers: Mapping):
        self._book, self._page = book, page
        self._header, self._wrong, self._headers = header_row - 1, wrong, headers
        self._formats = {}

    def write(self, rows, merged):
        last = self._messages_column(rows)
        self._set_up(rows, last)
        for number, row in enumerate(_filled(rows, [area for area in merged if area[0] > self._header])):
            self._row(number, row, last)
        # Not by `merge_range`: it writes cells, and rows that are written cannot be gone back to.
        titles = (area for area in merged if area[2] <= self._header)
        self._page.merge += [list(area) for area in titles if area[:2] != area[2:]]
        if len(rows) > self._header:
            self._page.autofilter(self._header, 0, max(len(rows) - 1, self._header), last)

    def _messages_column(self, rows):
        """Where an earlier round put its messages, else after the last column."""
        header = list(rows[self._header]) if self._header < len(rows) else []
        return header.index(MESSAGES) if MESSAGES in header else max(map(len, rows), default=0)

    def _set_up(self, rows, last):
        looked_at = rows[self._header : self._header + _LOOKED_AT]
        for column in range(last):
            cells = [row[column] for row in looked_at if column < len(row)]
            room = max((width(_shown(cell)) for cell in cells), default=0) + 2
            self._page.set_column(column, column, min(max(room, _NARROWEST), _WIDEST))
        self._page.set_column(last, last, _MESSAGES_WIDTH)
        self._page.freeze_panes(self._header + 1, 0)
        self._page.set_landscape()
        self._page.set_paper(_A4)
        self._page.fit_to_pages(1, 0)
        self._page.repeat_rows(self._header)
        self._page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})

    def _row(self, number, row, last):
        found = self._wrong.get(number + 1, ())
        words = _words(found)
        if words:
            self._page.set_row(number, _height(words))
        bad = {self._headers[header] for header, _ in found if header in self._headers}
        shade = _SHADE if number == self._header else ""
        for column, cell in enumerate(row):
            if column != last:
                self._cell(number, column, cell, _RED if column in bad else shade)
        for column in bad:
            if column >= len(row):
                self._cell(number, column, None, _RED)
        if number == self._header:
            self._cell(number, last, MESSAGES, _SHADE)
        elif words:
            self._page.write_string(number, last, clean(words), self._format(str, _RED, wrapped=True))

    def _cell(self, number, column, cell, shade):
        if cell is None or cell == "":
            if shade:
                self._page.write_blank(number, column, None, self._format(str, shade))
        elif isinstance(cell, str):
            self._page.write_string(number, column, clean(cell), self._format(str, shade))
        elif isinstance(cell, bool):
            self._page.write_boolean(number, column, cell, self._format(bool, shade))
        elif isinstance(cell, date | time | timedelta) and not _too_early(cell):
            self._page.write_datetime(number, column, cell, self._format(type(cell), shade))
        elif isinstance(cell, int | float) and isfinite(cell):
            self._page.write_number(number, column, cell, self._format(float, shade))
        else:
            self._page.write_string(number, column, str(cell), self._format(str, shade))

    def _format(self, kind, shade, wrapped=False):
        if (kind, shade, wrapped) not in self._formats:
            properties = styles.Style().face_properties() | {"valign": "vcenter"}
            properties |= {"num_format": _PATTERNS[kind]} if kind in _PATTERNS else {}
            if shade:
                properties |= {"bg_color": shade, "border": 1, "text_wrap": wrapped}
            self._formats[kind, shade, wrapped] = self._book.add_format(properties)
        return self._formats[kind, shade, wrapped]


def _filled(rows: Sequence[Sequence[Cell]], areas: Sequence[Range]) -> Iterator[Sequence[Cell]]:
    """The rows, with the first cell of each merged area repeated in its column's other rows."""
    below: dict[int, list[tuple[int, Cell]]] = {}
    for first, left, bottom, _ in areas:
        cell = rows[first][left] if first < len(rows) and left < len(rows[first]) else None
        for number in range(first + 1, bottom + 1):
            below.setdefault(number, []).append((left, cell))
    for number, row in enumerate(rows):
        if number not in below:
            yield row
            continue
        filled = list(row)
        for column, cell in below[number]:
            filled += [None] * (column + 1 - len(filled))
            filled[column] = cell
        yield filled


def _words(found):
    """签约日期：请写到日；归口党组织：没有这个党组织。"""
    told = [f"{header}：{message}" if header else message for header, message in found]
    return "；".join([*(each.removesuffix("。") for each in told[:-1]), *told[-1:]])


def _height(words):
    """Points that the messages take, wrapped in their column."""
    return min(_TALLEST, lines(words, _MESSAGES_WIDTH - 2) * styles.LINE_HEIGHT[styles.SIZE] + _PADDING)


def _too_early(cell):
    return isinstance(cell, date) and cell.year < _FIRST_YEAR


def _shown(cell):
    """About what the cell looks like, to measure it."""
    if isinstance(cell, date):
        return "0" * styles.date_format(cell)[1]
    return str("" if cell is None else cell).split("\n")[0]
