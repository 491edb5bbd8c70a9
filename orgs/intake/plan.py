"""What a file would do: each row's verdict, and the records that it makes or changes.

Preview and commit run the same plan, chunk by chunk; only the commit writes what the plan made.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from lib.bulk import blank, parts
from lib.conditions import broken, fields_of
from lib.days import today
from orgs.enums import Verdict
from orgs.intake.index import Index
from orgs.intake.inlets import Inlet
from orgs.intake.intake import Intake
from orgs.intake.numbers import Numbers
from orgs.intake.range import Range

if TYPE_CHECKING:
    from lib.sheets.table import Table
    from orgs.ledgers import Column, Ledger

CHUNK = 2_000  # rows; progress is told after each

_EMPTY = (None, "", ())
_NOTHING: dict = {}  # changed of a new record; shared, for there are many


@dataclass
class Chunk:
    """Some rows of the file; all lists are parallel to `lines`."""

    lines: Sequence[int]
    values: dict[str, list]  # by header
    records: list[Model | None]  # None where a row is wrong
    changes: list[dict[str, list[str]]] = field(default_factory=list)  # {header: [before, after]}, in words
    kept: list[dict[str, Any]] = field(default_factory=list)  # {header: what an undo needs}


class Plan:
    """Of one table for one ledger. `chunks()` once; then `problems` and `digest` are complete."""

    def __init__(self, ledger: Ledger, table: Table, intake: Intake):
        self.ledger, self.table, self.intake = ledger, table, intake
        self.columns = _in_reading_order(ledger, table, intake)
        self._headers = {column.writes.name: column.header for column in reversed(self.columns)}
        # Columns that are a field and no more are set at once.
        self._plain = [c for c in self.columns if type(c.writes).set is Inlet.set]
        self._others = [c for c in self.columns if type(c.writes).set is not Inlet.set]
        self._hiding = [c for c in self.columns if type(c.writes).hidden is not Inlet.hidden]
        self._by_record = [c for c in self.columns if type(c.writes).meant is not Inlet.meant]
        self._hidden = defaultdict(dict)  # header → {value: what is said of it}
        self._digest = hashlib.sha256()
        self._range = Range(ledger, intake)
        self.locks = False

    @property
    def problems(self) -> dict[int, list[tuple[str, str]]]:
        return self.intake.problems

    @property
    def digest(self) -> str:
        """Equal for two plans that would do the same."""
        return self._digest.hexdigest()

    def chunks(self) -> Iterator[Chunk]:
        if self.ledger.prepare:
            self.ledger.prepare(self.intake, self.table)
        self.index = Index(self.ledger, self.intake)
        self._numbers = Numbers(self.ledger, self.intake, self.index)
        is_whole = self.ledger.judge is not None or self._numbers.are_brought_by(self.table)
        size = max(len(self.table.lines), 1) if is_whole else CHUNK
        for start in range(0, len(self.table.lines), size):
            yield self._chunk(start, start + size)

    def verdict(self, chunk: Chunk, index: int) -> Verdict:
        if chunk.lines[index] in self.problems:
            return Verdict.WRONG
        if not chunk.records[index]._was_there:
            return Verdict.NEW
        return Verdict.CHANGED if chunk.changes[index] else Verdict.SAME

    def _chunk(self, start, end):
        lines, rows = self.table.lines[start:end], self.table.rows[start:end]
        self._read(lines, rows)
        matched = self.index.match(len(lines))
        chunk = Chunk(lines, self.intake.values, self._records(matched))
        self._ask_records(chunk)
        self._set_new(chunk)
        for index, record in enumerate(chunk.records):
            changes, kept = self._fill(index, record) if record is not None else (_NOTHING, _NOTHING)
            chunk.changes.append(changes)
            chunk.kept.append(kept)
        if self.ledger.judge:
            self.ledger.judge(self.intake, chunk.records)
        self._numbers.look(chunk)
        wrong = [line for line in lines if line in self.problems]
        for told in (wrong, matched, chunk.changes, *chunk.values.values()):
            self._digest.update(repr(told).encode())
        return chunk

    def _read(self, lines, rows):
        """Every column's values, the required ones seen to be there."""
        intake = self.intake
        intake.begin(lines)
        for column in self.columns:
            if column.header in self.table.headers:
                at = self.table.headers[column.header]
                written = [row[at] for row in rows]
                values = column.writes.read(intake, column.header, written)
                if column.required and _is_given(column, self.ledger, intake):
                    given = intake.organization.pk
                    pairs = zip(values, written, strict=True)
                    values = [given if value is None and _is_blank(cell) else value for value, cell in pairs]
            elif column.writes.reads_nothing:
                values = column.writes.read(intake, column.header, [None] * len(lines))
            else:  # the place of all rows, as chosen for the whole file
                values = [intake.organization.pk] * len(lines)
            intake.values[column.header] = values
            if column.required and column.header in self.table.headers:
                self._require(column.header, values, [row[at] for row in rows])

    def _require(self, header, values, written):
        for index, (value, cell) in enumerate(zip(values, written, strict=True)):
            if value in _EMPTY and _is_blank(cell):
                self.intake.refuse(index, header, f"请填写{header}。")

    def _records(self, matched):
        """The records that the rows mean: those there, and new ones; None where a row is wrong."""
        ledger, intake = self.ledger, self.intake
        wanted = [pk for pk in matched if pk]
        there = {}
        if wanted:
            rows = intake.names.visible(ledger.records(today())).prefetch_related(None)
            if self.locks:  # nobody changes them between this reading and the writing
                rows = rows.select_for_update(of=("self",)).order_by("pk")
            there = {record.pk: record for part in parts(wanted) for record in rows.filter(pk__in=part)}
            for column in self.columns:
                column.writes.load(list(there.values()))
        records, make = [], blank(ledger.model)
        for index, pk in enumerate(matched):
            if pk and pk not in there:
                intake.refuse(index, "", self._out_of_sight(pk))
            record = None if intake.is_wrong(index) else there[pk] if pk else make()
            if record is not None:
                record._was_there = bool(pk)
            records.append(record)
        return records

    def _out_of_sight(self, pk):
        if self.intake.names.visible(self.ledger.model._default_manager.filter(pk=pk)).exists():
            return "系统里的这条记录是草稿，或已延期、取消，请在系统里修改。"
        return "这条记录已由其他党组织录入，不在您的查看范围内，请联系管理员。"

    def _ask_records(self, chunk):
        """Values that mean something only beside what their record holds."""
        for column in self._by_record:
            values = chunk.values[column.header]
            for index, record in enumerate(chunk.records):
                if record is None:
                    continue
                try:
                    values[index] = column.writes.meant(record, values[index])
                except ValidationError as error:
                    self.intake.refuse(index, column.header, "".join(error.messages))
                    chunk.records[index] = None

    def _set_new(self, chunk):
        """The values of the records that are new, which hold nothing else yet."""
        at = [i for i, record in enumerate(chunk.records) if record is not None and not record._was_there]
        records = [chunk.records[i] for i in at]
        for column in self._plain:
            name, values = column.writes.name, chunk.values[column.header]
            for record, i in zip(records, at, strict=True):
                record.__dict__[name] = values[i]
        for column in self._others:
            values, set_value = chunk.values[column.header], column.writes.set
            for record, i in zip(records, at, strict=True):
                set_value(record, values[i])

    def _fill(self, index, record):
        """Judge the row; returns what it changed of a record that was there, and what to keep."""
        if record._was_there:
            return self._change(index, record)
        if self.ledger.begin:
            self.ledger.begin(record)
        self._finish(record)
        self._refuse_hidden(index, self._hiding)
        self._range.judge(index, record, {})
        self._judge(index, record)
        return _NOTHING, _NOTHING

    def _change(self, index, record):
        known = {column.header: column.writes.known(record) for column in self.columns}
        for column in self.columns:
            # The place chosen for the whole file is for new rows: it moves nobody.
            is_told = column.header in self.table.headers or column.writes.reads_nothing
            value = self.intake.values[column.header][index]
            # What is known already is not set: a long text or a second that no cell holds would be lost.
            if is_told and value != known[column.header]:
                column.writes.set(record, value)
        self._finish(record)
        changes, kept = {}, {}
        for column in self.columns:
            before, after = known[column.header], column.writes.known(record)
            if before != after and not (before in _EMPTY and after in _EMPTY):
                changes[column.header] = self._shown(column, before, after)
                kept[column.header] = column.writes.kept(record, before)
        if changes:
            self._refuse_hidden(index, [column for column in self._hiding if column.header in changes])
            self._range.judge(index, record, known)
            self._judge(index, record)
        return changes, kept

    def _shown(self, column, before, after):
        shown = [self.intake.shown(column.header, column.writes, value) for value in (before, after)]
        if shown[0] == shown[1]:  # they differ in what is hidden
            shown[1] += "（号码已改）"
        return shown

    def _refuse_hidden(self, index, columns):
        """Names that the user may not look up stay where they are, and get nowhere else."""
        if self.intake.user is None or self.intake.user.is_superuser:
            return
        for column in columns:
            value, told = self.intake.values[column.header][index], self._hidden[column.header]
            if value not in told:
                told[value] = list(column.writes.hidden(value, self.intake))
            for message in told[value]:
                self.intake.refuse(index, column.header, message)

    def _finish(self, record):
        if fill_in := getattr(record, "fill_in", None):
            fill_in()

    def _judge(self, index, record):
        """The model's own rules, those that can be told from the row alone."""
        try:
            getattr(record, "clean_alone", record.clean)()
        except ValidationError as error:
            for name, messages in error.update_error_dict({}).items():
                header = "" if name == NON_FIELD_ERRORS else self._headers.get(name, "")
                for message in ValidationError(messages).messages:
                    self.intake.refuse(index, header, message)
            return
        for constraint, message in broken(record):
            self.intake.refuse(index, self._header_of(constraint), message)

    def _header_of(self, constraint):
        """The last column that the constraint speaks of: an end before its beginning is the end's mistake."""
        spoken = {self._headers.get(name) for name in fields_of(constraint.condition)}
        return next((c.header for c in reversed(self.ledger.columns) if c.header in spoken), "")


def _is_blank(cell) -> bool:
    return cell is None or not str(cell).strip()


def _is_given(column: Column, ledger: Ledger, intake: Intake) -> bool:
    """May the organisation chosen for the whole file stand in the column?"""
    chosen = intake.organization
    return (
        column.header == ledger.in_charge
        and chosen is not None
        and chosen.pk in column.writes.namebook(intake.names)
    )


def _in_reading_order(ledger: Ledger, table: Table, intake: Intake) -> list[Column]:
    """The columns that the file has, those that others look at first; the place, if it is given for all."""

    def is_read(column):
        return (
            column.header in table.headers or column.writes.reads_nothing or _is_given(column, ledger, intake)
        )

    columns = [column for column in ledger.columns if column.writes and is_read(column)]
    return sorted(columns, key=lambda column: bool(column.writes.after))
