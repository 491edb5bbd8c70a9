"""What waits of activities."""

from datetime import datetime

from django.utils import timezone

from events.enums import TAKES_PLACE
from events.models import Activity
from jiedao.today.groups import FOLLOW
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind


def this_hour() -> datetime:
    """When it began. What the start page asks follows from the hour, so that it is asked in the same words
    till the next one (`orgs/statements.py`).
    """
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def _without_attendance(rows, at, user):
    return rows.filter(status__in=TAKES_PLACE, starts_at__lt=this_hour(), attendance=None)


KINDS = (
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
