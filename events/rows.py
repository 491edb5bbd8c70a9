"""The querysets behind printed activities: with what templates/events/includes/ print, no more."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.models import Activity, ActivityPhoto
from events.places import with_taken

_PRINTED = ("title", "kind", "status", "starts_at", "ends_at", "place")
_SIGNUPS = ("capacity", "takes_signups", "signup_opens_at", "signup_closes_at")
_HOLDERS = ("organization", "station")
_HELD = ("series", "issue_number", "attendance")


def activity_rows(activities: QuerySet) -> QuerySet:
    """Those of the public list. One query."""
    shown = [f"{holder}__{name}" for holder in _HOLDERS for name in ("name", "address", "is_public")]
    shown += ["station__latitude", "station__longitude"]
    rows = activities.select_related("organization", "station")
    return with_taken(rows.only(*_PRINTED, *_SIGNUPS, *_HELD, *shown))


def activity_brief(activities: QuerySet) -> QuerySet:
    """The shorter ones on the pages of other records. One query."""
    return activities.only(*_PRINTED)


def with_covers(activities: Iterable[Activity]) -> None:
    """Puts on each its `picture`: the cover, else the first photo; None without any. One query."""
    first = ActivityPhoto.objects.filter(activity=OuterRef("pk")).order_by("order", "pk").values("pk")[:1]
    chosen = Activity.objects.filter(pk__in=[activity.pk for activity in activities])
    chosen = chosen.annotate(picture=Coalesce(F("cover"), Subquery(first))).values("picture")
    photos = ActivityPhoto.objects.filter(pk__in=chosen).only("activity", "width", "height", "caption")
    found = {photo.activity_id: photo for photo in photos}
    for activity in activities:
        activity.picture = found.get(activity.pk)
