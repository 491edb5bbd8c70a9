"""Public pages of activities, and their photographs."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.forms import ActivityFilters
from events.models import Activity, ActivityPhoto
from events.rows import activity_rows
from events.structured_data import event_json
from lib.days import beginning, today
from lib.delivery import deliver_picture
from orgs.listing import Listing
from orgs.models import Organization, Unit
from partnerships.models import Project

_SIZES = {"full": "image", "small": "small"}


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request, ActivityFilters, activity_rows(Activity.objects.public()).next_first())
    start = beginning(today())
    context = {
        "listing": listing,
        "tabs": listing.tabs("when"),
        "coming": [activity for activity in listing.rows if activity.starts_at >= start],
        "past": [activity for activity in listing.rows if activity.starts_at < start],
    }
    return render(request, "events/activity_list.html", context)


@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    shown = Activity.objects.public().select_related("organization")
    related = ("photos", _public("units", Unit), _public("partner_organizations", Organization))
    activity = get_object_or_404(shown.prefetch_related(*related), pk=pk)
    lead, *photos = list(activity.photos.all()) or [None]
    pictures = [reverse("events:activity_photo", args=[lead.pk, "full"])] if lead else []
    context = {
        "activity": activity,
        "project": Project.objects.public().filter(pk=activity.project_id).first(),
        "lead": lead,
        "photos": photos,
        "structured_data": event_json(activity, request, pictures),
        "partners": [*activity.partner_organizations.all(), *activity.units.all()],
        "same_day": activity.ends_at and _local_day(activity.ends_at) == _local_day(activity.starts_at),
    }
    return render(request, "events/activity_detail.html", context)


@require_safe
def activity_photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """The picture of a public activity, "full" or "small"."""
    if size not in _SIZES:
        raise Http404
    photo = get_object_or_404(ActivityPhoto.objects.public(), pk=pk)
    return deliver_picture(request, getattr(photo, _SIZES[size]), is_public=True)


def _public(relation, model):
    return Prefetch(relation, model.objects.public())


def _local_day(moment):
    return timezone.localtime(moment).date()
