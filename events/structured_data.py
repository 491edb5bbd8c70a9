"""Activities as schema.org describes events, for search engines."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from events.enums import ActivityStatus, SignupState
from events.models import Activity
from events.places import closes_at, signup_state
from events.venue import station_of, street_address, venue

_STATUS = {
    ActivityStatus.POSTPONED: "https://schema.org/EventPostponed",
    ActivityStatus.CANCELLED: "https://schema.org/EventCancelled",
}
_SCHEDULED = "https://schema.org/EventScheduled"
# Of those one may sign up for, now or later; whoever comes too late is not told of places.
_AVAILABILITY = {
    SignupState.NOT_YET: "https://schema.org/PreOrder",
    SignupState.OPEN: "https://schema.org/InStock",
    SignupState.FULL: "https://schema.org/SoldOut",
}
# As in Django's json_script: nothing in a text can end the element that holds it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def event_json(activity: Activity, request: HttpRequest, photos: list[str]) -> SafeString:
    """JSON-LD to stand in a <script type="application/ld+json">; `photos` are paths of pictures. Two queries
    at most, for places.
    """
    event = _event(activity, request) | _more(activity, request, photos)
    return _written({"@context": "https://schema.org"} | event)


def series_json(name: str, activities: Iterable[Activity], request: HttpRequest) -> SafeString:
    """The series with those of its issues that the page shows."""
    return _written(
        {
            "@context": "https://schema.org",
            "@type": "EventSeries",
            "name": name,
            "url": request.build_absolute_uri(request.path),
            "subEvent": [_event(activity, request) for activity in activities],
        }
    )


def _written(data):
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # nosec B308 B703


def _event(activity, request) -> dict[str, Any]:
    """What the rows of a list know of it."""
    event = {
        "@type": "Event",
        "name": activity.title,
        "url": request.build_absolute_uri(activity.get_absolute_url()),
        "startDate": _moment(activity.starts_at),
        "eventStatus": _STATUS.get(activity.status, _SCHEDULED),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": _location(activity),
        "isAccessibleForFree": True,
    }
    return event | ({"endDate": _moment(activity.ends_at)} if activity.ends_at else {})


def _more(activity, request, photos) -> dict[str, Any]:
    optional = {
        "description": activity.body,
        "maximumAttendeeCapacity": activity.capacity,
        "image": [request.build_absolute_uri(path) for path in photos],
        "organizer": _organizer(activity.organization, request),
        "offers": _offer(activity, request),
    }
    return {key: value for key, value in optional.items() if value}


def _organizer(organization, request):
    if not organization.is_public:
        return None
    url = request.build_absolute_uri(organization.get_absolute_url())
    return {"@type": "Organization", "name": organization.name, "url": url}


def _location(activity):
    """The place; where none is given, where the organiser is."""
    organizer, station = activity.organization, station_of(activity)
    name = venue(activity) or (organizer.name if organizer.is_public else "地点待定")
    place = {"@type": "Place", "name": name}
    if address := street_address(activity):
        place["address"] = {"@type": "PostalAddress", "streetAddress": address, "addressCountry": "CN"}
    if station is not None and station.latitude is not None:
        coordinates = {"latitude": float(station.latitude), "longitude": float(station.longitude)}
        place["geo"] = {"@type": "GeoCoordinates"} | coordinates
    return place


def _offer(activity, request):
    """Places, for nothing: where residents sign up."""
    availability = _AVAILABILITY.get(signup_state(activity))
    if availability is None:
        return None
    since = activity.signup_opens_at or activity.published_at
    offer = {
        "@type": "Offer",
        "url": request.build_absolute_uri(activity.get_absolute_url()),
        "price": 0,
        "priceCurrency": "CNY",
        "availability": availability,
        "validThrough": _moment(closes_at(activity)),
    }
    return offer | ({"validFrom": _moment(since)} if since else {})


def _moment(value):
    return timezone.localtime(value).isoformat(timespec="seconds")
