"""Public pages of activities, and their photographs."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.forms import ActivityFilters
from events.listing import ActivityListing, in_parts
from events.meetings import public_results
from events.models import Activity, ActivityPhoto
from events.places import signup_box, with_taken
from events.structured_data import event_json
from events.venue import station_of
from lib.delivery import deliver_picture
from orgs.models import Organization, Unit
from partnerships.models import Project

_SIZES = {"full": "image", "small": "small"}


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    listing = ActivityListing(request, ActivityFilters, Activity.objects.public())
    return render(request, "events/activity_list.html", {"listing": listing} | in_parts(listing.rows))


@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(_whole(), pk=pk)
    lead, photos = _cover_first(activity)
    pictures = [reverse("events:activity_photo", args=[lead.pk, "full"])] if lead else []
    context = {
        "activity": activity,
        "station": station_of(activity),
        "project": Project.objects.public().filter(pk=activity.project_id).first(),
        "lead": lead,
        "photos": photos,
        "picture": request.build_absolute_uri(pictures[0]) if pictures else "",
        "signup_box": signup_box(activity),
        "meeting": public_results(activity),
        "structured_data": event_json(activity, request, pictures),
        "partners": [*activity.partner_organizations.all(), *activity.units.all()],
        "same_day": activity.ends_at and _local_day(activity.ends_at) == _local_day(activity.starts_at),
    }
    return render(request, "events/activity_detail.html", context)


def _whole():
    """Eight queries with what the page asks besides."""
    shown = with_taken(Activity.objects.public()).select_related("organization", "station", "council")
    partners = _public("units", Unit), _public("partner_organizations", Organization)
    return shown.prefetch_related("photos", *partners)


def _cover_first(activity):
    """The picture that stands over the page, or None, and the others in their order."""
    photos = list(activity.photos.all())
    if not photos:
        return None, []
    lead = next((photo for photo in photos if photo.pk == activity.cover_id), photos[0])
    return lead, [photo for photo in photos if photo != lead]


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
