"""What search engines are told of: every public page, and when it was changed last (sitemap.xml)."""

from collections.abc import Callable

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from events.models import Activity, VolunteerTeam
from orgs.models import Organization, Station, Unit
from partnerships.models import Agreement, ListItem, Project

AT_ONCE = 5_000  # addresses in one answer
_LISTS = (
    "jiedao:home",
    "events:activity_list",
    "events:activity_month",
    "events:team_list",
    "events:points",
    "events:honour_roll",
    "orgs:organization_list",
    "orgs:unit_list",
    "orgs:station_list",
    "partnerships:agreement_list",
    "partnerships:project_list",
    "partnerships:hall",
    "partnerships:results",
    "jiedao:statistics",
    "jiedao:accessibility",
    "jiedao:privacy",
)


class Lists(Sitemap):
    def items(self) -> list[str]:
        return list(_LISTS)

    def location(self, item: str) -> str:
        return reverse(item)


class Records(Sitemap):
    """The pages of some kind of record."""

    limit = AT_ONCE

    def __init__(self, rows: Callable[[], QuerySet], *columns: str):
        self._rows, self._columns = rows, columns

    def items(self) -> QuerySet:
        return self._rows().order_by("pk").only("pk", "updated_at", *self._columns)

    def lastmod(self, item):
        return item.updated_at

    def get_latest_lastmod(self):
        return self._rows().order_by().aggregate(last=Max("updated_at"))["last"]


class Series(Sitemap):
    """The pages of series, changed when one of their activities was."""

    limit = AT_ONCE

    def items(self) -> QuerySet:
        rows = _activities_in_series().order_by("series").values("series")
        return rows.annotate(changed=Max("updated_at"))

    def location(self, item: dict) -> str:
        return reverse("events:series_detail", args=[item["series"]])

    def lastmod(self, item):
        return item["changed"]

    def get_latest_lastmod(self):
        return _activities_in_series().order_by().aggregate(last=Max("updated_at"))["last"]


def _activities_in_series():
    return Activity.objects.public().filter(series__gt="")


SITEMAPS = {
    "pages": Lists(),
    "activities": Records(Activity.objects.public),
    "series": Series(),
    "agreements": Records(Agreement.objects.public),
    "items": Records(ListItem.objects.public, "kind"),
    "projects": Records(Project.objects.public),
    "organizations": Records(Organization.objects.public),
    "units": Records(Unit.objects.public),
    "stations": Records(Station.objects.public),
    "teams": Records(VolunteerTeam.objects.public),
}
