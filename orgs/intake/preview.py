"""What a preview tells: of the file as a whole, and row by row in pages of one verdict each."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from lib import cells
from lib.distinct import answers
from lib.masking import mask, masked
from lib.sheets.reading import Page, read
from lib.sheets.table import Table, find, plain
from orgs.enums import Verdict
from orgs.intake.plan import Chunk, Plan
from orgs.ledgers import headers
from orgs.ledgers.mistakes import mistakes
from orgs.models import ImportBatch, ImportPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgs.ledgers import Ledger

PAGE = 50  # rows
_COUNTERS = {"序号", "行号"}  # columns that number the rows: nobody misses them
_NOTICES = 20
_ALIKE, _COMPARED = 0.6, 200  # how much alike two names are, from 0 to 1; how many are compared
_SHOWN_ROWS = 20  # from which the user chooses the header
_LONGEST = 200  # characters of a cell that a preview shows

_json = json.JSONEncoder(ensure_ascii=False).encode


class Incomplete(Exception):
    """The table lacks columns that the ledger must have; the text says which, `remarks` what was found."""

    def __init__(self, message: str, remarks: dict):
        super().__init__(message)
        self.remarks = remarks


def open_table(batch: ImportBatch, ledger: Ledger) -> tuple[list[Page], Table]:
    """The file's pages, and the table in them. Raises Unreadable, HeaderNotFound, TableError, Incomplete."""
    with batch.file.open("rb") as file:
        pages = read(file, batch.file_name)
    required = [column.header for column in ledger.columns if column.required]
    known = headers.known(ledger)
    table = find(pages, known, required, page=batch.page, header_row=batch.header_row)
    headers.join_parts(ledger, table)
    lacking = [h for h in required if h not in table.headers and not _is_given(h, batch, ledger)]
    if lacking:
        unread = f"表中有{'、'.join(table.unread)}，不知道是什么。" if table.unread else ""
        where = f"“{table.page}”" if table.page else ""
        names = "、".join(f"“{header}”" for header in lacking)
        raise Incomplete(
            f"{where}第{table.header_row}行是表头，但没有找到{names}。{unread}请补上，或按模板改栏目的名称。",
            remarks(table, pages),
        )
    return pages, table


def _is_given(header, batch, ledger):
    return header == ledger.in_charge and batch.organization_id is not None


def remarks(table: Table, pages: list[Page]) -> dict:
    """What was read and what was not."""
    page = next(page for page in pages if page.name == table.page)
    return {
        "page": table.page,
        "header_row": table.header_row,
        "unread": [label for label in table.unread if plain(label) not in _COUNTERS],
        "skipped": table.skipped,
        "others": table.others,
        "rows": [[masked(_short(cell)) for cell in row] for row in page.rows[:_SHOWN_ROWS]],
        "pages": [page.name for page in pages],
    }


