"""Places of activities: how many are taken, how many wait, and whether one may sign up now.

What is counted here is for pages. Who gives a place counts anew with the activity's row locked
(`events/workflow/signups.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.enums import TAKES_PLACES, ActivityStatus, SignupState, SignupStatus
from events.models import Activity, Signup
from lib.addresses import address

_CALLED_OFF = (ActivityStatus.CANCELLED, ActivityStatus.POSTPONED)


def taken(activity: Activity) -> int:
    """How many persons have a place. One query, none after `with_taken`."""
    if (counted := getattr(activity, "people_taken", None)) is not None:
        return counted
    return activity.signups.holding().order_by().people()


def waiting(activity: Activity) -> int:
    """How many sign-ups are on the waiting list. One query, none after `with_taken`."""
    if (counted := getattr(activity, "signups_waiting", None)) is not None:
        return counted
    return activity.signups.waiting().count()


def places_left(activity: Activity) -> int | None:
    """How many persons more have room; never below zero, None: any number. One query, none after
    `with_taken`. As long as somebody waits, what is left is hers.
    """
    if activity.capacity is None:
        return None
    return max(0, activity.capacity - taken(activity))


def signup_state(activity: Activity, now: datetime | None = None) -> SignupState:
    """Two queries at most, none after `with_taken`."""
    now = now or timezone.now()
    if not activity.takes_signups or activity.status == ActivityStatus.DRAFT:
        return SignupState.NONE
    if activity.status in _CALLED_OFF:
        return SignupState.CALLED_OFF
    if activity.status == ActivityStatus.CLOSED or activity.is_past(now):
        return SignupState.OVER
    if activity.signup_opens_at and now < activity.signup_opens_at:
        return SignupState.NOT_YET
    if now >= closes_at(activity):
        return SignupState.CLOSED
    return SignupState.FULL if is_full(activity) else SignupState.OPEN


def closes_at(activity: Activity) -> datetime:
    """Until when one may sign up: till it begins, where nothing else is said."""
    return activity.signup_closes_at or activity.starts_at


def is_full(activity: Activity) -> bool:
    """Does who comes now have to wait? Also when a place is free for which somebody else waits."""
    return activity.capacity is not None and (not places_left(activity) or bool(waiting(activity)))


def with_taken(activities: QuerySet) -> QuerySet:
    """Annotates `people_taken` and `signups_waiting`. An index answers both without reading a row."""
    people = _signups(status__in=TAKES_PLACES).annotate(counted=Sum("people"))
    queue = _signups(status=SignupStatus.WAITING).annotate(counted=Count("pk"))
    return activities.annotate(people_taken=_counted(people), signups_waiting=_counted(queue))


def signup_box(activity: Activity) -> dict[str, Any]:
    """Context for events/includes/signup_box.html, as `signup_box`. Four queries at most, none after
    `with_taken`.
    """
    return {
        "state": signup_state(activity),
        "left": places_left(activity),
        "waiting": waiting(activity) if activity.capacity is not None else 0,
        "opens_at": activity.signup_opens_at,
        "closes_at": closes_at(activity),
        "is_postponed": activity.status == ActivityStatus.POSTPONED,
        "url": address("events:sign_up", activity.pk),
    }


def _signups(**conditions):
    """Of the outer activity, ready to be counted."""
    return Signup.objects.filter(activity=OuterRef("pk"), **conditions).order_by().values("activity")


def _counted(rows):
    return Coalesce(Subquery(rows.values("counted"), output_field=IntegerField()), 0)
