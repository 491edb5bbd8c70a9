"""Who is expected at an activity and who has come: counts, the search at the desk, who is to be called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from events.enums import TAKES_PLACE, SignupOrigin, SignupStatus
from events.models import Activity, Signup
from lib.masking import mask
from lib.templatetags.jiedao_text import day, moment

LISTED = 100  # rows of each list on the page of an activity; the rest is found by name
_EARLY, _LATE = timedelta(hours=3), timedelta(days=1)
_DIGITS = re.compile(r"\d{4,}", re.ASCII)


@dataclass(frozen=True)
class Counts:
    """Persons, not sign-ups."""

    expected: int  # signed up, with a place
    present: int  # all who have come
    walked_in: int  # of them, those who had not signed up
    waiting: int


def counts(activity: Activity) -> Counts:
    """One query."""
    walk_in, here = Q(origin=SignupOrigin.WALK_IN), Q(status=SignupStatus.CHECKED_IN)
    told = activity.signups.order_by().aggregate(
        expected=Sum("people", filter=(here | Q(status=SignupStatus.CONFIRMED)) & ~walk_in),
        present=Sum("people", filter=here),
        walked_in=Sum("people", filter=here & walk_in),
        waiting=Sum("people", filter=Q(status=SignupStatus.WAITING)),
    )
    return Counts(**{name: number or 0 for name, number in told.items()})


def found(activity: Activity, words: str) -> QuerySet[Signup]:
    """Sign-ups by part of a name, by their code, or by the last four digits of the phone, or more;
    without what nobody sees.
    """
    words = "".join(filter(str.isprintable, unicodedata.normalize("NFKC", words))).replace(" ", "")
    wanted = Q(code=words.upper()) | Q(contact_name__icontains=words)
    if _DIGITS.fullmatch(words):
        wanted |= Q(contact_phone__endswith=words)
    return activity.signups.filter(wanted).order_by("queued_at", "pk")


def expected(activity: Activity) -> QuerySet[Signup]:
    """Who has a place and is not there yet, then who waits for one; in the order of signing up."""
    due = activity.signups.filter(status__in=(SignupStatus.CONFIRMED, SignupStatus.WAITING))
    return due.order_by("status", "queued_at", "pk")


def present(activity: Activity) -> QuerySet[Signup]:
    """The last one first: a mistake is seen at once."""
    return activity.signups.present().order_by("-checked_in_at", "-pk")


def standing(activity: Activity) -> QuerySet[Signup]:
    """All who reckon with the activity: they are told of what becomes of it."""
    rows = activity.signups.exclude(status=SignupStatus.CANCELLED).exclude(origin=SignupOrigin.WALK_IN)
    return rows.order_by("status", "queued_at", "pk")


def with_masks(signups: QuerySet[Signup]) -> list[Signup]:
    """Each with `masked_phone`, for a page."""
    rows = list(signups)
    for row in rows:
        row.masked_phone = mask(row.contact_phone)
    return rows


def doubt(activity: Activity, now: datetime | None = None) -> str:
    """Why who checks people in now may have the wrong activity before her; "" where nothing is odd."""
    now = now or timezone.now()
    if activity.status not in TAKES_PLACE:
        return f"活动现在是“{activity.words(now)}”，不能签到。"
    if activity.starts_at - now > _EARLY:
        return f"活动{moment(activity.starts_at)}才开始，请核对是不是这一场。"
    if now - (activity.ends_at or activity.starts_at) > _LATE:
        return f"活动{day(activity.starts_at)}已经举行，现在是补签，请核对。"
    return ""
