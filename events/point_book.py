"""An account's entries as its statement shows them, with the balance after each; and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.db.models import QuerySet, Sum, Window

from events.models import PointAccount, PointEntry
from lib.sheets import plain
from lib.sheets.plain import Holds, PlainColumn

_COLUMNS = [
    PlainColumn(header="日期", width=6, holds=Holds.DATE),
    PlainColumn(header="事由", width=26),
    PlainColumn(header="规则", width=14),
    PlainColumn(header="积分", width=6, holds=Holds.NUMBER),
    PlainColumn(header="余额", width=6, holds=Holds.NUMBER),
    PlainColumn(header="经手人", width=8),
]


def entries(account: PointAccount) -> QuerySet[PointEntry]:
    """The newest first; of each the `balance_after`, whichever of them are shown. One query."""
    running = Window(Sum("points"), order_by=["day", "pk"])
    related = ("rule", "corrects", "corrected_by", "user")
    book = account.entries.select_related(*related)
    return book.annotate(balance_after=running).order_by("-day", "-pk")


def words(entry: PointEntry) -> str:
    """Why; of a counter-entry also what it counters."""
    if not entry.corrects:
        return entry.reason
    first = entry.corrects
    return f"冲销{first.day.year}年{first.day.month}月{first.day.day}日“{first.reason}”：{entry.reason}"


def write(file: BinaryIO, account: PointAccount) -> int:
    """The first one first. The number of entries."""
    return plain.write(file, "积分明细", _COLUMNS, _rows(account))


def _rows(account) -> Iterator[list]:
    for entry in entries(account).order_by("day", "pk"):
        yield [
            entry.day,
            words(entry),
            str(entry.rule) if entry.rule else None,
            entry.points,
            entry.balance_after,
            str(entry.user) if entry.user else None,
        ]
