"""What becomes of an announced activity: put off, given a new date, called off, held after all, closed.

These are for who reviews activities there (`announced_by`). Nobody may put off or call off what people have
been checked in for: it took place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Activity, Volunteer
from events.workflow import service, signups
from events.workflow.settling import award_activity
from orgs.access import Action
from orgs.models import Category, User
from orgs.moves import Move, Refused, moving

if TYPE_CHECKING:
    from django.http import HttpRequest

_ANNOUNCED = "announced_by"
_DUE = (ActivityStatus.PUBLISHED, ActivityStatus.POSTPONED)

POSTPONE = Move(
    "postpone", "延期", (ActivityStatus.PUBLISHED,), Action.REVIEW, needs_reason=True, rows=_ANNOUNCED
)
RESCHEDULE = Move("reschedule", "改时间", _DUE, Action.REVIEW, rows=_ANNOUNCED)
CANCEL = Move("cancel", "取消活动", _DUE, Action.REVIEW, needs_reason=True, rows=_ANNOUNCED)
REVIVE = Move(
    "revive", "恢复举行", (ActivityStatus.CANCELLED,), Action.REVIEW, needs_reason=True, rows=_ANNOUNCED
)
CLOSE = Move("close", "结束活动", (ActivityStatus.PUBLISHED,), Action.REVIEW, rows=_ANNOUNCED)


def postpone(activity: Activity, by: User, request: HttpRequest | None = None, *, reason: str) -> None:
    """To a date that is not known yet; who signed up stays so."""
    with _before_anybody_came(POSTPONE, activity, by, request, reason) as row:
        row.status = ActivityStatus.POSTPONED


@transaction.atomic
def reschedule(
    activity: Activity,
    by: User,
    request: HttpRequest | None = None,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
) -> None:
    """To that time; signing up ends so much earlier or later as the activity begins."""
    with _before_anybody_came(RESCHEDULE, activity, by, request) as row:
        if row.signup_closes_at:
            row.signup_closes_at += starts_at - row.starts_at
        row.starts_at, row.ends_at = starts_at, ends_at
        row.status = ActivityStatus.PUBLISHED
    signups.move_up(activity)


def cancel(activity: Activity, by: User, request: HttpRequest | None = None, *, reason: str) -> None:
    """Who signed up stays on the list, to be called."""
    with _before_anybody_came(CANCEL, activity, by, request, reason) as row:
        row.status = ActivityStatus.CANCELLED


@transaction.atomic
def revive(activity: Activity, by: User, request: HttpRequest | None = None, *, reason: str) -> None:
    """What was called off takes place at its time after all; who waits gets what was cancelled meanwhile."""
    with moving(REVIVE, activity, by, request, reason) as row:
        row.status = ActivityStatus.PUBLISHED
    signups.move_up(activity)


@transaction.atomic
def close(
    activity: Activity,
    by: User,
    request: HttpRequest | None = None,
    *,
    attendance: int,
    volunteer_hours: Decimal | None = None,
    summary: str = "",
    hours: Mapping[Volunteer, Decimal] | None = None,
    category: Category | None = None,
) -> None:
    """It is over and so many came. Who held it and who took part get their points.

    `hours` are recorded of those volunteers; the activity's own are their sum unless said otherwise.
    """
    if hours:
        service.record_hours(activity, hours, by, request, category=category)
    with moving(CLOSE, activity, by, request) as row:
        if row.starts_at > timezone.now():
            raise Refused("活动还没有开始，不能结束。")
        row.status, row.attendance = ActivityStatus.CLOSED, attendance
        row.summary = summary or row.summary
        if volunteer_hours is not None:
            row.volunteer_hours = volunteer_hours
    award_activity(activity, by)


@contextmanager
def _before_anybody_came(
    move: Move, activity: Activity, by: User, request: HttpRequest | None, reason: str = ""
) -> Iterator[Activity]:
    with moving(move, activity, by, request, reason) as row:
        if row.signups.present().exists():
            raise Refused(f"已经有人签到，不能{move.word}。没有办成的，请先撤销签到。")
        yield row
