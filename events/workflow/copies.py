"""An activity's texts, parties and place for another day: one copy, or a series made in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from events.enums import ActivityStatus
from events.models import Activity
from events.workflow.signups import locked
from orgs.access import Action, least_role
from orgs.models import Organization, Station, User
from orgs.moves import Move, Refused, may_move, tell_begun

if TYPE_CHECKING:
    from django.http import HttpRequest

COPY = Move("copy", "复制", tuple(ActivityStatus), Action.ADD)
MOST = 60  # copies in one step

_KEPT = (
    "title",
    "kind",
    "series",
    "organization",
    "project",
    "agreement",
    "place",
    "station",
    "council",
    "capacity",
    "takes_signups",
    "body",
    "is_public",
)


@dataclass(frozen=True)
class Occurrence:
    """One date of a series; what is None stays as it was."""

    starts_at: datetime
    organization: Organization | None = None
    station: Station | None = None
    place: str | None = None


def copy(activity: Activity, starts_at: datetime, user: User, request: HttpRequest | None = None) -> Activity:
    """A draft with the same texts, parties, place and places, signing up so long before it as before the
    first; no photographs, no sign-ups, nothing of what became of it.

    Raises PermissionDenied for who may not enter activities there, `Refused` for what a rule forbids.
    """
    return repeat(activity, [Occurrence(starts_at)], user, request)[0]


@transaction.atomic
def repeat(
    activity: Activity, dates: Sequence[Occurrence], user: User, request: HttpRequest | None = None
) -> list[Activity]:
    """A copy for each of the dates, or none at all; the numbers of a series go on in the order given."""
    if len(dates) > MOST:
        raise Refused(f"一次最多建{MOST}场，请分几次建。")
    if not may_move(COPY, user, activity):
        raise PermissionDenied
    locked(activity)  # of two who continue a series at once, the second counts on from the first
    number = next_number(activity)
    made = []
    for step, date in enumerate(dates):
        made.append(_copied(activity, date, number and number + step, user))
        tell_begun(made[-1], f"复制自“{activity}”"[:50], user, request)
    return made


def next_number(activity: Activity) -> int | None:
    """Of the series where the activity is filed; None for one without numbers."""
    if not activity.series or activity.issue_number is None:
        return None
    same = Activity.objects.filter(series=activity.series, organization=activity.organization_id)
    return (same.order_by().aggregate(last=Max("issue_number"))["last"] or 0) + 1


def _copied(activity, date, number, user):
    made = Activity(**{name: getattr(activity, name) for name in _KEPT}, starts_at=date.starts_at)
    made.issue_number = number
    given = {"organization": date.organization, "station": date.station, "place": date.place}
    for name, value in given.items():
        if value is not None:
            setattr(made, name, value)
    shift = date.starts_at - activity.starts_at
    for name in ("ends_at", "signup_opens_at", "signup_closes_at"):
        if (moment := getattr(activity, name)) is not None:
            setattr(made, name, moment + shift)
    if (
        not Organization.objects.under(user, least_role(Activity, Action.ADD))
        .filter(pk=made.organization_id)
        .exists()
    ):
        raise PermissionDenied
    _save(made)
    made.units.set(activity.units.all())
    made.partner_organizations.set(activity.partner_organizations.all())
    return made


def _save(made):
    try:
        made.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    made.save()
