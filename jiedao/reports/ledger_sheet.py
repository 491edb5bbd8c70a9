"""One ledger's sheet: in the monthly report what the month touched, by itself all of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jiedao.reports import heading
from lib.sheets import Align, Book, Column
from orgs.ledgers import Kind, Ledger
from orgs.models import Organization

if TYPE_CHECKING:
    from jiedao.reports.monthly import MonthlyReport

# Shorter texts stand in the middle of their cell, as names of categories and numbers of records do.
_SHORT = 7


def write(book: Book, report: MonthlyReport, name: str, ledger: Ledger) -> None:
    """The records that the month touched, numbered, with what happened to each, as of the month's end."""
    first = Column(header="序号", width=3, align=Align.CENTER)
    sheet = book.add(name, [first, *_columns(ledger), Column(header="本月情况", width=5, align=Align.CENTER)])
    heading.write(sheet, report.heading(name), report.organization.name, report.filed)
    at, rows = report.month.last, []
    for record in ledger.touched(report.month, report.organization):
        rows.append(ledger.row(record, at))
        sheet.row([len(rows), *rows[-1], ledger.happened(record, report.month)])
    if rows:
        sheet.total(["合计", *_totals(ledger, rows), None])
    else:
        sheet.empty("本月无")
    words = "、".join(ledger.happenings.values())
    sheet.note(f"注：本表列出{report.month.label}有下列情况的记录：{words}。")


def export(book: Book, ledger: Ledger, organization: Organization | None, reporter: str, at: date) -> int:
    """The whole ledger, of the organisation or of everybody, with exactly its columns; how many records."""
    sheet = book.add(ledger.title, _columns(ledger))
    heading.write(sheet, ledger.title, reporter, at)
    count = 0
    for record in ledger.complete(at, organization):
        sheet.row(ledger.row(record))
        count += 1
    return count


def _columns(ledger):
    return [
        Column(
            header=column.header,
            width=column.width,
            align=Align.CENTER if column.width <= _SHORT and column.kind is Kind.TEXT else Align.LEFT,
        )
        for column in ledger.columns
    ]


def _totals(ledger, rows):
    """Below the first column the number of records, below those that add up their sum."""
    for index, column in enumerate(ledger.columns):
        if column.total:
            yield sum(row[index] or 0 for row in rows)
        else:
            yield f"{len(rows)}项" if index == 0 else None
