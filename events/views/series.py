"""A series of activities (V观摩, 山海大讲堂): its issues, the next one first."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.listing import NextFirst, in_parts
from events.models import Activity
from events.structured_data import series_json
from lib.addresses import address
from orgs.listing import PAGE_SIZE, Pager

_SUBSCRIPTIONS = {"calendar_url": "events:calendar", "feed_url": "events:feed"}


@require_safe
def series_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Five queries."""
    if "\0" in name:  # which PostgreSQL refuses to look for
        raise Http404
    rows = Activity.objects.public().filter(series=name)
    page = Paginator(NextFirst(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404(f"no public activity of the series {name}")
    parts = in_parts(page.object_list)
    context = {
        "name": name,
        "pager": Pager.of(page, request),
        "count": page.paginator.count,
        "picture": _picture(parts["past"], request),
        "structured_data": series_json(name, page.object_list, request),
    }
    addresses = {key: f"{address(url)}?{urlencode({'series': name})}" for key, url in _SUBSCRIPTIONS.items()}
    return render(request, "events/series_detail.html", context | parts | addresses)


def _picture(past, request):
    """The latest one, absolute, for who shares the page."""
    picture = next((activity.picture for activity in past if activity.picture), None)
    return picture and request.build_absolute_uri(address("events:activity_photo", picture.pk, "full"))
