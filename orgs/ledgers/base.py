"""What a ledger is. How a workbook is written is no concern of it (lib/sheets)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.utils import timezone

from lib.days import beginning, ending
from lib.masking import mask
from lib.months import Month
from orgs.models import Organization

if TYPE_CHECKING:
    from lib.sheets.table import Table
    from orgs.intake.inlets import Inlet
    from orgs.intake.intake import Sheet

Reader = Callable[[Any], Any]


class Kind(Enum):
    """What a column holds, and so how its cells are written."""

    TEXT = "text"  # also phones and codes: never a number
    DATE = "date"
    MOMENT = "moment"  # date and time
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `read` is an attribute path (None on the way is an empty cell) or a function of the record.

    `since` is the path of the date from which on the cell is known: a report for an earlier day leaves it
    empty, so that last month's sheet prints the same after this month's entries.
    """

    header: str
    read: str | Reader
    kind: Kind = Kind.TEXT
    width: int = 8  # in Chinese characters
    required: bool = False
    total: bool = False  # may be added up in a 合计 row
    since: str = ""
    # How a file's cell gets into the record; without one the ledger is only written.
    writes: Inlet | None = None
    # Other headers that offices use for it, with spaces between.
    aliases: str = ""
    # Headers of columns that hold one of its several names each: 甲方, 乙方.
    parts: str = ""
    # What to write, and an example, for those who fill in a template.
    hint: str = ""
    example: str = ""

    @property
    def is_personal(self) -> bool:
        """Does it hold numbers of a person?"""
        return self.writes is not None and self.writes.is_personal

    def cell(self, record: Model, at: date | None = None) -> Any:
        """The cell's value: str, date, naive local datetime, int, Decimal, or None when empty.

        With `at`, as the record stood at the end of that day. Numbers of a person are masked.
        """
        if at and self.since and not _reached(_follow(record, self.since), at):
            return None
        value = _follow(record, self.read) if isinstance(self.read, str) else self.read(record)
        if value is None or value == "":
            return None
        if self.is_personal:
            return mask(value)
        if self.kind is Kind.MOMENT:
            return timezone.make_naive(value)
        return str(value) if self.kind is Kind.TEXT else value


def _within(records: QuerySet, organization: Organization) -> QuerySet:
    return records.within(organization)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """`begins` and the keys of `happenings` are fields or annotations holding a date or a moment."""

    key: str
    title: str
    columns: Sequence[Column]
    # Everything that the columns read, as known on the day, in the order of the sheet.
    records: Callable[[date], QuerySet]
    scope: Callable[[QuerySet, Organization], QuerySet] = _within
    # From this day on a record stands in the ledger; without one it is a draft. Empty: from its entry on.
    begins: str = ""
    # What can happen to a record, by the field that holds the day: {"signed_on": "签订", …}.
    happenings: Mapping[str, str] = field(default_factory=dict)
    # The word that counts its records: 份. Empty where their number tells nothing.
    measure: str = ""

    # Taking in (orgs/intake/). The model that is written; none for a ledger that is only written out.
    model: type[Model] | None = None
    # What people write before a header: 需求名称 for 名称.
    words: Sequence[str] = ()
    # The header of what names a record by itself (编号, 代码), and those that do so together.
    number: str = ""
    identity: Sequence[str] = ()
    # The header of the organisation (or community) in whose hands the row is.
    in_charge: str = ""
    # Rows go in one by one, each after those that it hangs on.
    one_by_one: bool = False
    # What is said of a new record beyond its cells.
    begin: Callable[[Model], None] | None = None
    # Looks at a whole file before its rows are read, and at a chunk after.
    prepare: Callable[[Sheet, Table], None] | None = None
    judge: Callable[[Sheet, Sequence[Model]], None] | None = None

    def __post_init__(self):
        for column in self.columns:
            if self.model and column.writes:
                column.writes.attach(self.model)

    @property
    def personal(self) -> frozenset[str]:
        """Headers of the columns that hold numbers of a person."""
        return frozenset(column.header for column in self.columns if column.is_personal)

    def column(self, header: str) -> Column:
        return next(column for column in self.columns if column.header == header)

    def complete(self, at: date, organization: Organization | None = None) -> QuerySet:
        """All records, with days still to come: what offices hand on to each other."""
        records = self._scoped(self.records(at), organization)
        return records.exclude(**{self.begins: None}) if self.begins else records

    def touched(self, month: Month, organization: Organization | None = None) -> QuerySet:
        """Records to which something happened in the month, as known at its end."""
        records = self._scoped(self.records(month.last), organization)
        if self.begins:
            records = records.filter(_between(records.model, self.begins, None, month.last))
        happened = (_between(records.model, name, month.first, month.last) for name in self.happenings)
        return records.filter(reduce(Q.__or__, happened))

    def happened(self, record: Model, month: Month) -> str:
        """What happened to the record in the month, in words: 签订、生效."""
        days = {word: _day(getattr(record, name)) for name, word in self.happenings.items()}
        return joined(word for word, day in days.items() if day and day in month)

    def row(self, record: Model, at: date | None = None) -> list[Any]:
        return [column.cell(record, at) for column in self.columns]

    def without_empty_columns(self, records: Sequence[Model], at: date) -> Ledger:
        """For paper: without the columns that need not be filled and that none of these records fills."""
        if not records:
            return self
        kept = [
            column
            for column in self.columns
            if column.required or any(column.cell(record, at) is not None for record in records)
        ]
        return replace(self, columns=kept)

    def _scoped(self, records, organization):
        return self.scope(records, organization) if organization else records


def joined(names) -> str:
    """Several names in one cell."""
    return "、".join(str(name) for name in names)


def _follow(record, path):
    value = record
    for name in path.split("."):
        value = getattr(value, name)
        if value is None:
            return None
    return value() if callable(value) else value


def _day(value):
    """The local calendar day of a date or a moment."""
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _reached(value, at):
    return value is not None and _day(value) <= at


def _between(model, name, first, last):
    """Condition: the date or moment called `name` lies in these days, both included."""
    try:
        moment = isinstance(model._meta.get_field(name), DateTimeField)
    except FieldDoesNotExist:  # an annotation; those are dates
        moment = False
    condition = Q(**{f"{name}__lt": ending(last)} if moment else {f"{name}__lte": last})
    if first:
        condition &= Q(**{f"{name}__gte": beginning(first) if moment else first})
    return condition
