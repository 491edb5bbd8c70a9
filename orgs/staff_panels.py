"""What the staff side tells of an organisation, unit or posting beneath its form: who answers for it, visits.

Higher floors know these, which this one cannot import; each hands in its panels when it is ready, as with
`orgs/panels.py` for residents. Rows are those that the member of staff may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from orgs.models import User
from orgs.panels import Link, Section

ROWS = 5


@dataclass(frozen=True, kw_only=True)
class StaffPanel:
    """A section beneath the form; it stands there when it has rows, or something to begin with. A query, and
    one a prefetch.
    """

    place: int  # panels stand in this order
    heading: str
    template: str
    rows: Callable[[Any, User], QuerySet | list]
    links: Callable[[Any, User], list[Link]]
    limit: int = ROWS


_panels: dict[type[Model], list[StaffPanel]] = defaultdict(list)


def add(model: type[Model], *panels: StaffPanel) -> None:
    _panels[model] = sorted([*_panels[model], *panels], key=lambda panel: panel.place)


def sections(subject: Model, user: User) -> list[Section]:
    found = (
        Section(
            panel.heading,
            panel.template,
            list(panel.rows(subject, user)[: panel.limit]),
            panel.links(subject, user),
        )
        for panel in _panels[type(subject)]
    )
    return [section for section in found if section.rows or section.links]
