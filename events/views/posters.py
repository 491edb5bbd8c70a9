"""The poster of an activity: one A4 sheet for the door of a station, with a code that leads to its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Activity
from events.venue import station_of, street_address, venue
from lib import qr

# The longer the title, the smaller it is set; the last size takes the longest that can be entered.
_SIZES = ((12, "huge"), (24, "large"), (48, "middle"), (100, "small"))
_MUCH = 80  # characters of place and address; of more, the particulars are set smaller
_BODY, _LITTLE = 220, 80  # characters of the introduction, and how many beside particulars that are long


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    shown = Activity.objects.public().select_related("organization", "station")
    activity = get_object_or_404(shown, pk=pk)
    address = request.build_absolute_uri(activity.get_absolute_url())
    is_dense = len(venue(activity)) + len(street_address(activity)) > _MUCH
    context = {
        "activity": activity,
        "address": address,
        "code": qr.svg(address, "活动页面的二维码"),
        "size": next((size for most, size in _SIZES if len(activity.title) <= most), "tiny"),
        "is_dense": is_dense,
        "body": _LITTLE if is_dense else _BODY,
        "venue": venue(activity),
        "street_address": street_address(activity),
        "phone": _phone(activity),
        "same_day": _ends_that_day(activity),
    }
    return render(request, "events/poster.html", context)


def _phone(activity):
    """Whom to call: the organiser, else the station."""
    station, organizer = station_of(activity), activity.organization
    if organizer.is_public and organizer.phone:
        return organizer.phone
    return station.phone if station is not None else ""


def _ends_that_day(activity):
    begins, ends = (
        moment and timezone.localdate(moment) for moment in (activity.starts_at, activity.ends_at)
    )
    return begins == ends
