"""The rows that make a figure up, as far as residents may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Model, QuerySet

from jiedao.rows import MANNERS, Row, describe
from orgs.figures import Figure, Number, whole
from orgs.models import Organization


@dataclass(frozen=True)
class FigureRow:
    row: Row
    amount: Number | None  # what it adds, where the figure is a sum


@dataclass
class FigureRows:
    figure: Figure
    organization: Organization
    at: date

    @cached_property
    def number(self) -> Number:
        return self.figure.number(self.organization, self.at)

    @cached_property
    def count(self) -> int:
        """How many rows there are; the number itself unless the figure is a sum."""
        return self._rows.count() if self.figure.summed else self.number

    @cached_property
    def public(self) -> QuerySet:
        """Those that residents may be shown, also such as have been withdrawn since, the newest first."""
        rows = self._rows
        if not hasattr(rows, "public"):  # residents see no row of this kind
            return rows.none()
        manner = MANNERS[self.figure.subject]
        return manner.fetch(manner.in_order(manner.public(rows)))

    def describe(self, records: Iterable[Model]) -> list[FigureRow]:
        records = list(records)
        if not self.figure.summed:
            return [FigureRow(describe(record), None) for record in records]
        amounts = self.figure.amounts(self.organization, self.at, [record.pk for record in records])
        return [FigureRow(describe(record), amounts[record.pk]) for record in records]

    def hidden(self, public_count: int) -> dict:
        """How many rows residents are not shown and, of a sum, what those add; at most one query."""
        hidden = self.count - public_count
        amount = None
        if hidden and self.figure.summed:
            shown = self.figure.amounts(self.organization, self.at, self.public.order_by().values("pk"))
            amount = whole(self.number - sum(shown.values()))
        return {"hidden": hidden, "hidden_amount": amount}

    @property
    def _rows(self):
        return self.figure.rows(self.organization, self.at)
