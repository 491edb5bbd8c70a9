"""Readers of cells that hold the names of other records, one record at a time or many at once.

Each is a function of the record, as `Column.read` takes it, and besides gathers the cells of many
records with one query a relation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from django.db.models import Model

from orgs.ledgers.base import joined
from orgs.models import Organization
from orgs.names import beside_organizations

if TYPE_CHECKING:
    from orgs.names import Names


@dataclass(frozen=True)
class Related:
    """All names of one relation, or of several one after another, in the relation's own order.

    A relation leads to units or organisations (many to many), or to rows that name an organisation or else a
    unit: parties, partners. `role` keeps only those rows.
    """

    relations: tuple[str, ...]
    role: str

    def __init__(self, *relations: str, role: str = ""):
        object.__setattr__(self, "relations", relations)
        object.__setattr__(self, "role", role)

    def __call__(self, record: Model) -> str:
        """From the rows fetched already, if they are."""
        rows = (row for relation in self.relations for row in getattr(record, relation).all())
        return joined(row for row in rows if not self.role or row.role == self.role)

    def gather(self, model: type[Model], keys: Collection[int], names: Names) -> dict[int, str]:
        """The cells by the records' keys; records without any are left out."""
        found = defaultdict(list)
        for relation in self.relations:
            field = model._meta.get_field(relation)
            if field.many_to_many:
                pairs = _across(field, keys, names, only_units=len(self.relations) == 1)
            else:
                pairs = _sides(field, keys, names, self.role)
            for key, name in pairs:
                found[key].append(name)
        return {key: joined(several) for key, several in found.items()}


def _across(field, keys, names, only_units):
    """(record's key, name) of a many-to-many field to units or organisations."""
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = field.remote_field.through._default_manager.filter(**{f"{own}__in": keys})
    rows = rows.order_by(*(f"{other}__{name}" for name in field.related_model._meta.ordering))
    if field.related_model is Organization:
        for key, organization in rows.values_list(f"{own}_id", f"{other}_id"):
            yield key, names.organizations.label(organization)
    else:
        for key, unit in rows.values_list(f"{own}_id", f"{other}__name"):
            yield key, unit if only_units else beside_organizations(unit, names)


def _sides(field, keys, names, role):
    """(record's key, name) of rows that name an organisation or else a unit."""
    own = field.field.name
    rows = field.related_model._default_manager.filter(**{f"{own}__in": keys})
    if role:
        rows = rows.filter(role=role)
    for key, organization, unit in rows.values_list(f"{own}_id", "organization_id", "unit__name"):
        label = names.organizations.label(organization) if organization else beside_organizations(unit, names)
        yield key, label


@dataclass(frozen=True)
class FirstOf:
    """The first of several paths that is filled: the unit's name, else what the seat's holder stands for."""

    paths: tuple[str, ...]

    def __init__(self, *paths: str):
        object.__setattr__(self, "paths", paths)

    def __call__(self, record: Model) -> str:
        return next(filter(None, (_followed(record, path) for path in self.paths)), "")

    def gather(self, model: type[Model], keys: Collection[int], names: Names) -> dict[int, str]:
        """The cells by the records' keys. Names are taken as they are: units' are unique."""
        lookups = [path.replace(".", "__") for path in self.paths]
        rows = model._default_manager.filter(pk__in=keys).order_by().values_list("pk", *lookups)
        return {key: next(filter(None, values), "") for key, *values in rows}


def _followed(record, path):
    return reduce(lambda value, name: value and getattr(value, name), path.split("."), record)
