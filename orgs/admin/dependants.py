"""What hangs on a record, and what stands in the way of deleting it: by kind, with links for who sees it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CASCADE, Model
from django.urls import reverse

from orgs.trash.snapshot import relations

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.http import HttpRequest

MOST_LINKS = 20


@dataclass(frozen=True)
class InTheWay:
    """Rows of one kind. Of those that the user may not see nothing is told but that there are some."""

    kind: str
    number: int = 0  # of rows that the user may see
    links: Sequence[tuple[str, str]] = ()  # (address, name) of the first records that hold them
    more: int = 0  # such records that are not among the links
    has_hidden: bool = False


class Dependants:
    """Of the records that somebody is about to delete."""

    def __init__(self, records: list[Model], request: HttpRequest, site: AdminSite):
        self._request, self._site = request, site
        collector = NestedObjects(using=DEFAULT_DB_ALIAS, origin=records)
        collector.collect(records)
        # Rows that merely join two others have no name that anybody could read.
        self._going = [row for row in _flat(collector.nested()) if not row._meta.auto_created]
        self._protected = collector.protected

    def names(self) -> list[str]:
        """议事会席位：图书馆, for what goes too."""
        return [f"{row._meta.verbose_name}：{row}" for row in self._going]

    def counts(self) -> dict[str, int]:
        return dict(Counter(str(row._meta.verbose_name_plural) for row in self._going))

    def in_the_way(self) -> list[InTheWay]:
        """A few queries a kind."""
        groups = defaultdict(list)
        for row in self._protected:
            groups[type(row)].append(row)
        found = (self._group(model, rows) for model, rows in groups.items())
        return sorted(found, key=lambda each: each.kind)

    def _group(self, model, rows) -> InTheWay:
        kind, user = str(model._meta.verbose_name), self._request.user
        holder, keys = self._holders(model, rows)
        if holder is None:  # no page shows them
            return InTheWay(kind, has_hidden=not user.is_superuser)
        seen = self._seen(holder, set(keys))
        return InTheWay(
            kind,
            number=sum(key in seen for key in keys),
            links=[self._link(record) for record in list(seen.values())[:MOST_LINKS]],
            more=max(len(seen) - MOST_LINKS, 0),
            has_hidden=not seen.keys() >= set(keys),
        )

    def _holders(self, model, rows) -> tuple[type[Model] | None, list[int]]:
        """In whose forms the rows are found: their own, or those of the records on which they hang."""
        if self._site.is_registered(model):
            return model, [row.pk for row in rows]
        field = next((f for f in relations(model) if f.remote_field.on_delete is CASCADE), None)
        if field is None or not self._site.is_registered(field.remote_field.model):
            return None, []
        return field.remote_field.model, [getattr(row, field.attname) for row in rows]

    def _seen(self, model, keys: set[int]) -> dict[int, Model]:
        """Of the records, those that the user may open. One query."""
        model_admin = self._site.get_model_admin(model)
        if not model_admin.has_view_permission(self._request):
            return {}
        records = model_admin.get_queryset(self._request).filter(pk__in=keys).order_by("pk")
        return {record.pk: record for record in records}

    @staticmethod
    def _link(record) -> tuple[str, str]:
        opts = record._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]), str(record)


def _flat(nested):
    for each in nested:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each
