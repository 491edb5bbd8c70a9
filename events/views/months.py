"""A month of activities, day by day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.forms import MonthFilters, week_of
from events.listing import MonthListing
from events.models import Activity
from lib.days import YEARS, today

SHOWN_A_DAY = 3


@dataclass(frozen=True)
class Day:
    """A field of the sheet; those of the months beside are empty."""

    date: date
    is_inside: bool
    is_today: bool
    url: str  # the list of that day
    activities: list[Activity] = field(default_factory=list)

    @property
    def shown(self) -> list[Activity]:
        return self.activities[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        return max(0, len(self.activities) - SHOWN_A_DAY)


@require_safe
def activity_month(request: HttpRequest) -> HttpResponse:
    listing = MonthListing(request, MonthFilters, Activity.objects.public())
    month = listing.month
    beside = [each for each in (month.previous, month.next) if each.year in YEARS]
    context = {
        "listing": listing,
        "tabs": listing.times,
        "month": month,
        "days": list(_days(listing)),
        "beside": [(each, listing.url(month=each)) for each in beside],
    }
    return render(request, "events/activity_month.html", context)


def _days(listing: MonthListing) -> Iterator[Day]:
    """Whole weeks, from a Monday to a Sunday."""
    month, found = listing.month, defaultdict(list)
    for activity in listing.rows:
        found[timezone.localdate(activity.starts_at)].append(activity)
    day, last = week_of(month.first)[0], week_of(month.last)[1]
    while day <= last:
        url = listing.at("events:activity_list", month=None, since=day, until=day) if found[day] else ""
        yield Day(day, day in month, day == today(), url, found[day])
        day += timedelta(days=1)
