"""One ledger's sheet: in the monthly report what the month touched, by itself all of it."""

from __future__ import annotations

from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from django.db.models import QuerySet

from jiedao.reports import heading
from lib.sheets import Align, Book, Column, fitted, plain
from lib.sheets.plain import Holds, PlainColumn
from orgs.ledgers import Kind, Ledger
from orgs.ledgers.rows import rows

if TYPE_CHECKING:
    from jiedao.reports.monthly import MonthlyReport

# Shorter texts stand in the middle of their cell, as names of categories and numbers of records do.
_SHORT = 7
PAPER = 3_000  # rows that somebody may still print: a hundred pages
_FIRST = Column(header="序号", width=3, align=Align.CENTER)
_LAST = Column(header="本月情况", width=5, align=Align.CENTER)


def write(book: Book, report: MonthlyReport, name: str, ledger: Ledger) -> None:
    """The records that the month touched, numbered, with what happened to each, as of the month's end."""
    at, month = report.month.last, report.month
    records = list(ledger.touched(month, report.organization))
    ledger = ledger.without_empty_columns(records, at)
    cells = [
        [n, *ledger.row(record, at), *_happened(ledger, record, month)] for n, record in enumerate(records, 1)
    ]
    last = [_LAST] if _several(ledger) else []
    sheet = book.add(name, fitted([_FIRST, *_columns(ledger), *last], cells))
    heading.write(sheet, report.heading(name), report.organization.name, report.filed)
    for row in cells:
        sheet.row(row)
    if not cells:
        sheet.empty("本月无")
    elif ledger.measure:
        sheet.total(["合计", *_totals(ledger, cells), *[None for _ in last]])
    words = "、".join(ledger.happenings.values())
    sheet.note(f"注：本表列出{month.label}{words}的记录。")


def export_workbook(ledger: Ledger, queryset: QuerySet, reporter: str, file: BinaryIO, at: date) -> int:
    """The queryset's records with exactly the ledger's columns, as import reads them; how many records.

    A sheet for paper, like the monthly report's, up to PAPER rows; above that a plain one. The columns
    tell all that is known; `at` is the day of filing.
    """
    cells = rows(ledger, queryset)
    few = list(islice(cells, PAPER + 1))
    if len(few) > PAPER:
        return plain.write(file, ledger.title, _plain_columns(ledger), chain(few, cells))
    book = Book(title=ledger.title, author=reporter, created=at)
    sheet = book.add(ledger.title, fitted(_columns(ledger), few))
    heading.write(sheet, ledger.title, reporter, at)
    for row in few:
        sheet.row(row)
    book.save(file)
    return len(few)


def _columns(ledger):
    return [
        Column(header=column.header, width=column.width, align=_align(column)) for column in ledger.columns
    ]


def _plain_columns(ledger):
    return [
        PlainColumn(header=column.header, width=column.width, holds=Holds(column.kind.value))
        for column in ledger.columns
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
            yield sum(row[index + 1] or 0 for row in rows)
        else:
            yield f"{len(rows)}{ledger.measure}" if index == 0 else None
