"""Activities as calendars read them (RFC 5545), in the office's time zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone

from events.enums import ActivityStatus
from events.models import Activity
from events.venue import location, station_of
from lib.printable import printable
from orgs.templatetags.orgs_names import public_name

MOST = 2_000  # in one file, the next ones first
KEPT = timedelta(days=366)  # how far a file goes back: what is older need not be sent each hour
_REFRESH = timedelta(hours=1)
_STATUS = {ActivityStatus.POSTPONED: "TENTATIVE", ActivityStatus.CANCELLED: "CANCELLED"}
_BEFORE = {ActivityStatus.POSTPONED: "【延期】", ActivityStatus.CANCELLED: "【取消】"}
_CALLED_OFF = {
    ActivityStatus.POSTPONED: "活动延期，新的时间以活动页面为准。",
    ActivityStatus.CANCELLED: "活动已取消。",
}


def calendar_file(activities: Iterable[Activity], name: str, absolute: Callable[[str], str]) -> bytes:
    """The file. `absolute` makes of a path the address of a page; activities come with their organisation
    and station.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//jiedao//activities//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(name))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_zone())  # also where no activity is: a calendar must have something in it
    for activity in activities:
        calendar.add_component(_event(activity, absolute))
    return calendar.to_ical()


@lru_cache
def _zone() -> Timezone:
    return Timezone.from_tzid(settings.TIME_ZONE)


def uid(activity: Activity) -> str:
    """The same for ever: of when it was entered, which nothing changes, and its number."""
    entered = int(activity.created_at.timestamp() * 1_000_000)
    return f"activity-{activity.pk}-{entered}@jiedao"


def _event(activity, absolute):
    event = Event()
    event.add("uid", uid(activity))
    changed = activity.updated_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("created", activity.created_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", max(0, int((activity.updated_at - activity.created_at).total_seconds())))
    event.add("dtstart", _local(activity.starts_at))
    if activity.ends_at and activity.ends_at > activity.starts_at:
        event.add("dtend", _local(activity.ends_at))
    event.add("summary", _BEFORE.get(activity.status, "") + printable(activity.title))
    event.add("status", _STATUS.get(activity.status, "CONFIRMED"))
    event.add("url", absolute(activity.get_absolute_url()))
    event.add("categories", [activity.get_kind_display()])
    event.add("description", _description(activity, absolute))
    _add_place(event, activity)
    return event


def _add_place(event, activity):
    if where := location(activity):
        event.add("location", printable(where))
    station = station_of(activity)
    if station is not None and station.latitude is not None:
        event.add("geo", (float(station.latitude), float(station.longitude)))


def _description(activity, absolute):
    parts = (
        _CALLED_OFF.get(activity.status, ""),
        activity.body,
        f"主办：{public_name(activity.organization)}",
        f"详情：{absolute(activity.get_absolute_url())}",
    )
    return printable("\n".join(filter(None, parts)))


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(microsecond=0)
