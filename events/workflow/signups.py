"""Signing up: a place, or the waiting list, which moves up by itself; cancelling.

Whatever gives or frees places holds the activity's row locked from before it counts until it is done, and
locks sign-ups after it, never the other way round: of two hundred at the same instant exactly as many get in
as there are places. The queue is strictly first come, first served: who waits for two places keeps those
behind her waiting until two are free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events import places
from events.enums import TAKES_SIGNUPS, ActivityStatus, SignupOrigin, SignupState, SignupStatus
from events.models import Activity, Signup
from events.workflow.volunteers import matching
from lib.codes import random_code
from orgs.access import Action, least_role
from orgs.models import ConsentText, Organization, User
from orgs.moves import Move, Refused, Who, moving, tell_begun

if TYPE_CHECKING:
    from django.http import HttpRequest

    from events.models import Volunteer

BY_FORM = "居民（网上报名）"
BY_TICKET = "居民（报名凭证）"
BY_QUEUE = "系统（候补递补）"

CANCEL = Move("cancel", "取消报名", (SignupStatus.CONFIRMED, SignupStatus.WAITING))
MOVE_UP = Move("move_up", "候补递补", (SignupStatus.WAITING,))

# What has no more places to give.
_NO_MORE = (ActivityStatus.DRAFT, ActivityStatus.CANCELLED, ActivityStatus.CLOSED)
_WHY_NOT = {
    SignupState.NONE: "这个活动不用报名，可以直接参加。",
    SignupState.NOT_YET: "报名还没有开始，请到时候再来。",
    SignupState.CLOSED: "报名已经截止。还想参加的，请打电话联系主办方。",
    SignupState.OVER: "活动已经结束，不能再报名。",
    SignupState.CALLED_OFF: "活动已经取消或延期，现在不能报名。",
}


class SignedUpAlready(Refused):
    """Somebody of that name and phone has signed up: is it a second person?"""


class TooFewPlaces(Refused):
    """Some places are left, but fewer than asked for: all on the waiting list, or fewer people?"""

    def __init__(self, left: int, people: int):
        super().__init__(
            f"还剩{left}个名额，您填了{people}人：可以把人数改成{left}人；要一起参加的，请勾选“全部候补”。"
        )


@transaction.atomic
def sign_up(
    activity: Activity,
    *,
    contact_name: str,
    contact_phone: str,
    people: int = 1,
    consent: ConsentText | None,
    origin: SignupOrigin = SignupOrigin.WEB,
    user: User | None = None,
    request: HttpRequest | None = None,
    volunteer: Volunteer | None = None,
    note: str = "",
    is_second: bool = False,
    may_wait: bool = True,
) -> Signup:
    """A place, or the waiting list where there is none or somebody waits already.

    `user`: who signs somebody up at the desk. `is_second`: the same name and phone stand for another person.
    `may_wait`: a party larger than what is left waits as a whole. Raises PermissionDenied for who may not
    enter sign-ups there, `SignedUpAlready`, `TooFewPlaces`, or `Refused` for whatever else is in the way.
    """
    row = locked(activity)
    if origin == SignupOrigin.WEB:
        _must_be_open(row)
    else:
        _may_enter(user, row)
        _must_be_to_come(row)
    _must_ever_fit(row, people)
    if not is_second:
        _must_be_new(row, contact_name, contact_phone)
    signup = Signup(
        activity=row,
        contact_name=contact_name,
        contact_phone=contact_phone,
        people=people,
        status=_place_for(row, people, may_wait),
        origin=origin,
        code=new_code(),
        consent=consent,
        consented_at=timezone.now() if consent else None,
        volunteer=volunteer or matching(row.organization, contact_name, contact_phone),
        queued_at=timezone.now(),
        note=note,
    )
    return begin(signup, user or BY_FORM, request)


@transaction.atomic
def cancel(signup: Signup, by: Who, request: HttpRequest | None = None) -> None:
    """The place is free: whoever waits first moves up."""
    activity = locked(signup.activity)
    with moving(CANCEL, signup, by, request) as row:
        if _is_over(activity):
            raise Refused("活动已经结束，不用再取消报名。")
        row.status, row.cancelled_at = SignupStatus.CANCELLED, timezone.now()
    move_up(activity)


def may_cancel(signup: Signup) -> bool:
    return CANCEL.begins_at(signup.state()) and not _is_over(signup.activity)


@transaction.atomic
def move_up(activity: Activity) -> list[Signup]:
    """Gives free places to whoever waits, the first first; those who have got one.

    Called by whatever frees places or adds some, in its transaction.
    """
    row = locked(activity)
    if row.status in _NO_MORE or _is_over(row):
        return []
    moved, left = [], places.places_left(row)
    # Each takes a place at least, so no more than these can move up.
    for signup in list(row.signups.waiting()[:left]):
        if left is not None and signup.people > left:
            break
        with moving(MOVE_UP, signup, BY_QUEUE) as promoted:
            promoted.status = SignupStatus.CONFIRMED
        left = None if left is None else left - signup.people
        moved.append(signup)
    return moved


def refuse_small_capacity(activity: Activity, capacity: int | None) -> None:
    """ValidationError on `capacity` where more people have places already, or wait as one party."""
    if capacity is None or activity.pk is None:
        return
    taken = activity.signups.holding().order_by().people()
    if capacity < taken:
        raise ValidationError({"capacity": f"已经有{taken}人报上名，名额不能少于{taken}人。"})
    largest = max(activity.signups.waiting().values_list("people", flat=True), default=0)
    if capacity < largest:
        words = f"候补的有一家一次报了{largest}人，名额少于{largest}人就永远轮不到。请先联系对方改报或取消。"
        raise ValidationError({"capacity": words})


def locked(activity: Activity) -> Activity:
    """The activity's row, for this transaction alone until its end; before any sign-up's row."""
    rows = Activity._base_manager.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("organization").filter(pk=activity.pk).first()
    if row is None:
        raise Refused("这个活动已经删除，不能报名。")
    return row


def begin(signup: Signup, by: Who, request: HttpRequest | None = None) -> Signup:
    """Saves a new one, and tells of it. In a transaction that holds the activity locked."""
    try:
        signup.full_clean(exclude=["activity", "consent", "volunteer"])
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    signup.save()
    tell_begun(signup, SignupOrigin(signup.origin).label, by, request)
    return signup


def new_code() -> str:
    return random_code(lambda code: Signup.objects.filter(code=code).exists())


def _is_over(activity):
    """What was put off is to come, though its first date may have passed."""
    if activity.status == ActivityStatus.POSTPONED:
        return False
    return activity.status == ActivityStatus.CLOSED or activity.is_past()


def _must_be_open(activity):
    if not Activity.objects.public().filter(pk=activity.pk).exists():
        raise Refused("这个活动现在没有公开，不能报名。")
    state = places.signup_state(activity)
    if state not in TAKES_SIGNUPS:
        raise Refused(_WHY_NOT[state])


def _may_enter(user, activity):
    own = Organization.objects.under(user, least_role(Signup, Action.ADD))
    if not own.filter(pk=activity.organization_id).exists():
        raise PermissionDenied


def _must_be_to_come(activity):
    """The desk signs people up before the form opens and after it has closed, too."""
    if activity.status != ActivityStatus.PUBLISHED:
        raise Refused(f"这个活动现在是“{activity.get_status_display()}”，不能报名。")
    if activity.is_past():
        raise Refused(_WHY_NOT[SignupState.OVER])


def _must_ever_fit(activity, people):
    """A party larger than the room would keep everybody behind it waiting for ever."""
    if activity.capacity is not None and people > activity.capacity:
        raise Refused(f"这个活动一共只有{activity.capacity}个名额，一次报不了{people}人。请把人数改少。")


def _must_be_new(activity, name, phone):
    if not (name and phone):
        return
    same = activity.signups.exclude(status=SignupStatus.CANCELLED)
    if same.filter(contact_name=name, contact_phone=phone).exists():
        raise SignedUpAlready("您已经报过名了。是再给第二个人报名吗？是的，请勾选“这是另一个人”再提交。")


def _place_for(activity, people, may_wait) -> SignupStatus:
    if activity.capacity is None:
        return SignupStatus.CONFIRMED
    left, somebody_waits = places.places_left(activity), activity.signups.waiting().exists()
    if people <= left and not somebody_waits:
        return SignupStatus.CONFIRMED
    if left and not somebody_waits and not may_wait:
        raise TooFewPlaces(left, people)
    return SignupStatus.WAITING


def place_in_queue(signup: Signup) -> int:
    """1 for who moves up next; 0 for who does not wait. One query."""
    if signup.status != SignupStatus.WAITING:
        return 0
    before = Q(queued_at__lt=signup.queued_at) | Q(queued_at=signup.queued_at, pk__lt=signup.pk)
    return signup.activity.signups.waiting().filter(before).count() + 1
