"""One ledger's sheet: in the monthly report what the month touched, by itself all of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jiedao.reports import heading
from lib.sheets import Align, Book, Column, fitted
from orgs.ledgers import Kind, Ledger
from orgs.models import Organization

if TYPE_CHECKING:
    from jiedao.reports.monthly import MonthlyReport

# Shorter texts stand in the middle of their cell, as names of categories and numbers of records do.
_SHORT = 7
_FIRST = Column(header="序号", width=3, align=Align.CENTER)
_LAST = Column(header="本月情况", width=5, align=Align.CENTER)


def write(book: Book, report: MonthlyReport, name: str, ledger: Ledger) -> None:
    """The records that the month touched, numbered, with what happened to each, as of the month's end."""
    at, month = report.month.last, report.month
    records = list(ledger.touched(month, report.organization))
    rows = [ledger.row(record, at) for record in records]
    happened = [_happened(ledger, record, month) for record in records]
    numbered = [[n, *row, *words] for n, (row, words) in enumerate(zip(rows, happened, strict=True), 1)]
    last = [_LAST] if _several(ledger) else []
    sheet = book.add(name, fitted([_FIRST, *_columns(ledger), *last], numbered))
    heading.write(sheet, report.heading(name), report.organization.name, report.filed)
    for row in numbered:
        sheet.row(row)
    if rows:
        sheet.total(["合计", *_totals(ledger, rows), *[None for _ in last]])
    else:
        sheet.empty("本月无")
    words = "、".join(ledger.happenings.values())
    sheet.note(f"注：本表列出{month.label}{words}的记录。")


def export(book: Book, ledger: Ledger, organization: Organization | None, reporter: str, at: date) -> int:
    """The whole ledger, of the organisation or of everybody, with exactly its columns; how many records."""
    rows = [ledger.row(record) for record in ledger.complete(at, organization)]
    sheet = book.add(ledger.title, fitted(_columns(ledger), rows))
    heading.write(sheet, ledger.title, reporter, at)
    for row in rows:
        sheet.row(row)
    return len(rows)


def _columns(ledger):
    return [
        Column(header=column.header, width=column.width, align=_align(column)) for column in ledger.columns
    ]


def _align(column):
    short = column.width <= _SHORT and column.kind is Kind.TEXT
    return Align.CENTER if short else Align.LEFT


def _several(ledger):
    """Can several things happen to a record? Then each row says which."""
    return len(ledger.happenings) > 1


def _happened(ledger, record, month):
    return [ledger.happened(record, month)] if _several(ledger) else []


def _totals(ledger, rows):
    """Below the first column the number of records, below those that add up their sum."""
    for index, column in enumerate(ledger.columns):
        if column.total:
            yield sum(row[index] or 0 for row in rows)
        else:
            yield f"{len(rows)}项" if index == 0 else None
