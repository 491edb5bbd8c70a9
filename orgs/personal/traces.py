"""Every place where the contact of a record stands, and its erasure there.

The record itself, its history and steps, the audit's entries of it, what imports replaced in it, the bin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from lib.bulk import parts
from lib.days import today
from lib.personal import names_of, personal_fields, phones_of
from orgs.models import AuditEntry, ImportedRow, TrashedRecord
from orgs.personal.words import ERASED, Words

_CHANGED = "修改了"  # how a sentence of the history begins (orgs/admin/changes.py)

# Does such a text, a name or a number, belong to whose data goes?
Concerns = Callable[[str], bool]
# Does a contact with these names and numbers?
Owns = Callable[[Collection[str], Collection[str]], bool]


def everybody(text: str) -> bool:
    return bool(text)


def anybody(names: Collection[str], numbers: Collection[str]) -> bool:
    return bool(names or numbers)


@cache
def models_with_contacts() -> list[type[Model]]:
    """Concrete models that have personal columns."""
    return [model for model in apps.get_models() if not model._meta.proxy and any(personal_fields(model))]


@cache
def kinds_of(model: type[Model]) -> list[str]:
    """The labels under which the model's records are told of: its own and its proxies'."""
    return [each._meta.label_lower for each in apps.get_models() if each._meta.concrete_model is model]


@cache
def has_column(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


class Traces:
    """Of some records of one model. Run it inside a transaction."""

    def __init__(
        self,
        model: type[Model],
        keys: Iterable[int],
        concerns: Concerns = everybody,
        owns: Owns = anybody,
    ):
        self._model, self._keys = model, sorted(set(keys))
        self._concerns, self._owns = concerns, owns
        self._texts = [model._meta.get_field(name) for name in getattr(model, "CONTACT_TEXTS", ())]
        columns = [*personal_fields(model), *self._texts]
        self._names = [field.name for field in columns]
        self._labels = {str(field.verbose_name) for field in columns}
        self._words = Words(model)
        self._kinds = kinds_of(model)

    def erase(self) -> Counter[str]:
        """{word for the place: how many rows of it were changed}"""
        counts: Counter[str] = Counter()
        for keys in parts(self._keys):
            counts["记录"] += self._from_records(keys)
            counts += self._words.erase(keys)
        return +(counts + self.erase_told())

    def erase_told(self) -> Counter[str]:
        """What is told of the records; they themselves stay as they are."""
        counts: Counter[str] = Counter()
        for keys in parts(self._keys):
            counts["修改历史"] += self._from_histories(keys)
            counts["操作日志"] += self._from_audit(keys)
            counts["导入记录"] += self._from_imports(keys)
        return +counts

    def _from_records(self, keys):
        rows = self._model._base_manager.select_for_update().filter(pk__in=keys).filter(self._is_filled())
        due = []
        for row in rows.order_by("pk"):
            if self._is_due(vars(row)):
                due.append(row.pk)
                self._words.know(row.pk, (getattr(row, each.name) for each in personal_fields(self._model)))
        changed = self._model._base_manager.filter(pk__in=due).update(**dict.fromkeys(self._names, ""))
        if has_column(self._model, "erased_on"):
            of = due if self._owns is not anybody else keys  # who gave no name is not looked at again either
            self._model._base_manager.filter(pk__in=of, erased_on=None).update(erased_on=today())
        return changed

    def _is_filled(self):
        filled = Q()
        for name in self._names:
            filled |= ~Q(**{name: ""})
        return filled

    def _is_due(self, fields):
        if self._owns is anybody:
            return any(fields.get(name) for name in self._names)
        columns = (names_of(self._model), phones_of(self._model))
        return self._owns(*([v for c in each if (v := fields.get(c.name))] for each in columns))

    def told_of(self) -> set[int]:
        """Of the keys those whose history or audit tells of the person."""
        found = set()
        for keys in parts(self._keys):
            for key, message in self._histories(keys).values_list("object_id", "change_message"):
                found |= {int(key)} if self._sentence(message) != message else set()
            for key, changes in self._entries(keys).values_list("record", "changes"):
                found |= {int(key)} if self._changes(changes) != changes else set()
        return found

    def _from_histories(self, keys):
        return _rewrite(self._histories(keys), "change_message", self._sentence)

    def _histories(self, keys):
        types = ContentType.objects.get_for_models(
            *(apps.get_model(kind) for kind in self._kinds), for_concrete_models=False
        )
        entries = LogEntry.objects.filter(content_type__in=types.values(), object_id__in=map(str, keys))
        return entries.exclude(change_message="")

    def _sentence(self, message):
        """修改了行业：空 → 教育；联系人：（已删除）. A name goes with the number beside it."""
        parts = [(part, *part.removeprefix(_CHANGED).partition("：")) for part in message.split("；")]
        if not any(label in self._labels and self._is_told(values) for _, label, _, values in parts):
            return message
        told, is_gone = [], False
        for part, label, colon, _ in parts:
            if not colon and is_gone:
                continue  # a value with a semicolon of its own
            is_gone = label in self._labels
            start = _CHANGED if part.startswith(_CHANGED) else ""
            told.append(f"{start}{label}：{ERASED}" if is_gone else part)
        return "；".join(told)

    def _is_told(self, values):
        return values != ERASED and self._concerns_any(values.split(" → "))

    def _concerns_any(self, values):
        return any(value and self._concerns(value) for value in values)

    def _from_audit(self, keys):
        return _rewrite(self._entries(keys), "changes", self._changes)

    def _entries(self, keys):
        entries = AuditEntry.objects.filter(kind__in=self._kinds, record__in=map(str, keys))
        return entries.exclude(changes=[])

    def _changes(self, changes):
        told = (each for label, *values in changes if label in self._labels for each in values)
        if not self._concerns_any(each for each in told if each != ERASED):
            return changes
        return [
            [label, *(ERASED if value else "" for value in values)]
            if label in self._labels
            else [label, *values]
            for label, *values in changes
        ]

    def _from_imports(self, keys):
        rows = ImportedRow.objects.filter(kind__in=self._kinds, record__in=keys)
        return erase_from_imports(rows, self._labels, self._concerns)

    def erase_from_bin(self, trashed: TrashedRecord) -> bool:
        """Was there anything? The bin's rows of this model."""
        is_changed = False
        for row in trashed.rows:
            fields = row.get("fields", {})
            if row.get("model") in self._kinds and self._is_due(fields):
                fields.update(dict.fromkeys(self._names, ""))
                is_changed = True
        if is_changed:
            trashed.save(update_fields=["rows"])
        return is_changed


def labels() -> set[str]:
    """What the personal columns are called, in forms and in ledgers."""
    return {str(f.verbose_name) for model in models_with_contacts() for f in personal_fields(model)}


def erase_from_imports(rows: QuerySet, headers: set[str], concerns: Concerns = everybody) -> int:
    """Out of what the imports changed; an undo then leaves these cells empty."""

    def erased(changes):
        return {
            header: {"before": ERASED, "after": ERASED, "kept": ""}
            if header in headers and _is_told(change, concerns)
            else change
            for header, change in changes.items()
        }

    return _rewrite(rows.exclude(changes={}), "changes", erased)


def _is_told(change, concerns):
    return any(text and text != ERASED and concerns(text) for text in change.values())


def _rewrite(rows: QuerySet, name: str, rewritten: Callable) -> int:
    """How many rows were changed by it."""
    changed = 0
    for key, value in _pairs(rows, name):
        new = rewritten(value)
        if new != value:
            rows.model._base_manager.filter(pk=key).update(**{name: new})
            changed += 1
    return changed


def _pairs(rows, name) -> Iterator[tuple]:
    yield from list(rows.order_by("pk").values_list("pk", name))
