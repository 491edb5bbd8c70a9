"""An activity as schema.org describes events, for search engines."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from events.enums import ActivityStatus
from events.models import Activity

_STATUS = {
    ActivityStatus.POSTPONED: "https://schema.org/EventPostponed",
    ActivityStatus.CANCELLED: "https://schema.org/EventCancelled",
}
_SCHEDULED = "https://schema.org/EventScheduled"
# As in Django's json_script: nothing in a text can end the element that holds it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def event_json(activity: Activity, request: HttpRequest, photos: list[str]) -> SafeString:
    """JSON-LD to stand in a <script type="application/ld+json">; `photos` are paths of pictures."""
    text = json.dumps(_event(activity, request, photos), ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # nosec B308 B703


def _event(activity, request, photos) -> dict[str, Any]:
    organizer = activity.organization
    event = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": activity.title,
        "url": request.build_absolute_uri(activity.get_absolute_url()),
        "startDate": _moment(activity.starts_at),
        "eventStatus": _STATUS.get(activity.status, _SCHEDULED),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": _location(activity),
        "isAccessibleForFree": True,
    }
    optional = {
        "endDate": _moment(activity.ends_at) if activity.ends_at else None,
        "description": activity.body,
        "maximumAttendeeCapacity": activity.capacity,
        "image": [request.build_absolute_uri(path) for path in photos],
    }
    if organizer.is_public:
        url = request.build_absolute_uri(organizer.get_absolute_url())
        optional["organizer"] = {"@type": "Organization", "name": organizer.name, "url": url}
    return event | {key: value for key, value in optional.items() if value}


def _location(activity):
    """The place; where none is given, where the organiser is."""
    organizer = activity.organization
    name = activity.place or (organizer.name if organizer.is_public else "地点待定")
    place = {"@type": "Place", "name": name}
    return place | ({"address": organizer.address} if organizer.is_public and organizer.address else {})


def _moment(value):
    return timezone.localtime(value).isoformat(timespec="seconds")
