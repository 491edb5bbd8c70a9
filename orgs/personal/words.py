"""Names and numbers of a record's contact in sentences about the record: who came, why, what was done.

Columns with a label of their own (histories, changes) are `traces.py`'s; these are free words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from lib.masking import masked
from orgs.models import AuditEntry, RecordStep

ERASED = "（已删除）"
_SHORTEST = 2  # a name of one character stands in other words too


class Words:
    """Of records of one model; what their contacts were has to be made known before it is gone."""

    def __init__(self, model: type[Model]):
        self._kind = model._meta.label_lower
        self._model = model
        self._known: dict[int, set[str]] = {}

    def know(self, key: int, values: Iterable[str]) -> None:
        words = {value.strip() for value in values if len(value.strip()) >= _SHORTEST}
        self._known[key] = words | {masked(word) for word in words}

    def erase(self, keys: Iterable[int]) -> Counter[str]:
        known = [key for key in keys if self._known.get(key)]
        if not known:
            return Counter()
        steps = RecordStep.objects.filter(kind=self._kind, record__in=known)
        entries = AuditEntry.objects.filter(kind=self._kind, record__in=map(str, known))
        kind = ContentType.objects.get_for_model(self._model, for_concrete_model=False)
        histories = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, known))
        return +Counter(
            {
                "办理记录": self._rewrite(steps.exclude(reason="", actor=""), "record", ("reason", "actor")),
                "操作日志": self._rewrite(entries.exclude(name="", detail=""), "record", ("name", "detail")),
                "修改历史": self._rewrite(histories, "object_id", ("object_repr",)),
            }
        )

    def _rewrite(self, rows, key_column, columns):
        changed = 0
        for pk, key, *texts in list(rows.order_by("pk").values_list("pk", key_column, *columns)):
            new = {
                column: self._cleared(text, self._known[int(key)])[: self._room(rows.model, column)]
                for column, text in zip(columns, texts, strict=True)
            }
            if list(new.values()) != texts:
                rows.model._base_manager.filter(pk=pk).update(**new)
                changed += 1
        return changed

    def _room(self, model, column):
        return model._meta.get_field(column).max_length

    def _cleared(self, text, words):
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word, ERASED)
        return text
