"""One sheet, filled from top to bottom and set up for A4 paper."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lib.sheets import styles
from lib.sheets.column import Align, Cell, Column, cell_width
from lib.sheets.styles import Style
from lib.sheets.text import clean, lines, width

_A4 = 9
_ROWS = 1_048_576
_TALLEST = 409  # points; Excel's limit for a row
_PADDING = 7
_WIDEST_SHARE = 30  # one very wide column does not push the texts of a line together
_FIRST_YEAR = 1900  # spreadsheets know no earlier date


class Sheet:
    """Each method writes the next row. `finish()` is the book's to call."""

    def __init__(
        self,
        page: Any,
        columns: Sequence[Column],
        format_of: Callable[[Style], Any],
        *,
        frozen_columns: int = 0,
    ):
        self._page = page
        self._columns = columns
        self._format = format_of
        self._frozen_columns = frozen_columns
        self._row = 0
        # Half-width characters: what was asked for, widened where a date or number would not fit.
        self._room = [column.width * 2 for column in columns]
        self._set_up()

    def title(self, text: str) -> None:
        self._across(text, styles.TITLE)

    def line(self, pieces: Sequence[str]) -> None:
        """Several short texts spread over the width, each in cells of its own where there are enough."""
        if len(pieces) > len(self._columns):
            pieces = ["　　".join(pieces)]
        spans = self._spans(pieces)
        height = 0.0
        for text, (first, last) in zip(pieces, spans, strict=True):
            height = max(height, self._merged(clean(text), first, last, styles.LINE))
        self._end_row(height)

    def header(self) -> None:
        """The columns' headers: they stay in sight on the screen and come again on each printed page."""
        self._cells(
            [column.header for column in self._columns], styles.HEADER, [Align.CENTER] * len(self._columns)
        )
        self._page.repeat_rows(self._row - 1)
        self._page.freeze_panes(self._row, self._frozen_columns)

    def row(self, values: Sequence[Cell], *, strong: bool = False, indent: int = 0) -> None:
        """One value a column; `indent` moves the first one in."""
        style = styles.TOTAL if strong else Style()
        self._cells(values, style, [column.align for column in self._columns], indent)

    def total(self, values: Sequence[Cell]) -> None:
        pairs = zip(values, self._columns, strict=True)
        aligns = [Align.CENTER if isinstance(value, str) else column.align for value, column in pairs]
        self._cells(values, styles.TOTAL, aligns)

    def empty(self, text: str) -> None:
        """A row that says why there are no others."""
        self._across(text, styles.EMPTY)

    def note(self, text: str) -> None:
        self._across(text, styles.NOTE)

    def finish(self) -> None:
        for index, room in enumerate(self._room):
            self._page.set_column(index, index, room + 1)
        self._page.ignore_errors({"number_stored_as_text": f"A1:XFD{max(self._row, 1)}"})

    def _set_up(self):
        page = self._page
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        page.center_horizontally()
        page.set_footer(styles.FOOTER, {"margin": 0.35})

    def _across(self, text, style):
        self._end_row(self._merged(clean(text), 0, len(self._columns) - 1, style))

    def _merged(self, text, first, last, style):
        """Write into the cells from `first` to `last` made one; returns the height that it needs."""
        if first < last:
            # Without the text: merge_range would take "=1+1" for a formula.
            self._page.merge_range(self._row, first, self._row, last, "", self._format(style))
        self._page.write_string(self._row, first, text, self._format(style))
        room = sum(self._room[first : last + 1]) * styles.SIZE / style.size
        return _height(text, int(room), style.size)

    def _cells(self, values, style, aligns, indent=0):
        if len(values) != len(self._columns):
            raise ValueError(f"{len(values)} values for {len(self._columns)} columns")
        height = 0.0
        for index, (value, align) in enumerate(zip(values, aligns, strict=False)):
            styled = replace(style, align=str(align), indent=0 if index else indent)
            height = max(height, self._cell(index, value, styled))
        self._end_row(height)

    def _cell(self, index, value, style):
        """Write one cell; returns the height that it needs."""
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            value = value.isoformat()
        if value is None or value == "":
            self._page.write_blank(self._row, index, None, self._format(style))
            return _height("", 1, style.size)
        if isinstance(value, str):
            text = clean(value)
            self._page.write_string(self._row, index, text, self._format(style))
            return _height(text, self._room[index] - 2 * style.indent, style.size)
        if isinstance(value, date):
            self._date(index, value, style)
        else:
            self._number(index, value, style)
        return _height("", 1, style.size)

    def _date(self, index, value, style):
        pattern, needed = styles.date_format(value)
        styled = replace(style, number=pattern, align=str(Align.CENTER), indent=0)
        self._page.write_datetime(self._row, index, value, self._format(styled))
        self._room[index] = max(self._room[index], needed)

    def _number(self, index, value, style):
        styled = replace(style, number=styles.number_format(value, self._columns[index].signed))
        if style.align == Align.LEFT:
            styled = replace(styled, align="right", indent=1)
        self._page.write_number(self._row, index, value, self._format(styled))
        self._room[index] = max(self._room[index], cell_width(value) + 2)

    def _spans(self, texts):
        """A run of columns for each text, (first, last): about equally wide, none too narrow for its text."""
        shares = [min(room, _WIDEST_SHARE) for room in self._room]
        whole, spans, first, reached = sum(shares), [], 0, 0
        for index, share in enumerate(shares[:-1]):
            reached += share
            missing = len(texts) - len(spans) - 1
            if not missing:
                break
            wide = reached + shares[index + 1] / 2 >= whole * (len(spans) + 1) / len(texts)
            fits = sum(self._room[first : index + 1]) >= width(texts[len(spans)])
            if (wide and fits) or len(self._room) - 1 - index == missing:
                spans.append((first, index))
                first = index + 1
        return [*spans, (first, len(self._room) - 1)]

    def _end_row(self, height):
        if self._row >= _ROWS:
            raise ValueError("一张工作表最多有1048576行，请按党组织分别导出。")
        self._page.set_row(self._row, height)
        self._row += 1


def _height(text, room, size):
    return min(_TALLEST, lines(text, max(room, 2)) * styles.LINE_HEIGHT[size] + _PADDING)
