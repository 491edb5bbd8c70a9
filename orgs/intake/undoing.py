"""Taking back what a batch wrote, as long as nobody has built on it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Model, ProtectedError
from django.utils import timezone

from lib.bulk import parts
from lib.days import today
from orgs.intake.intake import Intake
from orgs.intake.refusal import Refused
from orgs.intake.store import CREATED, kind_of, rewrite
from orgs.models import ImportBatch, Numbered, NumberSeries, Organization
from orgs.scope import Stamped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orgs.ledgers import Ledger

_NAMED = 20  # lines of a refusal


def undo(batch: ImportBatch, ledger: Ledger) -> None:
    """Inside a transaction. Raises Refused, naming the rows that were changed since."""
    Undoing(batch, ledger).run()


class Undoing:
    def __init__(self, batch: ImportBatch, ledger: Ledger):
        self._batch, self._ledger = batch, ledger
        self._rows = list(batch.rows.order_by("line", "pk"))
        own = kind_of(ledger.model)
        self._changed = [row for row in self._rows if row.kind == own and not row.is_new]
        self._new = [row for row in self._rows if row.kind == own and row.is_new and row.line]
        self._besides = [row for row in self._rows if row.is_new and not row.line]

    def run(self) -> None:
        self._refuse([*self._touched(), *self._touched_besides()])
        records = self._records(self._new)
        self._refuse(self._built_upon(self._ledger.model, records, self._new))
        self._give_numbers_back(records)
        self._restore()
        self._delete(self._ledger.model, records)
        self._delete_besides()

    def _refuse(self, lines):
        if lines:
            more = [f"还有{len(lines) - _NAMED}处。"] if len(lines) > _NAMED else []
            raise Refused("导入之后有改动，不能撤销：", *lines[:_NAMED], *more)

    def _records(self, rows) -> list[Model]:
        found = {}
        for part in parts(row.record for row in rows):
            found |= self._ledger.model._default_manager.in_bulk(part)
        return [found[row.record] for row in rows if row.record in found]

    def _touched(self) -> list[str]:
        """Rows whose records were changed or deleted after the commit."""
        lines, since = [], self._batch.committed_at
        for part in parts(self._rows):
            rows = [row for row in part if row.line]
            keys = [row.record for row in rows]
            stamps = dict(
                self._ledger.model._default_manager.filter(pk__in=keys).values_list("pk", "updated_at")
            )
            for row in rows:
                if row.record not in stamps:
                    lines.append(f"第{row.line}行：这条记录已被删除。")
                elif stamps[row.record] > since:
                    lines.append(f"第{row.line}行：“{self._name(row.record)}”已被修改。")
        return lines

    def _touched_besides(self) -> list[str]:
        lines = []
        for model in CREATED.values():
            keys = [row.record for row in self._besides if row.kind == kind_of(model)]
            if issubclass(model, Stamped):
                for record in model._default_manager.filter(
                    pk__in=keys, updated_at__gt=self._batch.committed_at
                ):
                    lines.append(f"一并新建的“{record}”已被修改。")
        return lines

    def _name(self, pk):
        return str(self._ledger.model._default_manager.get(pk=pk))

    def _built_upon(self, model, records, rows) -> list[str]:
        """New records to which others point by now: those would go too, or stand in the way."""
        lines, keys = [], {record.pk: record for record in records}
        line_of = {row.record: row.line for row in rows}
        for name, key in self._uses(model, keys):
            where = f"第{line_of[key]}行：" if line_of.get(key) else ""
            lines.append(f"{where}“{keys[key]}”已经用在{name}里。")
        return lines

    def _uses(self, model, keys) -> Iterator[tuple[str, int]]:
        """(the word for what points to it, key) for each of the keys, but for the batch's own rows."""
        for relation in model._meta.get_fields(include_hidden=True):
            pointing = relation.related_model if relation.one_to_many or relation.one_to_one else None
            if pointing is None or not relation.auto_created or pointing is ImportBatch:
                continue
            if pointing in self._own_children():
                continue
            name = _word(pointing)
            for key in self._used(pointing, relation.field.attname, keys, model):
                yield name, key
        for column in self._ledger.columns if model is self._ledger.model else ():
            for key in column.writes.added_since(list(keys), self._day()):
                yield column.header, key

    def _used(self, model, attname, keys, own_model):
        """Those of the keys to which rows of the model point, but for the batch's own."""
        used = set()
        for part in parts(keys):
            rows = model._base_manager.filter(**{f"{attname}__in": part}).values_list(attname, "pk")
            used |= {key for key, pk in rows if model is not own_model or pk not in keys}
        return sorted(used)

    def _own_children(self) -> set[type[Model]]:
        """Models whose rows the ledger itself writes with a record: parties, counts of members."""
        written = {getattr(column.writes, "row_model", None) for column in self._ledger.columns}
        return written | {m2m.remote_field.through for m2m in self._ledger.model._meta.many_to_many}

    def _give_numbers_back(self, records):
        if not issubclass(self._ledger.model, Numbered):
            return
        series = defaultdict(list)
        for record in records:
            if place := record.place_in_series():
                series[record.office_id, record.number_prefix, place[0]].append((place[1], record))
        for (office, prefix, year), placed in series.items():
            row = NumberSeries.objects.select_for_update().get(office=office, prefix=prefix, year=year)
            first, record = min(placed, key=lambda each: each[0])
            if row.last - first + 1 != len(placed):
                later = record.number_in(year, row.last)
                raise Refused(f"导入之后又编了号（到{later}），撤销会使编号中断，不能撤销。")
            row.last = first - 1
            row.save(update_fields=["last"])

    def _restore(self):
        """Set again what was kept, column by column."""
        if not self._changed:
            return
        kept = {row.record: row.changes for row in self._changed}
        records = self._all_of(kept)
        columns = [c for c in self._ledger.columns if any(c.header in changes for changes in kept.values())]
        for record in records:
            record._was_there = True
            for column in columns:
                if column.header in kept[record.pk]:
                    column.writes.set(record, column.writes.restored(kept[record.pk][column.header]["kept"]))
        if self._ledger.one_by_one:
            for record in records:
                record.save()
        else:
            rewrite(records)
        intake = Intake()
        for column in columns:
            there = [record for record in records if column.header in kept[record.pk]]
            values = [column.writes.restored(kept[r.pk][column.header]["kept"]) for r in there]
            column.writes.unwrite(there, values, intake, self._day())

    def _all_of(self, keys) -> list[Model]:
        rows = self._ledger.records(today()).prefetch_related(None)
        return [record for part in parts(keys) for record in rows.filter(pk__in=part)]

    def _day(self):
        return timezone.localdate(self._batch.committed_at)

    def _delete(self, model, records: Sequence[Model]):
        try:
            if self._ledger.model is Organization and model is Organization:
                for record in sorted(records, key=lambda o: -len(o.path)):
                    record.delete()
                return
            for part in parts(record.pk for record in records):
                model._base_manager.filter(pk__in=part).delete()
        except ProtectedError as error:
            names = "、".join(sorted({str(each) for each in error.protected_objects})[:_NAMED])
            raise Refused(f"导入的记录已经用在别处，不能撤销：{names}") from error

    def _delete_besides(self):
        for model in CREATED.values():
            rows = [row for row in self._besides if row.kind == kind_of(model)]
            records = list(model._default_manager.filter(pk__in=[row.record for row in rows]))
            self._refuse(self._built_upon(model, records, rows))
            self._delete(model, records)


def _word(model: type[Model]) -> str:
    """What a user calls it: the rows that join two records are called like the one that holds them."""
    holder = next((f.related_model for f in model._meta.fields if f.many_to_one), model)
    return str((holder if model._meta.auto_created else model)._meta.verbose_name)
