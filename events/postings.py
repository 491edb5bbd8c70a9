"""Who answers for a unit or organisation (包联), and visited it this quarter or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from events.councils import quarter_of
from events.models import Visit
from lib.days import today
from orgs.enums import TO_VISIT

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orgs.models import Posting


def with_last_visit(postings: QuerySet[Posting], at: date | None = None) -> QuerySet[Posting]:
    """Annotates `last_visit`: the day of the last visit up to that day, or None."""
    visits = Visit.objects.filter(posting=OuterRef("pk"), visited_on__lte=at or today())
    return postings.annotate(
        last_visit=Subquery(visits.order_by("-visited_on").values("visited_on")[:1]),
    )


def to_visit(postings: QuerySet[Posting], at: date | None = None) -> QuerySet[Posting]:
    """Those whose holders are to visit each quarter, on that day."""
    return postings.held(at).filter(role__in=TO_VISIT)


def unvisited(postings: QuerySet[Posting], at: date | None = None) -> QuerySet[Posting]:
    """Of those, the ones without a visit in that day's quarter, up to it."""
    at = at or today()
    return to_visit(postings, at).filter(~Exists(_this_quarter(at)))


def visited(postings: QuerySet[Posting], at: date | None = None) -> QuerySet[Posting]:
    at = at or today()
    return to_visit(postings, at).filter(Exists(_this_quarter(at)))


def is_this_quarter(day: date | None, at: date | None = None) -> bool:
    at = at or today()
    return day is not None and quarter_of(at)[0] <= day <= at


def _this_quarter(at):
    days = quarter_of(at)[0], at
    return Visit.objects.filter(posting=OuterRef("pk"), visited_on__range=days).order_by()
