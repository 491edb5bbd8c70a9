"""What the page of an organisation, unit or project tells about agreements, activities and the like.

These are known to higher floors, which this one cannot import. Each app hands in its panels when it is
ready; they stand on the page in the order in which they came, lower floors first.
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


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The first few rows of a kind that concern the subject, under a heading. One query and its prefetches.

    `template` prints `rows`; `url` leads to all of them.
    """

    heading: str
    template: str
    rows: Callable[[Any], QuerySet]
    url: Callable[[Any], str]
    limit: int = ROWS


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


def add(model: type[Model], *panels: Panel) -> None:
    """Put the panels on the pages of the model's rows, after those that are there."""
    _panels[model] += panels


@dataclass(frozen=True)
class Filled:
    """A panel with what it shows."""

    template: str
    heading: str
    rows: list
    url: str  # to all rows; "" when these are all


def filled(subject: Model) -> list[Filled]:
    """The panels of the subject's page that have something to show."""
    found = (_filled(panel, subject) for panel in _panels[type(subject)])
    return [panel for panel in found if panel.rows]


def opened(organization: Organization) -> list[dict[str, Any]]:
    """What the openings print, each with its template."""
    found = ((opening.template, opening.context(organization)) for opening in openings)
    return [{"template": template} | context for template, context in found if context is not None]


def pinned(name: str, *args: Any) -> Callable[[Model], str]:
    """Makes the address of a list that is held to the subject."""
    return lambda subject: f"{reverse(name, args=args)}?{subject._meta.model_name}={subject.pk}"


def _filled(panel, subject):
    rows = list(panel.rows(subject)[: panel.limit + 1])
    url = panel.url(subject) if len(rows) > panel.limit else ""
    return Filled(panel.template, panel.heading, rows[: panel.limit], url)
