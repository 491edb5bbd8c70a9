"""The querysets behind printed rows: with what `templates/orgs/includes/*_rows.html` print, no more."""

from django.db.models import QuerySet

_UNIT = ("unit__name", "unit__is_public")
_COMMUNITY = ("community__name", "community__short_name", "community__is_public")


def organization_rows(organizations: QuerySet) -> QuerySet:
    """One query."""
    return organizations.select_related("unit").only("name", "level", "path", *_UNIT)


def station_rows(stations: QuerySet) -> QuerySet:
    """One query."""
    printed = ("name", "kind", "address", "opening_hours", "phone")
    where = ("organization__name", "organization__short_name", "organization__is_public")
    return stations.select_related("organization").only(*printed, *where)


def unit_rows(units: QuerySet) -> QuerySet:
    """One query."""
    printed = ("name", "nature", "industry", *_COMMUNITY)
    return units.select_related("community").only(*printed)
