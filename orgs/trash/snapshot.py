"""What is kept of a record that is deleted: its rows, those that go with it, and what they are called.

A row is Django's own serialisation with words beside it:
{"model": "orgs.unit", "pk": 7, "fields": {…}, "name": "图书馆", "names": {"community": "石老人社区党委"}}.
A link is a column of a row that stays, emptied by the deletion:
{"link": "orgs.auditentry", "field": "organization", "value": 7, "keys": [1, 2]}.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ForeignKey, Model
from django.db.models.deletion import Collector

from lib.stored import files_of

Snapshot = list[dict[str, Any]]


class Everything(Collector):
    """Collects each row itself, also where Django would delete without reading."""

    def can_fast_delete(self, *args, **kwargs):
        return False


def snapshot(record: Model) -> tuple[Snapshot, list[str]]:
    """(rows and links, the record first; names of the files that the rows own).

    Raises ProtectedError when other records depend on it.
    """
    collector = Everything(using=DEFAULT_DB_ALIAS, origin=record)
    collector.collect([record])
    rows = [record, *(row for row in _read(collector.data) if row != record)]
    names = _names(rows)
    return [
        *(_row(row, names) for row in rows),
        *_links(collector.field_updates),
    ], [name for row in rows for name in files_of(row)]


def place_of(record: Model) -> Model | None:
    """The organisation where the record is filed; one organisation's is the one above it."""
    if record._meta.label_lower == "orgs.organization":
        return record.parent
    lookup = getattr(type(record)._default_manager.all(), "path_lookup", None)
    if lookup is None:
        return None
    for step in lookup.split("__")[:-1]:
        record = getattr(record, step)
    return record


def is_known(label: str) -> bool:
    """Is there a model of this label? Later versions may have dropped it."""
    app_label, _, name = label.partition(".")
    return name in apps.all_models[app_label]


def relations(model: type[Model]) -> list[ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _read(collected: dict[type[Model], Iterable[Model]]) -> list[Model]:
    """The collected rows with all their columns: the collector leaves some out."""
    found = []
    for model, rows in collected.items():
        found += model._base_manager.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return found


def _row(row, names):
    fields = [field.name for field in row._meta.concrete_fields]
    (kept,) = serializers.serialize("python", [row], fields=fields)
    kept["fields"] = {name: _as_json(value) for name, value in kept["fields"].items()}
    keys = {f.name: names.get((_model(f), getattr(row, f.attname))) for f in relations(type(row))}
    # Rows that only join two others have no name that anybody could read.
    name = "" if row._meta.auto_created else str(row)
    return kept | {"name": name, "names": {field: name for field, name in keys.items() if name}}


def _as_json(value):
    """To the last microsecond, which Django's own JSON cuts off: imports know their rows by `updated_at`."""
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _names(rows) -> dict[tuple[type[Model], int], str]:
    """What the rows' relations point to, by name. One query a model."""
    asked = defaultdict(set)
    for row in rows:
        for field in relations(type(row)):
            asked[_model(field)].add(getattr(row, field.attname))
    return {
        (model, key): str(target)
        for model, keys in asked.items()
        for key, target in model._base_manager.in_bulk(keys - {None}).items()
    }


def _model(field) -> type[Model]:
    return field.remote_field.model._meta.concrete_model


def _links(updates) -> Snapshot:
    links = []
    for (field, _), groups in updates.items():
        pointing = defaultdict(list)
        for row in (row for group in groups for row in group):
            pointing[getattr(row, field.attname)].append(row.pk)
        for value, keys in pointing.items():
            links.append(
                {"link": field.model._meta.label_lower, "field": field.name, "value": value, "keys": keys}
            )
    return links
