"""The four numbers that a month has for each figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiedao.figures import FIGURES
from lib.months import Month
from orgs.course import entries
from orgs.figures import Number, Table, tables
from orgs.models import Organization


@dataclass(frozen=True)
class Measures:
    """Tables by the figure's key, then by the organisation's primary key."""

    added: dict[str, Table]  # came in during the month
    total: dict[str, Table]  # at its end
    before: dict[str, Table]  # at the end of the month before
    change: dict[str, Table]  # between the two

    @classmethod
    def of(cls, organizations: Iterable[Organization], month: Month) -> Measures:
        """Of all figures. The number of queries does not depend on that of the organisations."""
        organizations = list(organizations)
        total, before = (tables(FIGURES, organizations, at) for at in (month.last, month.previous.last))
        change = {
            key: {pk: _difference(number, before[key][pk]) for pk, number in table.items()}
            for key, table in total.items()
        }
        return cls(entries(FIGURES, organizations, month), total, before, change)


# Name of the attribute above, and the words over it.
LABELS = {"added": "本月新增", "total": "累计", "before": "上月累计", "change": "增减"}


def _difference(now: Number, then: Number) -> Number:
    return round(now - then, 2)
