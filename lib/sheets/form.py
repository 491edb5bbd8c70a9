"""A sheet to be filled in: a header, a row as an example, and cells ready for what belongs into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xlsxwriter.utility import xl_range_abs

from lib.sheets import styles
from lib.sheets.column import Cell
from lib.sheets.plain import ROWS, Holds
from lib.sheets.styles import Style
from lib.sheets.text import clean, width

_A4 = 9
_REQUIRED = replace(styles.HEADER, shade="#FCE4D6", bold=True)
_EXAMPLE = Style(shade="#F2F2F2", border=False)


@dataclass(frozen=True, kw_only=True)
class Field:
    header: str
    width: int  # in Chinese characters
    holds: Holds = Holds.TEXT
    required: bool = False
    example: Cell = None
    choices: Sequence[str] = ()  # offered in a drop-down list
    strict: bool = False  # nothing but the choices can be typed

    @property
    def label(self) -> str:
        """The header as it stands in the form, with a mark where it must be filled."""
        return self.header + "*" * self.required


def lay_out(page: Any, lists: Any, fields: Sequence[Field], format_of: Callable[[Style], Any]) -> None:
    """Write the form into the XlsxWriter page, and the fields' choices into the page `lists`."""
    for index, field in enumerate(fields):
        room = max(2 * field.width, width(field.label), *_lengths(field)) + 2
        page.set_column(index, index, room, format_of(_style(field, Style(border=False))))
        header = _REQUIRED if field.required else styles.HEADER
        page.write_string(0, index, field.label, format_of(header))
        _example(page, index, field, format_of(_style(field, _EXAMPLE)))
        if field.choices:
            _offer(page, lists, index, field)
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _lengths(field):
    """Half-width characters of what will stand there in any case."""
    if field.holds in (Holds.DATE, Holds.MOMENT):
        yield styles.DAY_WIDTH if field.holds is Holds.DATE else styles.MOMENT_WIDTH
    yield width(str(field.example)) if isinstance(field.example, str) else 0


def _style(field, style):
    return replace(style, number=field.holds.pattern)


def _example(page, index, field, form):
    if field.example is None:
        page.write_blank(1, index, None, form)
    elif isinstance(field.example, str):
        page.write_string(1, index, clean(field.example), form)
    elif field.holds in (Holds.DATE, Holds.MOMENT):
        page.write_datetime(1, index, field.example, form)
    else:
        page.write_number(1, index, field.example, form)


def _offer(page, lists, index, field):
    """A drop-down list below the header, of the words in the lists' column of the same index."""
    lists.write_string(0, index, field.header)
    for number, word in enumerate(field.choices, start=1):
        lists.write_string(number, index, clean(word))
    rule = {
        "validate": "list",
        "source": f"='{lists.get_name()}'!{xl_range_abs(1, index, len(field.choices), index)}",
        "show_error": field.strict,
        "error_title": "不在列表中",
        "error_message": "请从下拉列表中选一项。",
    }
    page.data_validation(1, index, ROWS - 1, index, rule)
