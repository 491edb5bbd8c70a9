"""Taking back what a batch wrote, as long as nobody has built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from lib import bulk
from lib.bulk import parts
from orgs.intake.intake import Intake
from orgs.intake.refusal import Refused
from orgs.intake.reviewing import bring_back
from orgs.intake.store import CREATED, kind_of
from orgs.intake.written import Obstacle, Written
from orgs.models import ImportBatch, Numbered, NumberSeries
from orgs.trash import in_bin

if TYPE_CHECKING:
    from orgs.ledgers import Column, Ledger
    from orgs.models import User

_NAMED = 20  # lines of a refusal
_CHANGED = "导入之后有改动，不能撤销："
_USED = "导入时换下的内容，现在用在别的记录里，或已被删除，不能撤销。请先改正用到它的记录。"
_NOT_AS_BEFORE = "不能恢复成导入之前的样子：它原来用到的记录已被删除，或原来的代码、席位现在属于别的记录"


def undo(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Inside a transaction. Raises Refused, naming the rows that stand in the way."""
    try:
        Undoing(batch, ledger).run(user)
        # Foreign keys would be looked at when the transaction ends, where nobody is told why.
        connection.check_constraints([ledger.model._meta.db_table])
    except IntegrityError as error:
        raise Refused(_USED) from error


class Undoing:
    def __init__(self, batch: ImportBatch, ledger: Ledger):
        self._batch, self._ledger, self._model = batch, ledger, ledger.model
        self._own = Written(batch, ledger.model)
        self._besides = [Written(batch, model, besides=True) for model in CREATED.values()]

    def run(self, user: User | None) -> None:
        """New records go before the others come back: they may hold what those once had."""
        self._user = user
        touched = self._own.lock()
        self._refuse_strangers(user)
        lines = self._told(self._own, touched)
        for written in self._besides:
            lines += self._told(written, written.lock())
        _refuse(lines)
        _refuse(self._told(self._own, [*self._own.used(self._children), *self._added_since()]))
        self._give_numbers_back()
        self._own.erase(self._children)
        self._restore()
        for written in self._besides:
            _refuse(self._told(written, written.used()))
            written.erase()

    def _refuse_strangers(self, user):
        if lines := self._own.strangers(user):
            named = "、".join(map(str, lines[:_NAMED])) + ("等" if len(lines) > _NAMED else "")
            raise Refused(f"第{named}行的记录现在不归您管理，不能撤销，请联系管理员。")

    def _told(self, written: Written, obstacles: Iterable[Obstacle]) -> list[str]:
        """Only the first ones by name: more are not shown."""
        obstacles = list(obstacles)
        keys = [each.key for each in obstacles[:_NAMED]]
        binned = in_bin(kind_of(written.model), keys)
        names = {key: each.name for key, each in binned.items()}
        names |= written.model._base_manager.in_bulk(keys)
        lines = []
        for key, why in obstacles:
            name = f"“{names[key]}”" if key in names else "这条记录"
            why = f"{why}，现在在回收站里，请先恢复" if key in binned else why
            line = written.lines[key]
            lines.append(f"第{line}行：{name}{why}。" if line else f"一并新建的{name}{why}。")
        return lines

    @cached_property
    def _children(self) -> set[type[Model]]:
        """Models whose rows the ledger itself writes with a record: parties, counts of members."""
        written = {getattr(column.writes, "row_model", None) for column in self._ledger.columns} - {None}
        return written | {m2m.remote_field.through for m2m in self._model._meta.many_to_many}

    def _added_since(self):
        keys = list(self._own.new_keys.values_list("record", flat=True))
        for column in self._ledger.columns:
            for key in column.writes.added_since(keys, self._day()) if column.writes else ():
                yield Obstacle(key, f"已经用在{column.header}里")

    def _give_numbers_back(self):
        if not issubclass(self._model, Numbered):
            return
        for (office, prefix, year), places in self._places().items():
            series = NumberSeries.objects.select_for_update().get(office=office, prefix=prefix, year=year)
            first, record = min(places)
            if series.last - first + 1 != len(places):
                later = self._model._base_manager.get(pk=record).number_in(year, series.last)
                raise Refused(f"导入之后又编了号（到{later}），撤销会使编号中断，不能撤销。")
            series.last = first - 1
            series.save(update_fields=["last"])

    def _places(self):
        """{(office, letters, year): [(place, key)]} of the new records' numbers."""
        rows = self._model._base_manager.filter(pk__in=self._own.new_keys).exclude(number=None).order_by()
        places, example = defaultdict(list), rows.first()  # the letters are those of its ledger
        for key, office, number in rows.values_list("pk", "office_id", "number"):
            example.number = number
            if place := example.place_in_series():
                places[office, example.number_prefix, place[0]].append((place[1], key))
        return places

    def _restore(self):
        """Set again what was kept; if that cannot be, say of which record."""
        rows = self._batch.rows.filter(kind=kind_of(self._model), is_new=False).order_by("line", "pk")
        kept = {
            key: {header: change["kept"] for header, change in changes.items()}
            for key, changes in rows.values_list("record", "changes")
        }
        if not self._can_become(kept):
            key = self._in_the_way(kept)
            _refuse(self._told(self._own, [Obstacle(key, _NOT_AS_BEFORE)]))

    def _can_become(self, kept) -> bool:
        try:
            with transaction.atomic():
                self._bring_back(kept)
                tables = [model._meta.db_table for model in (self._model, *self._children)]
                connection.check_constraints(tables if kept else [])
        except IntegrityError:
            return False
        return True

    def _in_the_way(self, kept) -> int:
        """The first record that cannot become what it was. The halves that can do so meanwhile."""
        keys = list(kept)
        while len(keys) > 1:
            middle = len(keys) // 2
            first = keys[:middle]
            keys = keys[middle:] if self._can_become({key: kept[key] for key in first}) else first
        return keys[0]

    def _bring_back(self, kept: dict[int, dict]):
        """Column by column. kept: {key: {header: what the column's inlet kept}}"""
        records, columns = self._records(kept), self._restored(kept)
        for column, values in columns:
            for record in records:
                if record.pk in values:
                    column.writes.set(record, values[record.pk])
        bring_back(records, kept, self._user)
        if self._ledger.one_by_one:
            for record in records:
                record.save()
        else:
            bulk.update(records, but_for={"created_at"})
        intake = Intake()
        for column, values in columns:
            there = [record for record in records if record.pk in values]
            column.writes.unwrite(there, [values[record.pk] for record in there], intake, self._day())

    def _restored(self, kept) -> list[tuple[Column, dict]]:
        """Each column of which something was kept, with {key: value}."""
        columns = []
        for column in self._ledger.columns:
            header, restored = column.header, column.writes and column.writes.restored
            values = {key: restored(changes[header]) for key, changes in kept.items() if header in changes}
            if values:
                columns.append((column, values))
        return columns

    def _records(self, keys) -> list[Model]:
        rows = self._model._base_manager
        records = [record for part in parts(keys) for record in rows.filter(pk__in=part)]
        for record in records:
            record._was_there = True
        return records

    def _day(self):
        return timezone.localdate(self._batch.committed_at)


def _refuse(lines):
    if lines:
        more = [f"还有{len(lines) - _NAMED}处。"] if len(lines) > _NAMED else []
        raise Refused(_CHANGED, *lines[:_NAMED], *more)
