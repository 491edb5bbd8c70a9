"""How a record of any kind stands in a list: what it is called, where it leads, what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from events.models import Activity
from lib.templatetags.jiedao_text import day, moment
from orgs.models import NewSectorApplication, Organization, Unit
from partnerships.models import Agreement, ListItem, Problem, Project


@dataclass(frozen=True)
class Row:
    title: str
    url: str  # "" where residents have no page of it
    meta: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How one kind of record is fetched and described."""

    related: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    meta: Callable[[Any], Iterable[str]]

    def fetch(self, rows: QuerySet) -> QuerySet:
        """With what `describe` prints and nothing else."""
        return rows.select_related(*self.related).only(*self.columns)


_FILED = ("organization__name", "organization__short_name", "organization__is_public")


def _label(organization: Organization | None) -> str:
    """Nothing for an organisation of which residents see no page."""
    return organization.label if organization and organization.is_public else ""


def _party(item: ListItem) -> str:
    """The unit behind a list item, else the organisation; nothing for one that is not public."""
    if item.unit is None:
        return _label(item.organization)
    return item.unit.name if item.unit.is_public else ""


MANNERS: dict[type[Model], Manner] = {
    Organization: Manner(
        related=("parent",),
        columns=("name", "level", "parent__name", "parent__short_name", "parent__is_public"),
        meta=lambda o: (o.get_level_display(), _label(o.parent)),
    ),
    Unit: Manner(
        related=("community",),
        columns=("name", "nature", "community__name", "community__short_name", "community__is_public"),
        meta=lambda u: (u.get_nature_display(), _label(u.community)),
    ),
    Agreement: Manner(
        related=("organization",),
        columns=("title", "number", "signed_on", *_FILED),
        meta=lambda a: (f"{day(a.signed_on)}签约", _label(a.organization), a.number or ""),
    ),
    ListItem: Manner(
        related=("organization", "unit"),
        columns=("title", "kind", "published_on", "unit__name", "unit__is_public", *_FILED),
        meta=lambda i: (
            f"{i.get_kind_display()}清单",
            _party(i),
            f"{day(i.published_on)}发布",
        ),
    ),
    Project: Manner(
        related=("organization",),
        columns=("title", "decided_on", *_FILED),
        meta=lambda p: (f"{day(p.decided_on)}确定", _label(p.organization)),
    ),
    Problem: Manner(
        related=("organization",),
        columns=("title", "solved_on", *_FILED),
        meta=lambda p: (f"{day(p.solved_on)}解决", _label(p.organization)),
    ),
    Activity: Manner(
        related=("organization",),
        columns=("title", "starts_at", "place", *_FILED),
        meta=lambda a: (moment(a.starts_at), a.place, _label(a.organization)),
    ),
    NewSectorApplication: Manner(
        related=("unit",),
        columns=("applied_on", "proposed_name", "unit__name"),
        meta=lambda a: (f"{day(a.applied_on)}提出",),
    ),
}


def describe(record: Model) -> Row:
    """No query for a record that its `Manner` fetched."""
    manner = MANNERS[record._meta.concrete_model]
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Row(str(record), url, tuple(filter(None, manner.meta(record))))
