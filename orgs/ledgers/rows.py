"""A whole ledger's cells, read in bulk: what `Ledger.row` gives, a hundred thousand records at a time.

The database hands over values, no records are made of them. Related records are named so that the name
leads back to them where several are called the same.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils import timezone

from lib.masking import mask
from orgs.ledgers.base import Column, Kind, Ledger
from orgs.models import Numbered, Organization
from orgs.names import Names, numbered

CHUNK = 2_000  # records in memory at a time; each costs a query for a column of many names
Cell = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class _Fetched:
    """A column that the main query fetches: by which expression, and what each value becomes."""

    lookup: str
    become: Callable[[Any], Any] | None


class _All:
    def __contains__(self, key) -> bool:
        return True


ALL = _All()


def rows(
    ledger: Ledger, queryset: QuerySet, names: Names | None = None, whole: Container[int] = ()
) -> Iterator[tuple[Cell, ...]]:
    """The cells of every column for every record of the queryset, in its order.

    Numbers of persons are masked, but for the records with a key in `whole` (or of ALL).

    One query, and one a chunk for each column of many names.
    """
    names = names or Names()
    sources = [_source(queryset, column, names) for column in ledger.columns]
    lookups = [source.lookup for source in sources if source]
    values = queryset.prefetch_related(None).values_list("pk", *lookups).iterator(chunk_size=CHUNK)
    while chunk := list(islice(values, CHUNK)):
        yield from _cells(ledger.columns, sources, chunk, queryset, names, whole)


def _cells(columns, sources, chunk, queryset, names, whole):
    """The chunk's rows, made column by column."""
    keys, *fetched = zip(*chunk, strict=True)
    fetched = iter(fetched)
    made = []
    for column, source in zip(columns, sources, strict=True):
        if source and column.is_personal:
            pairs = zip(keys, next(fetched), strict=True)
            made.append([(value if key in whole else mask(value or "")) or None for key, value in pairs])
        elif source:
            made.append(_fetched(column, source, next(fetched)))
        else:
            made.append(_read(column, keys, queryset, names))
    return zip(*made, strict=True)


def _fetched(column, source, values):
    if source.become is None:
        return [None if value == "" else value for value in values]
    known = {None: None, "": None}
    for value in set(values) - known.keys():
        known[value] = source.become(value)
    return [known[value] for value in values]


def _read(column, keys, queryset, names):
    """A column that is a function of the record: gathered for all of them where the function can."""
    if hasattr(column.read, "gather"):
        found = column.read.gather(queryset.model, keys, names)
        return [found.get(key) or None for key in keys]
    records = queryset.order_by().in_bulk(keys)
    return [column.cell(records[key]) for key in keys]


def _source(queryset: QuerySet, column: Column, names: Names) -> _Fetched | None:
    """How the main query fetches the column; None for a function of the record."""
    if not isinstance(column.read, str):
        return None
    model, (*relations, name) = queryset.model, column.read.split(".")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    path = "__".join([*relations, name])
    if relations and (label := _label(model, name, names)):
        return _Fetched("__".join(relations), label)
    if name.startswith("get_") and name.endswith("_display"):
        field = model._meta.get_field(name[len("get_") : -len("_display")])
        words = dict(field.flatchoices)
        return _Fetched("__".join([*relations, field.name]), lambda value: str(words.get(value, value)))
    if column.kind is Kind.MOMENT:
        return _Fetched(path, timezone.make_naive)
    return _Fetched(path, None if _is_text(model, name) or column.kind is not Kind.TEXT else str)


def _label(model: type[Model], name: str, names: Names) -> Callable[[int], str] | None:
    """What names a related record that others may be called like; None where the name is its own."""
    if model is Organization and name == "name":
        return names.organizations.label
    if issubclass(model, Numbered) and name == "title":
        return names.remembered(model._meta.label_lower, numbered(model._meta.verbose_name, model)).label
    return None


def _is_text(model, name):
    try:
        field: Field = model._meta.get_field(name)
    except FieldDoesNotExist:  # an annotation
        return False
    return field.get_internal_type() in ("CharField", "TextField")
