"""Writing what a plan made: records in bulk, what hangs on them, and what the batch did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib import bulk
from orgs.enums import Verdict
from orgs.intake import numbers
from orgs.intake.inlets import Inlet
from orgs.intake.reviewing import Reviewing
from orgs.models import Category, Council, ImportBatch, ImportedRow, Numbered, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from orgs.intake.plan import Chunk, Plan

# What may be created besides, by the word that previews use.
CREATED = {"单位": Unit, "议事机构": Council, "类别": Category}


class Store:
    """Writes the chunks of one plan, inside one transaction."""

    def __init__(self, plan: Plan, batch: ImportBatch):
        plan.locks = True
        self._plan, self._batch = plan, batch
        self._ledger, self._intake = plan.ledger, plan.intake
        self._columns = [c for c in plan.columns if type(c.writes).write is not Inlet.write]
        self._kind = kind_of(plan.ledger.model)
        self._reviewing = Reviewing(plan.ledger, plan.intake.user)

    def write(self, chunk: Chunk) -> None:
        """All of the chunk's new and changed rows; none of them is wrong."""
        self._create_missing()
        at = [i for i, _ in enumerate(chunk.lines) if self._plan.verdict(chunk, i) is not Verdict.SAME]
        records = [chunk.records[i] for i in at]
        columns = self._plan.columns if self._intake.created else ()
        for column in columns:
            for record in records:
                column.writes.settle(record, self._intake)
        self._reviewing.judge(chunk, at)
        self._save(records)
        self._reviewing.log(chunk, at)
        for column in self._columns:
            values, header = chunk.values[column.header], column.header
            due = [i for i in at if header in chunk.changes[i] or not chunk.records[i]._was_there]
            if due:
                column.writes.write([chunk.records[i] for i in due], [values[i] for i in due], self._intake)
        self._log(chunk, at)

    def _create_missing(self):
        for what, wanted in self._intake.missing.items():
            for key, (name, create) in wanted.items():
                if (what, key) not in self._intake.created:
                    pk = self._intake.created[what, key] = create(name, key)
                    model = CREATED[what]
                    written = getattr(model._base_manager.get(pk=pk), "updated_at", None)
                    row = ImportedRow(batch=self._batch, line=0, kind=kind_of(model), record=pk, is_new=True)
                    row.written_at = written
                    row.save()

    def _save(self, records):
        new = [record for record in records if not record._was_there]
        there = [record for record in records if record._was_there]
        if issubclass(self._ledger.model, Numbered):
            numbers.assign(new, self._plan.index)
        if self._ledger.one_by_one:
            save_in_order(records, self._intake)
            return
        bulk.update(there, but_for={"created_at"})  # first: what they give up, new ones may take
        bulk.insert(new)

    def _log(self, chunk, at):
        if not at:
            return
        records = [chunk.records[i] for i in at]
        bulk.insert_rows(
            ImportedRow,
            batch_id=[self._batch.pk] * len(at),
            line=[chunk.lines[i] for i in at],
            kind=[self._kind] * len(at),
            record=[record.pk for record in records],
            is_new=[not record._was_there for record in records],
            written_at=[record.updated_at for record in records],
            changes=[_told(chunk.changes[i], chunk.kept[i]) for i in at],
        )


def _told(changes, kept):
    """What the log says of a row's changes, and what an undo needs."""
    return {
        header: {"kept": kept[header], "before": before, "after": after}
        for header, (before, after) in changes.items()
    }


def save_in_order(records: Sequence[Model], intake) -> None:
    """One by one, each after the record of the file above it. ValueError if they hang in a ring."""
    waiting = list(records)
    while waiting:
        later = []
        for record in waiting:
            parent = record.__dict__.get("_missing", {}).get("parent")
            if parent is not None and (parent.what, parent.key) not in intake.created:
                later.append(record)
                continue
            if parent is not None:
                record.parent_id = intake.created[parent.what, parent.key]
            record.save()
            intake.created["党组织", record.name] = record.pk
        if len(later) == len(waiting):
            raise ValueError("organisations of the file hang on one another in a ring")
        waiting = later


def kind_of(model: type[Model]) -> str:
    return model._meta.label_lower
