"""Whether councils meet as often as they are to (本季度未召开), on any day.

A cadence of three months is the calendar's quarter; of others each meeting says until when the next is due.
"""

from __future__ import annotations

import calendar
from datetime import date

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear
from django.utils import timezone

from events.models import Activity
from lib.days import beginning, today
from lib.months import Month
from orgs.models import Council

QUARTER = 3
_YEAR = 12


def quarter_of(day: date) -> tuple[date, date]:
    """Its first and last day."""
    first = (day.month - 1) // QUARTER * QUARTER + 1
    return Month(day.year, first).first, Month(day.year, first + QUARTER - 1).last


def unmet(councils: QuerySet[Council], at: date | None = None) -> QuerySet[Council]:
    """Those that were to meet by that day and did not: in the quarter, or since their last meeting."""
    at = at or today()
    held = Activity.objects.held(at).filter(council=OuterRef("pk")).order_by()
    this_quarter = held.filter(starts_at__gte=beginning(quarter_of(at)[0]))
    cadence = ExpressionWrapper(OuterRef("cadence"), output_field=IntegerField())
    months = ExtractYear("starts_at") * _YEAR + ExtractMonth("starts_at") + cadence
    recent = held.annotate(due_month=months, due_day=ExtractDay("starts_at")).filter(
        Q(due_month__gt=_count(at)) | Q(due_month=_count(at), due_day__gte=at.day)
    )
    quarterly = Q(cadence=QUARTER)
    return councils.filter((quarterly & ~Exists(this_quarter)) | (~quarterly & ~Exists(recent)))


def with_last_meeting(councils: QuerySet[Council], at: date | None = None) -> QuerySet[Council]:
    """Annotates `last_met_at`, when its last meeting began."""
    held = Activity.objects.held(at or today()).filter(council=OuterRef("pk")).order_by().values("council")
    last = held.annotate(last=Max("starts_at")).values("last")
    return councils.annotate(last_met_at=Subquery(last, output_field=DateTimeField()))


def due_on(council: Council, last_met_on: date | None, at: date | None = None) -> date | None:
    """The last day on which its next meeting is in time; None where it has met never, and is due at once."""
    at = at or today()
    if council.cadence == QUARTER:
        first, last = quarter_of(at)
        met = last_met_on is not None and last_met_on >= first
        return quarter_of(Month.of(last).next.first)[1] if met else last
    return _months_later(last_met_on, council.cadence) if last_met_on else None


def last_met_on(council: Council) -> date | None:
    """Of a council that was asked for `with_last_meeting`."""
    return timezone.localdate(council.last_met_at) if council.last_met_at else None


def unmet_word(council: Council) -> str:
    return "本季度未召开" if council.cadence == QUARTER else f"超过{council.cadence}个月未召开"


def last_meeting_day() -> Subquery:
    """For lists of what waits: the day of a council's last meeting, also of one to come."""
    meetings = Activity.objects.filter(council=OuterRef("pk")).order_by("-starts_at")
    return Subquery(meetings.values("starts_at__date")[:1])


def _count(day):
    return day.year * _YEAR + day.month


def _months_later(day, months):
    total = day.year * _YEAR + day.month - 1 + months
    year, month = divmod(total, _YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
