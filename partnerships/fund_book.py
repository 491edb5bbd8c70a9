"""A fund's entries as its book shows them, with the balance after each; and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from django.db.models import QuerySet, Sum, Window
from django.db.models.functions import ExtractYear

from lib.sheets import plain
from lib.sheets.plain import Holds, PlainColumn
from partnerships.models import Fund, FundEntry
from partnerships.models.fund import INCOME, USE, yuan

_COLUMNS = [
    PlainColumn(header="日期", width=6, holds=Holds.DATE),
    PlainColumn(header="事由", width=20),
    PlainColumn(header="收入（元）", width=7, holds=Holds.NUMBER),
    PlainColumn(header="支出（元）", width=7, holds=Holds.NUMBER),
    PlainColumn(header="余额（元）", width=7, holds=Holds.NUMBER),
    PlainColumn(header="捐赠方", width=12),
    PlainColumn(header="用于项目", width=14),
    PlainColumn(header="凭证", width=4),
    PlainColumn(header="经手人", width=6),
]


def entries(fund: Fund) -> QuerySet[FundEntry]:
    """The newest first; of each the `balance_after`, whichever of them are shown. One query."""
    running = Window(Sum("amount"), order_by=["day", "pk"])
    related = ("donor", "project", "corrects", "corrected_by", "user")
    return fund.entries.select_related(*related).annotate(balance_after=running).order_by("-day", "-pk")


class Year(NamedTuple):
    year: int
    income: Decimal
    use: Decimal
    balance: Decimal  # at its end


def years(fund: Fund) -> list[Year]:
    """Those with entries, the newest first. One query."""
    sums = {"income": Sum("amount", filter=INCOME), "use": Sum("amount", filter=USE)}
    found = fund.entries.order_by().values(year=ExtractYear("day")).annotate(**sums).order_by("year")
    told, balance = [], Decimal(0)
    for row in found:
        income, use = yuan(row["income"]), -yuan(row["use"])
        balance += income - use
        told.insert(0, Year(row["year"], income, use, balance))
    return told


def balance_after(entry: FundEntry) -> Decimal:
    """To the cent."""
    return yuan(entry.balance_after)


def words(entry: FundEntry) -> str:
    """Its purpose; of a counter-entry also what it counters."""
    if not entry.corrects:
        return entry.purpose
    first = entry.corrects
    return f"冲销{first.day.year}年{first.day.month}月{first.day.day}日“{first.purpose}”：{entry.purpose}"


def write(file: BinaryIO, fund: Fund) -> int:
    """The first one first, for staff: donors by name. The number of entries."""
    return plain.write(file, "收支", _COLUMNS, _rows(fund))


def _rows(fund) -> Iterator[list]:
    for entry in entries(fund).order_by("day", "pk"):
        yield [
            entry.day,
            words(entry),
            entry.amount if entry.amount > 0 else None,
            -entry.amount if entry.amount < 0 else None,
            balance_after(entry),
            str(entry.donor or entry.donor_name) or None,
            str(entry.project) if entry.project else None,
            "有" if entry.document else None,
            str(entry.user) if entry.user else None,
        ]
