"""What the page of an organisation, unit or project tells about agreements, activities and the like.

These are known to higher floors, which this one cannot import. Each app hands in its panels when it is
ready.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from orgs.models import Organization

ROWS = 5


@dataclass(frozen=True)
class Section:
    """The first few rows of a kind, under a heading; `template` prints them."""

    heading: str
    template: str
    rows: list
    url: str  # to all rows; "" when these are all


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section of the pages of some model, filled for each of its rows. One query and its prefetches."""

    place: int  # panels stand in this order
    heading: str
    template: str
    rows: Callable[[Any], QuerySet]
    url: Callable[[Any], str]  # leads to all rows
    limit: int = ROWS

    def sections(self, subject: Model) -> list[Section]:
        return [self.section(subject, list(self.first(subject)))]

    def first(self, subject: Model) -> QuerySet:
        """One row more than is shown, to know whether there are others."""
        return self.rows(subject)[: self.limit + 1]

    def section(self, subject: Model, rows: list) -> Section:
        url = self.url(subject) if len(rows) > self.limit else ""
        return Section(self.heading, self.template, rows[: self.limit], url)


@dataclass(frozen=True, kw_only=True)
class Panels:
    """Several panels over one model, whose rows a column tells apart. One query for all of them."""

    place: int
    column: str
    panels: dict[Any, Panel]  # by the column's value
    read: Callable[[QuerySet], QuerySet]  # adds what is printed

    def sections(self, subject: Model) -> list[Section]:
        firsts = [panel.first(subject) for panel in self.panels.values()]
        wanted = Q()
        for first in firsts:
            wanted |= Q(pk__in=first.values("pk"))
        rows = list(self.read(firsts[0].model.objects.filter(wanted)))
        return [
            panel.section(subject, [row for row in rows if getattr(row, self.column) == value])
            for value, panel in self.panels.items()
        ]


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What stands at the head of an organisation's page; nothing where `context` gives None."""

    template: str
    context: Callable[[Organization], dict[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class UnitGroup:
    """Units that are something to the street: 共建单位."""

    key: str
    label: str
    condition: Callable[[], Q]


openings: list[Opening] = []
unit_groups: list[UnitGroup] = []
_panels: dict[type[Model], list[Panel | Panels]] = defaultdict(list)


def add(model: type[Model], *panels: Panel | Panels) -> None:
    """Put the panels on the pages of the model's rows."""
    _panels[model] = sorted([*_panels[model], *panels], key=lambda panel: panel.place)


def sections(subject: Model) -> list[Section]:
    """What the panels of the subject's page have to show."""
    found = (section for panel in _panels[type(subject)] for section in panel.sections(subject))
    return [section for section in found if section.rows]


def opened(organization: Organization) -> list[dict[str, Any]]:
    """What the openings print, each with its template."""
    found = ((opening.template, opening.context(organization)) for opening in openings)
    return [{"template": template} | context for template, context in found if context is not None]


def pinned(name: str, *args: Any) -> Callable[[Model], str]:
    """Makes the address of a list that is held to the subject."""
    return lambda subject: f"{reverse(name, args=args)}?{subject._meta.model_name}={subject.pk}"
