"""Activities in the work record of an agreement: its own, and those of its projects."""

from django.urls import reverse

from events.models import Activity
from lib.days import today
from partnerships import work_record
from partnerships.work_record import Source


def register() -> None:
    work_record.add(_ACTIVITIES)


_ACTIVITIES = Source(
    model=Activity,
    paths=("agreement", "project__agreement"),
    happened=(("starts_at", "活动"),),
    of=lambda activities: activities.held(today()).only("title", "starts_at"),
    title=str,
    public_title=str,
    page=Activity.get_absolute_url,
    desk=lambda activity: reverse("admin:events_activity_change", args=[activity.pk]),
)
