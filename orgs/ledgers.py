"""Ledgers (台账): the Excel sheets in which offices keep and exchange each kind of record.

A ledger says which columns a record has on paper, in which order, and how each is read from the record.
How a workbook is written is no concern of it (lib/sheets.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from lib.days import beginning, ending
from lib.months import Month

Reader = Callable[[Any], Any]


class Kind(Enum):
    """What a column holds, and so how its cells are written."""

    TEXT = "text"  # also phones and codes: never a number
    DATE = "date"
    MOMENT = "moment"  # date and time
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `read` is an attribute path or a function of the record.

    `since` names the date field of the record from which on the cell is known: a report for an earlier
    day leaves it empty, so that last month's sheet prints the same after this month's entries.
    """

    header: str
    read: str | Reader
    kind: Kind = Kind.TEXT
    width: int = 12  # in Chinese characters
    required: bool = False
    total: bool = False  # may be added up in a 合计 row
    since: str = ""

    def cell(self, record: Model, at: date | None = None) -> Any:
        """The cell's value: str, date, naive local datetime, int, Decimal, or None when empty.

        With `at`, as the record stood at the end of that day.
        """
        if at and self.since and not _reached(getattr(record, self.since), at):
            return None
        value = attrgetter(self.read)(record) if isinstance(self.read, str) else self.read(record)
        if self.kind is Kind.MOMENT and value is not None:
            return timezone.make_naive(value)
        return None if value == "" else value


@dataclass(frozen=True, kw_only=True)
class Ledger:
    key: str
    title: str
    columns: Sequence[Column]
    records: Callable[[], QuerySet]  # with everything that the columns read, in the order of the sheet
    # Date or datetime fields by which a month touches a record.
    dates: Sequence[str] = ()
    moments: Sequence[str] = field(default=())

    def touched(self, month: Month) -> QuerySet:
        """Records to which something happened in the month."""
        reach = Q()
        for name in self.dates:
            reach |= Q(**{f"{name}__gte": month.first, f"{name}__lte": month.last})
        for name in self.moments:
            reach |= Q(**{f"{name}__gte": beginning(month.first), f"{name}__lt": ending(month.last)})
        return self.records().filter(reach)

    def row(self, record: Model, at: date | None = None) -> list[Any]:
        return [column.cell(record, at) for column in self.columns]


def joined(names) -> str:
    """Several names in one cell."""
    return "、".join(str(name) for name in names)


def _reached(day, at):
    if hasattr(day, "hour"):
        return day < ending(at)
    return day is not None and day <= at
