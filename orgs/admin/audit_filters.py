"""Filters beside 操作日志."""

from datetime import date, timedelta

from django.contrib import admin
from django.utils import timezone

from lib.days import beginning, ending, today
from lib.keys import is_key
from lib.months import Month
from lib.templatetags.jiedao_text import day
from orgs.enums import Role
from orgs.models import User
from orgs.scope import in_branches_of

_MOST_MONTHS = 36


class DayFilter(admin.SimpleListFilter):
    """Months since the first entry, and the days of the month that was chosen.

    Django's days above a list are looked up in every entry: seconds, when there are hundreds of thousands.
    """

    title = "日期"
    parameter_name = "day"

    def lookups(self, request, model_admin):
        first = model_admin.get_queryset(request).order_by("pk").values_list("at", flat=True).first()
        if first is None:
            return []
        since, month, choices = Month.of(timezone.localdate(first)), Month.of(today()), []
        chosen = _span(self.value())
        while month.first >= since.first and len(choices) < _MOST_MONTHS:
            choices.append((str(month), month.label))
            month = month.previous
        return [each for choice in choices for each in (choice, *_days_of(choice[0], chosen))]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        span = _span(self.value())
        return (
            queryset.filter(at__gte=beginning(span[0]), at__lt=ending(span[1])) if span else queryset.none()
        )


def _span(value):
    """First and last day of 2026-11 or 2026-11-22; None for anything else."""
    try:
        if value and len(value) == len("2026-11"):
            month = Month.parse(value)
            return month.first, month.last
        only = date.fromisoformat(value or "")
    except ValueError:
        return None
    return only, only


def _days_of(month, chosen):
    """The days of the month so far, the last one first, where the chosen one lies in it."""
    if chosen is None or str(Month.of(chosen[0])) != month:
        return
    last = min(Month.of(chosen[0]).last, today())
    for back in range(last.day):
        each = last - timedelta(days=back)
        yield each.isoformat(), f"\u3000{day(each)}"  # a wide space, which a browser keeps


class PersonFilter(admin.SimpleListFilter):
    """The people of the branches that one manages; whoever else acted there is found by the search."""

    title = "用户"
    parameter_name = "person"

    def lookups(self, request, model_admin):
        people = User.objects.order_by("username")
        if not request.user.is_superuser:
            here = in_branches_of(request.user, "assignments__organization__path", Role.MANAGE)
            people = people.filter(here).distinct()
        return [(str(person.pk), str(person)) for person in people]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        key = self.value() if is_key(self.value()) else None
        return queryset.filter(user__in=User.objects.filter(pk=key))
