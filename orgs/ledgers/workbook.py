"""A whole ledger as a workbook: exactly its columns, as import reads them again."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from itertools import chain, islice
from typing import BinaryIO

from django.db.models import QuerySet

from lib.sheets import Align, Book, Column, fitted, plain
from lib.sheets.plain import Holds, PlainColumn
from orgs.ledgers import heading
from orgs.ledgers.base import Kind, Ledger
from orgs.ledgers.rows import rows

PAPER = 3_000  # rows that somebody may still print: a hundred pages
# Shorter texts stand in the middle of their cell, as names of categories and numbers of records do.
_SHORT = 7


def export_workbook(
    ledger: Ledger,
    queryset: QuerySet,
    reporter: str,
    file: BinaryIO,
    at: date,
    whole: Container[int] = (),
) -> int:
    """Write the queryset's records, with all that is known of them; how many there were.

    A sheet for paper up to PAPER rows; above that a plain one. `at` is the day of filing. Of the records with
    a key in `whole` the contacts' numbers are written in full (`orgs/ledgers/rows.py`).
    """
    cells = rows(ledger, queryset, whole=whole)
    few = list(islice(cells, PAPER + 1))
    if len(few) > PAPER:
        return plain.write(file, ledger.title, plain_columns(ledger), chain(few, cells))
    book = Book(title=ledger.title, author=reporter, created=at)
    sheet = book.add(ledger.title, fitted(paper_columns(ledger), few))
    heading.write(sheet, ledger.title, reporter, at)
    for row in few:
        sheet.row(row)
    book.save(file)
    return len(few)


def paper_columns(ledger: Ledger) -> list[Column]:
    return [
        Column(header=column.header, width=column.width, align=_align(column)) for column in ledger.columns
    ]


def plain_columns(ledger: Ledger) -> list[PlainColumn]:
    return [
        PlainColumn(header=column.header, width=column.width, holds=Holds(column.kind.value))
        for column in ledger.columns
    ]


def _align(column):
    short = column.width <= _SHORT and column.kind is Kind.TEXT
    return Align.CENTER if short else Align.LEFT
