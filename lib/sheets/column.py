"""What a column of a sheet is, and how wide it has to be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lib.sheets.styles import date_format
from lib.sheets.text import width

Cell = str | int | float | Decimal | date | None  # a datetime is a date too; it must be naive

_NARROWEST = 3


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
    """The columns made narrower where all that the rows hold needs less, so that the others print larger."""
    return [
        replace(column, width=max(_least(column), min(column.width, _needed(cells))))
        for column, cells in zip(columns, _by_column(columns, rows), strict=True)
    ]


def cell_width(value: Cell) -> int:
    """Half-width characters of the value on one line, of its longest line if it has several."""
    if isinstance(value, date):
        return date_format(value)[1]
    return max(width(line) for line in str("" if value is None else value).split("\n"))


def _by_column(columns, rows):
    return zip(*rows, strict=True) if rows else ((),) * len(columns)


def _needed(cells):
    return -(-max(map(cell_width, cells), default=0) // 2)


def _least(column):
    """The header on two lines."""
    return max(_NARROWEST, -(-width(column.header) // 4))
