"""What waits of activities."""

from django.utils import timezone

from events.enums import TAKES_PLACE
from events.models import Activity
from jiedao.today.groups import FOLLOW
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind


def _without_attendance(rows, at, user):
    return rows.filter(status__in=TAKES_PLACE, starts_at__lt=timezone.now(), attendance=None)


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
