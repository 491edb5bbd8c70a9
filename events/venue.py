"""Where an activity is held, as residents read it: a station of the office, a place in words, or both."""

from events.models import Activity
from orgs.models import Station


def station_of(activity: Activity) -> Station | None:
    """The station, if residents may know of it."""
    return activity.station if activity.station_id and activity.station.is_public else None


def venue(activity: Activity) -> str:
    """示例党群服务中心 二楼会议室; nothing where nothing is said."""
    station = station_of(activity)
    if station is None or station.name in activity.place:
        return activity.place
    return f"{station.name} {activity.place}".strip()


def street_address(activity: Activity) -> str:
    """Of the station; of the organiser, where neither station nor place is said."""
    station, organizer = station_of(activity), activity.organization
    if station is not None:
        return station.address
    return organizer.address if organizer.is_public and not activity.place else ""


def location(activity: Activity) -> str:
    """Both in one line, as a calendar or a driver wants it."""
    return "，".join(filter(None, [venue(activity), street_address(activity)]))
