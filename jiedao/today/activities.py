"""What waits of activities."""

from datetime import datetime, timedelta

from django.utils import timezone

from events.enums import TAKES_PLACE, ActivityStatus
from events.models import Activity
from events.workflow.activities import RESCHEDULE
from jiedao.today.groups import FOLLOW, SOON
from lib.days import beginning, ending
from lib.templatetags.jiedao_text import clock, day
from orgs.todo import Kind


def this_hour() -> datetime:
    """When it began. What the start page asks follows from the hour, so that it is asked in the same words
    till the next one (`orgs/statements.py`).
    """
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def _without_attendance(rows, at, user):
    return rows.filter(status__in=TAKES_PLACE, starts_at__lt=this_hour(), attendance=None)


def _of_today_and_tomorrow(rows, at, user):
    soon = ending(at + timedelta(days=1))
    return rows.filter(status=ActivityStatus.PUBLISHED, starts_at__gte=beginning(at), starts_at__lt=soon)


def _without_new_date(rows, at, user):
    return rows.filter(status=ActivityStatus.POSTPONED)


def _soon_words(activity, at):
    day_word = "今天" if timezone.localdate(activity.starts_at) == at else "明天"
    return "，".join(filter(None, (f"{day_word}{clock(activity.starts_at)}", activity.place)))


KINDS = (
    Kind(
        key="activities-soon",
        group=SOON,
        title="今天和明天的活动",
        model=Activity,
        waiting=_of_today_and_tomorrow,
        day="starts_at__date",
        words=_soon_words,
        button="去准备、签到",
    ),
    Kind(
        key="activities-postponed",
        group=FOLLOW,
        title="已延期，还没有定新时间的活动",
        model=Activity,
        waiting=_without_new_date,
        day="starts_at__date",
        words=lambda activity, at: f"原定{day(activity.starts_at)}",
        verb=RESCHEDULE,
    ),
    Kind(
        key="activities-attendance",
        group=FOLLOW,
        title="办完还没有填参加人数的活动",
        model=Activity,
        waiting=_without_attendance,
        day="starts_at__date",
        words=lambda activity, at: f"{day(activity.starts_at)}举行",
        button="填人数",
    ),
)
