"""On the day: who signed up is checked in, who did not is a walk-in. Nothing here counts twice, however often
it is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from events.enums import TAKES_PLACE, SignupOrigin, SignupStatus
from events.models import Activity, Signup, Volunteer
from events.places import places_left
from events.workflow.signups import begin, locked, move_up, new_code
from orgs.access import Action
from orgs.models import User
from orgs.moves import Move, Refused, moving, steps_of

if TYPE_CHECKING:
    from django.http import HttpRequest

CHECK_IN = Move("check-in", "签到", (SignupStatus.CONFIRMED, SignupStatus.WAITING))
UNDO = Move("undo-check-in", "撤销签到", (SignupStatus.CHECKED_IN,))


@transaction.atomic
def check_in(
    signup: Signup, user: User, request: HttpRequest | None = None, *, beyond_capacity: bool = False
) -> bool:
    """False, and nothing changed, for one who is checked in already.

    Who waits gets a place that is free; with none left she is `Refused`, unless the desk lets her in.
    """
    activity = locked(signup.activity)
    signup.refresh_from_db()
    if signup.status == SignupStatus.CHECKED_IN:
        return False
    _must_take_place(activity)
    with moving(CHECK_IN, signup, user, request) as row:
        left = places_left(activity)
        waits = row.status == SignupStatus.WAITING
        if waits and not beyond_capacity and left is not None and left < row.people:
            raise Refused("名额已满，还在候补。现场坐得下的，请勾选“满了也放行”再签到。")
        row.status = SignupStatus.CHECKED_IN
        row.checked_in_at, row.checked_in_by = timezone.now(), user
    return True


@transaction.atomic
def undo(signup: Signup, user: User, request: HttpRequest | None = None) -> bool:
    """The wrong one was checked in: signed up, or waiting, as before. False for one who is not checked in.

    Whoever waits first has the place that gets free.
    """
    activity = locked(signup.activity)
    signup.refresh_from_db()
    if signup.status != SignupStatus.CHECKED_IN:
        return False
    with moving(UNDO, signup, user, request) as row:
        row.status = _stood(row)
        row.cancelled_at = timezone.now() if row.status == SignupStatus.CANCELLED else None
        row.checked_in_at = row.checked_in_by = None
    move_up(activity)
    return True


@transaction.atomic
def walk_in(
    activity: Activity,
    user: User,
    request: HttpRequest | None = None,
    *,
    people: int = 1,
    contact_name: str = "",
    volunteer: Volunteer | None = None,
) -> Signup:
    """Somebody who did not sign up, present at once; places are no matter for who already stands there.

    A volunteer comes once: one who signed up is checked in, one who is checked in stays so.
    Raises PermissionDenied for who may not change the activity, `Refused` for what a rule forbids.
    """
    if not Activity.objects.open_to(user, Action.CHANGE).filter(pk=activity.pk).exists():
        raise PermissionDenied
    row = locked(activity)
    _must_take_place(row)
    if volunteer and (own := _own(row, volunteer)):
        check_in(own, user, request, beyond_capacity=True)
        return own
    now = timezone.now()
    signup = Signup(
        activity=row,
        contact_name=contact_name.strip() or (volunteer.contact_name if volunteer else ""),
        people=people,
        volunteer=volunteer,
        origin=SignupOrigin.WALK_IN,
        status=SignupStatus.CHECKED_IN,
        queued_at=now,
        checked_in_at=now,
        checked_in_by=user,
        code=new_code(),
    )
    return begin(signup, user, request)


def _stood(signup) -> SignupStatus:
    """Where it stood before it was checked in; a walk-in was nothing before."""
    if signup.origin == SignupOrigin.WALK_IN:
        return SignupStatus.CANCELLED
    waited = steps_of(signup).filter(verb=CHECK_IN.key).last()
    return (
        SignupStatus.WAITING if waited and waited.before == SignupStatus.WAITING else SignupStatus.CONFIRMED
    )


def _must_take_place(activity):
    if activity.status not in TAKES_PLACE:
        raise Refused(f"活动现在是“{activity.words()}”，不能签到。")


def _own(activity, volunteer):
    """The volunteer's sign-up, the one that is already checked in first."""
    signups = activity.signups.filter(volunteer=volunteer).exclude(status=SignupStatus.CANCELLED)
    return signups.order_by("-checked_in_at", "pk").first()
