"""Calendars of what the list of activities can be asked for, and of one activity."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from events.calendar_file import KEPT, MOST, calendar_file
from events.models import Activity
from events.views.subscription import SECONDS_KEPT, Subscription
from lib.headers import keep_in_caches

_PRINTED = (
    *("title", "kind", "status", "place", "body", "starts_at", "ends_at", "created_at", "updated_at"),
    *("organization__name", "organization__address", "organization__is_public"),
    *("station__name", "station__address", "station__latitude", "station__longitude", "station__is_public"),
)


@require_safe
@vary_on_headers("User-Agent")
def calendar(request: HttpRequest) -> HttpResponse:
    """Those of the last year and to come that the filters let through; of too many the oldest go."""
    subscription = Subscription(request)
    if refusal := subscription.refusal():
        return refusal
    if _in_wechat(request):
        return _explained(request, subscription.page)
    rows = subscription.rows().filter(starts_at__gte=timezone.now() - KEPT).order_by("-starts_at", "-pk")
    return _file(request, _printed(rows)[:MOST], subscription.name, "activities.ics")


@require_safe
@vary_on_headers("User-Agent")
def activity_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(_printed(Activity.objects.public()), pk=pk)
    if _in_wechat(request):
        return _explained(request, activity.get_absolute_url())
    return _file(request, [activity], activity.title, f"activity-{pk}.ics")


def _printed(rows):
    return rows.select_related("organization", "station").only(*_PRINTED)


def _in_wechat(request):
    """Its own browser saves no such file and shows an empty page."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def _explained(request, back):
    return render(request, "events/calendar_in_wechat.html", {"back": back})


def _file(request, activities: Iterable[Activity], name, file_name):
    content = calendar_file(activities, name, request.build_absolute_uri)
    headers = {
        "Content-Disposition": content_disposition_header(False, file_name),
        "X-Content-Type-Options": "nosniff",
    }
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return keep_in_caches(request, response, SECONDS_KEPT)
