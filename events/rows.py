"""The querysets behind printed activities: with what templates/events/includes/ print, no more."""

from django.db.models import QuerySet

_PRINTED = ("title", "kind", "status", "starts_at", "ends_at", "place")


def activity_rows(activities: QuerySet) -> QuerySet:
    """Those of the public list. One query."""
    organizer = ("organization__name", "organization__is_public")
    return activities.select_related("organization").only(*_PRINTED, "capacity", *organizer)


def activity_brief(activities: QuerySet) -> QuerySet:
    """The shorter ones on the pages of other records. One query."""
    return activities.only(*_PRINTED)