class Preview:
    """Gathers the rows of a plan while it runs, and stores them as pages when it is done."""

    def __init__(self, plan: Plan, batch: ImportBatch):
        self._plan, self._batch = plan, batch
        self._rows: dict[Verdict, list[str]] = defaultdict(list)
        self._lines: dict[int, tuple[Verdict, int]] = {}
        # header → kind of value → {value: what a page says of it, as JSON}
        self._written: dict[str, dict] = defaultdict(lambda: defaultdict(dict))
        self._at = {line: at for at, line in enumerate(plan.table.lines)}

    def run(self, tell: Callable[[int], None]) -> None:
        """The whole plan; `tell(rows done)` after each chunk."""
        done = 0
        for chunk in self._plan.chunks():
            self._take(chunk)
            done += len(chunk.lines)
            tell(done)
        self._take_back()

    def counts(self) -> dict[Verdict, int]:
        return {verdict: len(self._rows[verdict]) for verdict in Verdict}

    def created(self) -> dict[str, list[str]]:
        """What would be created besides: {word for its kind: names}."""
        missing = self._plan.intake.missing
        return {what: [name for name, _ in wanted.values()] for what, wanted in missing.items()}

    def notices(self) -> list[str]:
        notices = list(dict.fromkeys(self._plan.intake.notices))
        more = [f"还有{len(notices) - _NOTICES}处。"] if len(notices) > _NOTICES else []
        return notices[:_NOTICES] + more

    def near(self) -> dict[str, list[str]]:
        """Of the units that would be created, those that look like one that is there: {name: its likes}."""
        units, wanted = self._plan.intake.names.units, self._plan.intake.missing.get("单位", {})
        alike = {
            name: [label for likeness, label in units.near(name) if likeness >= _ALIKE]
            for name, _ in islice(wanted.values(), _COMPARED)
        }
        return {name: labels for name, labels in alike.items() if labels}

    def store(self) -> None:
        """In place of the batch's earlier pages."""
        self._batch.pages.all().delete()
        pages = []
        for verdict, rows in self._rows.items():
            for number, start in enumerate(range(0, len(rows), PAGE), 1):
                page = ImportPage(batch=self._batch, verdict=verdict, number=number)
                page.pack(rows[start : start + PAGE])
                pages.append(page)
        ImportPage.objects.bulk_create(pages, batch_size=200)

    def _take(self, chunk: Chunk):
        plan, at = self._plan, defaultdict(list)
        verdicts = [plan.verdict(chunk, index) for index in range(len(chunk.lines))]
        for index, verdict in enumerate(verdicts):
            at[verdict].append(index)
        names = (plan.ledger.number, *plan.ledger.identity[:2])
        titles = [column for column in plan.columns if column.header in names]
        for verdict, found in at.items():
            lines = [chunk.lines[index] for index in found]
            if verdict is Verdict.WRONG:
                rows = [self._wrong(line) for line in lines]
            else:
                cells = self._cells(chunk, found, plan.columns if verdict is Verdict.NEW else titles)
                changes = [_told(chunk.changes[index]) for index in found]
                parts = zip(lines, cells, changes, strict=True)
                rows = [f'{{"line": {line}, "cells": {shown}{told}}}' for line, shown, told in parts]
            first = len(self._rows[verdict])
            self._lines.update((line, (verdict, place)) for place, line in enumerate(lines, first))
            self._rows[verdict] += rows

    def _cells(self, chunk, found, columns):
        """{header: text} of these rows, as JSON; written column by column."""
        written = []
        for column in columns:
            values, known = chunk.values[column.header], self._written[column.header]
            written.append(answers([values[index] for index in found], partial(self._cell, column), known))
        rows = zip(*written, strict=True) if written else [()] * len(found)
        return ["{" + ", ".join(filter(None, row)) + "}" for row in rows]

    def _cell(self, column, value):
        """What a page says of a value, with its header before it; nothing of what shows nothing."""
        shown = column.writes.show(value, self._plan.intake)
        return f"{_json(column.header)}: {_json(shown[:_LONGEST])}" if shown else ""

    def _wrong(self, line):
        return _json({"line": line, "cells": self._as_written(line), "errors": self._plan.problems[line]})

    def _take_back(self):
        """Rows that a later row of the file turned out to contradict."""
        wrong = [line for line in self._plan.problems if self._lines[line][0] is not Verdict.WRONG]
        for line in sorted(wrong, reverse=True):
            verdict, at = self._lines[line]
            self._rows[verdict][at] = ""
            self._rows[Verdict.WRONG].append(self._wrong(line))
        for verdict in Verdict if wrong else ():
            self._rows[verdict] = [row for row in self._rows[verdict] if row]
        if wrong:
            self._rows[Verdict.WRONG].sort(key=lambda row: json.loads(row)["line"])

    def _as_written(self, line):
        table = self._plan.table
        row = table.rows[self._at[line]]
        personal = self._plan.ledger.personal
        told = {header: text for header, at in table.headers.items() if (text := _short(row[at]))}
        return {header: mask(text) if header in personal else text for header, text in told.items()}


def mistakes_workbook(batch: ImportBatch, ledger: Ledger, file: BinaryIO) -> None:
    """The uploaded sheet once more, with what is wrong marked and explained."""
    pages, table = open_table(batch, ledger)
    page = next(page for page in pages if page.name == table.page)
    wrong = {
        row["line"]: [tuple(error) for error in row["errors"]]
        for stored in batch.pages.filter(verdict=Verdict.WRONG)
        for row in stored.rows
    }
    sheet = table.page or ledger.title
    shown_at = table.headers | headers.shown_at(ledger, table)
    mistakes(page.rows, table.header_row, wrong, shown_at, sheet, file, merged=page.merged)


def _told(changes) -> str:
    """What changes of a row that is there already, as the rest of its JSON."""
    return f', "changes": {_json([[header, *pair] for header, pair in changes.items()])}' if changes else ""


def _short(cell) -> str:
    try:
        return cells.text(cell)[:_LONGEST]
    except cells.Misread:
        return str(cell)
