"""One ledger's sheet in the monthly report: what the month touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.sheets import Align, Book, Column, fitted
from orgs.ledgers import Ledger, heading
from orgs.ledgers.workbook import paper_columns

if TYPE_CHECKING:
    from jiedao.reports.monthly import MonthlyReport

_FIRST = Column(header="序号", width=3, align=Align.CENTER)
_LAST = Column(header="本月情况", width=5, align=Align.CENTER)


def write(book: Book, report: MonthlyReport, name: str, ledger: Ledger) -> None:
    """The records that the month touched, numbered, with what happened to each, as of the month's end."""
    at, month = report.month.last, report.month
    records = list(ledger.touched(month, report.organization))
    ledger = ledger.without_empty_columns(records, at)
    rows = [
        [n, *ledger.row(record, at), *_happened(ledger, record, month)] for n, record in enumerate(records, 1)
    ]
    last = [_LAST] if _several(ledger) else []
    sheet = book.add(name, fitted([_FIRST, *paper_columns(ledger), *last], rows))
    heading.write(sheet, report.heading(name), report.organization.name, report.filed)
    for row in rows:
        sheet.row(row)
    if not rows:
        sheet.empty("本月无")
    elif ledger.measure:
        sheet.total(["合计", *_totals(ledger, rows), *[None for _ in last]])
    words = "、".join(ledger.happenings.values())
    sheet.note(f"注：本表列出{month.label}{words}的记录。")


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
