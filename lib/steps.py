"""States that follow from dates: the furthest of several steps that has come by a day.

One list of steps says it of a row in hand (`of`) and as a condition for a query (`condition`).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Model, Q, TextChoices


class Steps:
    """`begin` is the state before any step; `steps` are (field of the date, state), the furthest first."""

    def __init__(self, begin: TextChoices, *steps: tuple[str, TextChoices]):
        self.begin = begin
        self.steps = steps

    def of(self, row: Model, at: date) -> TextChoices:
        """Where the row stands at the end of the day."""
        days = ((getattr(row, field), state) for field, state in self.steps)
        return next((state for day, state in days if day and day <= at), self.begin)

    def condition(self, at: date, *states: TextChoices) -> Q:
        """Rows that stand at one of the states at the end of the day."""
        found, further = Q(pk__in=()), Q()
        for field, state in self.steps:
            if state in states:
                found |= further & Q(**{f"{field}__lte": at})
            further &= Q(**{field: None}) | Q(**{f"{field}__gt": at})
        return found | further if self.begin in states else found
