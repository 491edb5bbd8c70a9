"""What the page of an organisation, unit or project tells about agreements, activities and the like.

These are known to higher floors, which this one cannot import. Each app hands in its panels when it is
ready.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from lib.addresses import address
from orgs.models import Organization

ROWS = 4


class Link(NamedTuple):
    label: str
    url: str


@dataclass(frozen=True)
class Section:
    """The first few rows of a kind, under a heading; `template` prints them."""

    heading: str
    template: str
    rows: list
    links: list[Link]  # to all rows


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section of the pages of some model, filled for each of its rows. One query."""

    place: int  # panels stand in this order
    heading: str
    template: str
    rows: Callable[[Any], QuerySet | list]
    links: Callable[[Any], list[Link]]
    limit: int = ROWS
    otherwise: Panel | None = None  # stands here when there are no rows

    def section(self, subject: Model) -> Section:
        rows = list(self.rows(subject)[: self.limit])
        if not rows and self.otherwise:
            return self.otherwise.section(subject)
        return Section(self.heading, self.template, rows, self.links(subject))


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
_panels: dict[type[Model], list[Panel]] = defaultdict(list)
_links: dict[type[Model], list[Callable[[Any], list[Link]]]] = defaultdict(list)


def add(model: type[Model], *panels: Panel) -> None:
    """Put the panels on the pages of the model's rows."""
    _panels[model] = sorted([*_panels[model], *panels], key=lambda panel: panel.place)


def add_links(model: type[Model], links: Callable[[Any], list[Link]]) -> None:
    """Put links to lists held to the subject on the pages of the model's rows."""
    _links[model].append(links)


def links(subject: Model) -> list[Link]:
    return [link for found in _links[type(subject)] for link in found(subject)]


def sections(subject: Model) -> list[Section]:
    """What the panels of the subject's page have to show."""
    found = (panel.section(subject) for panel in _panels[type(subject)])
    return [section for section in found if section.rows]


def opened(organization: Organization) -> list[dict[str, Any]]:
    """What the openings print, each with its template."""
    found = ((opening.template, opening.context(organization)) for opening in openings)
    return [{"template": template} | context for template, context in found if context is not None]


def pinned(subject: Model, name: str, *args: Any) -> str:
    """The address of a list that is held to the subject."""
    return f"{address(name, *args)}?{subject._meta.model_name}={subject.pk}"


def whole_list(name: str) -> Callable[[Model], list[Link]]:
    """Makes the one link to the list of that name, held to the subject."""
    return lambda subject: [Link("查看全部", pinned(subject, name))]
