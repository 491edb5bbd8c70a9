"""What comes out of a file: its pages; and what is said of a file that is not read."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Range = tuple[int, int, int, int]


class Unreadable(Exception):
    """The file is not read. str() says in Chinese why, and what to do."""


@dataclass
class Page:
    """One sheet. `rows[0]` is its row 1, `rows[i][0]` its column A; rows may differ in length.

    An empty cell is None or "". `merged` holds (first row, first column, last row, last column), from 0,
    both ends included, within the rows.
    """

    name: str
    rows: list[list[Cell]]
    merged: list[Range] = field(default_factory=list)
    hidden: bool = False


def clipped(merged: list[Range], rows: list[list[Cell]]) -> list[Range]:
    """The ranges from top to bottom, within the rows' extent: a file may merge a million rows of nothing."""
    bottom, right = len(rows) - 1, max(map(len, rows), default=0) - 1
    return sorted(
        (top, left, min(last, bottom), min(end, right))
        for top, left, last, end in merged
        if top <= bottom and left <= right
    )
