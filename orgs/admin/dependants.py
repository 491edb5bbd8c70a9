"""What hangs on a record, and what stands in the way of deleting it: by kind, with links for who sees it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
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
    kind: str
    number: int
    links: list[tuple[str, str]]  # (address, name) of those that the user may see
    more: int  # those that are not among the links


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

    def _group(self, model, rows):
        shown, keys = self._holders(model, rows)
        links = self._links(shown, keys) if shown else []
        return InTheWay(str(model._meta.verbose_name), len(rows), links, len(rows) - len(links))

    def _holders(self, model, rows) -> tuple[type[Model] | None, set[int]]:
        """The records in whose forms the rows are found: themselves, or what they hang on."""
        if self._site.is_registered(model):
            return model, {row.pk for row in rows}
        holder = next((f for f in relations(model) if f.remote_field.on_delete is CASCADE), None)
        if holder is None or not self._site.is_registered(holder.remote_field.model):
            return None, set()
        return holder.remote_field.model, {getattr(row, holder.attname) for row in rows}

    def _links(self, model, keys: Iterable[int]):
        records = self._site.get_model_admin(model).get_queryset(self._request).filter(pk__in=keys)
        if not self._site.get_model_admin(model).has_view_permission(self._request):
            return []
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return [(reverse(name, args=[each.pk]), str(each)) for each in records.order_by("pk")[:MOST_LINKS]]


def _flat(nested):
    for each in nested:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each
