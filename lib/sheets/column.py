"""What a column of a sheet is, and how wide it has to be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lib.sheets.styles import date_format
from lib.sheets.text import longest_piece, width

Cell = str | int | float | Decimal | date | None  # a datetime is a date too; it must be naive

_NARROWEST = 3
_FEW = 4
# A4 landscape within its margins, in half-width characters: a little less than the 149 of a spreadsheet
# that has the type face, as others replace it by a wider one.
_PAGE = 138
_LARGEST_SHARE = 2  # a sheet of little text stays narrower than the page


class Align(StrEnum):
    LEFT = "left"  # numbers to the right
    CENTER = "center"


@dataclass(frozen=True, kw_only=True)
class Column:
    header: str
    width: int  # in Chinese characters
    align: Align = Align.LEFT  # dates always stand in the middle
    signed: bool = False  # numbers tell a change: +3, -2


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """The columns as wide together as A4 landscape is at full size, as far as that goes.

    A column gets the least that it can do with, and of what is then left the share that its text asks for.
    """
    pairs = list(zip(columns, _by_column(columns, rows), strict=True))
    least = [_least(column, cells) for column, cells in pairs]
    wanted = [_wanted(column, cells, low) for (column, cells), low in zip(pairs, least, strict=True)]
    room = (_PAGE - len(columns)) // 2 - sum(least)
    asked = sum(wanted) - sum(least)
    share = min(max(room, 0) / asked, _LARGEST_SHARE) if asked else 0
    widths, given, exact = [], 0, 0.0
    for low, high in zip(least, wanted, strict=True):
        exact += (high - low) * share
        widths.append(low + int(exact) - given)
        given = int(exact)
    return [replace(column, width=width) for column, width in zip(columns, widths, strict=True)]


def cell_width(value: Cell) -> int:
    """Half-width characters of the value on one line, of its longest line if it has several."""
    if isinstance(value, date):
        return date_format(value)[1]
    return max(width(line) for line in str("" if value is None else value).split("\n"))


def unbroken(value: Cell) -> int:
    """Half-width characters of the longest piece of the value that never wraps."""
    if isinstance(value, str):
        return longest_piece(value)
    return cell_width(value) + (2 if isinstance(value, int | float | Decimal) else 0)


def _by_column(columns, rows):
    return zip(*rows, strict=True) if rows else ((),) * len(columns)


def _least(column, cells):
    """The header on two lines, a number or date on one, a few characters of a text on each."""
    whole = min(_half(max(map(unbroken, cells), default=0)), column.width)
    few = min(_half(max(map(cell_width, cells), default=0)), column.width, _FEW)
    return max(_NARROWEST, _half(_half(width(column.header))), whole, few)


def _wanted(column, cells, least):
    """All that the cells hold on one line, but not more than the column's own width: that, without cells."""
    return max(least, min(column.width, _half(max(map(cell_width, cells), default=2 * column.width))))


def _half(count):
    return -(-count // 2)
