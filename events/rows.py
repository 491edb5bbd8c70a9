"""The queryset behind printed activities: with what `events/includes/activity_cards.html` prints, no more."""

from django.db.models import QuerySet


def activity_rows(activities: QuerySet) -> QuerySet:
    """One query."""
    return activities.select_related("organization").defer("body", "summary", "note")
