"""光荣榜: what units and organisations earned in a year, volunteers who agreed to be named, who gave rewards,
and stars. Nothing is told of volunteers who did not agree, not even how many they are.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Min, Q, Sum

from events.models import PointEntry, PointRule, Reward, ServiceRecord, Volunteer
from lib.days import today
from orgs.models import Award, Organization, Unit

MOST = 100  # of each list; a page that is read to its end
_OLDEST = 20  # years back


class Earned(NamedTuple):
    holder: Organization | Unit
    points: int


class Served(NamedTuple):
    volunteer: Volunteer
    hours: Decimal
    points: int


class Donor(NamedTuple):
    unit: Unit
    rewards: list[str]


def years() -> list[int]:
    """From this one back to that of the first rule or award. Two queries."""
    firsts = (
        PointRule.objects.aggregate(first=Min("published_on"))["first"],
        Award.objects.public().order_by().aggregate(first=Min("since"))["first"],
    )
    last = today().year
    first = min((day.year for day in firsts if day), default=last)
    return list(range(last, max(first, last - _OLDEST) - 1, -1))


def organizations(year: int) -> list[Earned]:
    """Those with the most points first. Two queries."""
    return _earned(Organization.objects.public(), "account__holder", year)


def units(year: int) -> list[Earned]:
    return _earned(Unit.objects.public(), "account__unit", year)


def volunteers(year: int) -> list[Served]:
    """Those who agreed and served, with the most hours first. Three queries."""
    named = Volunteer.objects.named().order_by()
    served = ServiceRecord.objects.counted().filter(volunteer__in=named, served_on__range=_days(year))
    sums = served.order_by().values("volunteer").annotate(all=Sum("hours")).order_by("-all", "volunteer")
    hours = dict(sums.values_list("volunteer", "all")[:MOST])
    found = Volunteer.objects.select_related("organization").in_bulk(hours)
    entries = PointEntry.objects.earned().filter(account__volunteer__in=list(hours), day__range=_days(year))
    points = dict(
        entries.order_by()
        .values("account__volunteer")
        .annotate(all=Sum("points"))
        .values_list("account__volunteer", "all")
    )
    return [
        Served(found[key], Decimal(sum_).quantize(Decimal("0.1")), max(0, points.get(key, 0)))
        for key, sum_ in hours.items()
    ]


def donors() -> list[Donor]:
    """Public units with what they gave for exchange. One query."""
    given = Reward.objects.public().filter(donor__is_public=True).select_related("donor")
    told: dict[Unit, list[str]] = {}
    for reward in given.order_by("donor__name", "donor", "points", "pk")[: MOST * 3]:
        names = told.setdefault(reward.donor, [])
        if reward.name not in names:
            names.append(reward.name)
    return [Donor(unit, names) for unit, names in told.items()][:MOST]


def awards(year: int) -> list[Award]:
    """Given for the year, or in it where no year is said; the most stars first. One query."""
    of_year = Q(year=year) | Q(year=None, since__range=_days(year))
    shown = Q(holder__is_public=True) | Q(unit__is_public=True)
    found = Award.objects.public().filter(of_year, shown, since__lte=today())
    found = found.select_related("holder__parent", "unit")
    return list(found.order_by("kind", "-stars", "holder__path", "unit__name", "pk")[: MOST * 2])


def _days(year):
    return date(year, 1, 1), date(year, 12, 31)


def _earned(shown, column, year):
    entries = PointEntry.objects.earned().filter(
        **{f"{column}__in": shown.order_by()}, day__range=_days(year)
    )
    sums = entries.order_by().values(column).annotate(all=Sum("points")).filter(all__gt=0)
    points = dict(sums.order_by("-all", column).values_list(column, "all")[:MOST])
    found = shown.in_bulk(points)
    return [Earned(found[key], sum_) for key, sum_ in points.items()]
