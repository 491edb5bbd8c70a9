"""Meetings of councils: who sits there, what came of them, and what residents are told of that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from events.enums import COUNCIL_KINDS, ActivityKind, Presence
from events.models import Activity
from orgs import review
from orgs.enums import CouncilKind, ReviewState, SeatTitle
from orgs.models import Council, CouncilSeat

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import User


def kind_of_meeting(council: Council) -> ActivityKind:
    """联席会议 of the street's council, 议事会 of all others."""
    is_joint = council.kind == CouncilKind.JOINT_MEETING
    return ActivityKind.JOINT_MEETING if is_joint else ActivityKind.COUNCIL_MEETING


def validate_council(activity: Activity) -> None:
    """A meeting's council is one of its organisation's, and nothing but a meeting has one.

    Meetings without a council stay as they are: ledgers tell of none. One that was written down keeps its
    council, to which topics, seats and resolutions belong. Raises ValidationError.
    """
    if activity.pk and _is_written_down(activity, but_for=activity.council_id):
        words = "这次会议已经写了会议记录，议事机构、类别和主办党组织不能再改。录错了的，请先清空会议记录。"
        raise ValidationError({"council": words})
    council = activity.council
    if council is None:
        return
    if activity.kind not in COUNCIL_KINDS:
        raise ValidationError({"council": "只有联席会议和议事会由议事机构召开。请改类别，或者不选议事机构。"})
    if council.organization_id != activity.organization_id:
        words = f"“{council}”归“{council.organization}”管理，主办党组织也请选它。"
        raise ValidationError({"council": words})


def _is_written_down(activity, but_for):
    """Of another council than that one?"""
    written = Q(topics__isnull=False) | Q(seat_attendances__isnull=False) | Q(resolutions__isnull=False)
    others = Activity.objects.filter(pk=activity.pk, council__isnull=False)
    return others.exclude(council=but_for).filter(written).exists()


def settle_council(activity: Activity) -> None:
    """Of a meeting that is entered by hand: the only council of its organisation is filled in, of several
    one is asked for. Raises ValidationError.
    """
    if activity.council_id or activity.kind not in COUNCIL_KINDS or not activity.organization_id:
        return
    councils = list(Council.objects.filter(organization=activity.organization_id)[:2])
    if len(councils) > 1:
        raise ValidationError({"council": "请选择是哪个议事机构召开的。"})
    activity.council = councils[0] if councils else None


def day_of(meeting: Activity) -> date:
    return timezone.localdate(meeting.starts_at)


def seats(meeting: Activity) -> QuerySet[CouncilSeat]:
    """Those held on the meeting's day and those that it has noted, the convener first."""
    rank = Case(*(When(title=title, then=Value(place)) for place, title in enumerate(SeatTitle)))
    noted = Q(pk__in=meeting.seat_attendances.order_by().values("seat"))
    held = CouncilSeat.objects.filter(council=meeting.council_id).held(day_of(meeting)).order_by()
    found = CouncilSeat.objects.filter(Q(pk__in=held.values("pk")) | noted)
    return found.select_related("unit", "council").order_by(rank, "since", "pk")


def proposed_attendance(meeting: Activity) -> int | None:
    """What closing a meeting may begin with: how many seats were present; None where nobody noted it."""
    noted = list(meeting.seat_attendances.order_by().values_list("presence", flat=True))
    return noted.count(Presence.PRESENT) if noted else None


def public_results(activity: Activity) -> dict[str, Any] | None:
    """What residents read of a public meeting: its topics, and what was resolved with where that stands.

    No persons, and nothing of what was said. None for what is no meeting, or has neither. Two queries, of a
    meeting only.
    """
    if not activity.council_id:
        return None
    found = {
        "topics": list(activity.topics.order_by("order", "pk")),
        "resolutions": list(activity.resolutions.order_by("pk")),
    }
    return found if any(found.values()) else None


def show_again(meeting: Activity, user: User, request: HttpRequest | None = None) -> bool:
    """What residents read of a published meeting was changed: hidden until it is reviewed, unless the user
    publishes there. Was it hidden?
    """
    shown = meeting.is_public and meeting.review == ReviewState.PUBLISHED
    return shown and review.review_again(meeting, user, request)
