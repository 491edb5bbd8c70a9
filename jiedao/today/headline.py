"""The figures of the sentence, for the organisation that the user works for."""

from __future__ import annotations

from datetime import date

from jiedao.figures import HEADLINE
from orgs.figures import numbers
from orgs.models import Organization


def headline(organization: Organization | None, at: date) -> list[dict]:
    """One query."""
    if organization is None:
        return []
    found = numbers(HEADLINE, organization, at)
    return [{"figure": figure, "number": found[figure.key]} for figure in HEADLINE]
