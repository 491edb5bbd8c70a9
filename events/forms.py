"""Filters of the list of activities, of its months and of its calendars."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, Subquery
from django.utils import timezone

from events.enums import ActivityKind, ActivityStatus
from events.places import with_taken
from lib.days import YEARS, today
from lib.months import Month
from orgs.filters import ChoiceOf, Pinned, RecordFilters
from orgs.models import Station
from partnerships.models import Project

UPCOMING, TODAY, WEEK, WEEKEND, PAST = "upcoming", "today", "week", "weekend", "past"
TIMES = [(UPCOMING, "即将举行"), (TODAY, "今天"), (WEEKEND, "本周末"), (WEEK, "本周"), (PAST, "往期活动")]


def week_of(day: date) -> tuple[date, date]:
    """Its Monday and its Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def weekend_of(day: date) -> tuple[date, date]:
    """What is left of the weekend of its week: on a Sunday, that Sunday."""
    sunday = week_of(day)[1]
    return max(sunday - timedelta(days=1), day), sunday


class ActivityFilters(RecordFilters):
    when = ChoiceOf(label="时间", every="全部活动", choices=TIMES, widget=forms.HiddenInput)
    kind = ChoiceOf(label="类别", every="全部类别", choices=ActivityKind.choices)
    series = ChoiceOf(label="系列", every="全部系列")
    free = ChoiceOf(label="名额", every="不限", choices=[("1", "只看有名额")])
    project = Pinned(Project.objects.all(), label="项目")
    station = Pinned(Station.objects.public(), label="阵地")

    dated, dated_label = "starts_at", "活动日期"
    searched = ("title", "place", "series")

    def __init__(self, data, rows):
        """One query more, for the series."""
        super().__init__(data, rows)
        series = rows.filter(series__gt="").order_by("series").values_list("series", flat=True).distinct()
        self.fields["series"].offer([(name, name) for name in series])
        self.fields["project"].queryset = Project.objects.public()

    def narrow_when(self, rows, when):
        if when in (UPCOMING, PAST):
            return rows.upcoming() if when == UPCOMING else rows.past()
        spans = {TODAY: lambda day: (day, day), WEEK: week_of, WEEKEND: weekend_of}
        return self._between(rows, *spans[when](today()))

    def narrow_free(self, rows, free):
        """Those for which one may sign up, now or later, and have a place."""
        now = timezone.now()
        open_ = Q(signup_closes_at=None) | Q(signup_closes_at__gt=now)
        room = Q(capacity=None) | Q(people_taken__lt=F("capacity"), signups_waiting=0)
        coming = rows.filter(open_, takes_signups=True, status=ActivityStatus.PUBLISHED, starts_at__gt=now)
        return with_taken(coming).filter(room)

    def _years(self, rows):
        """The first and the last are each the end of an index; asked for together, every row is read."""
        days = rows.values("starts_at")
        ends = Subquery(days.order_by("starts_at")[:1]), Subquery(days.order_by("-starts_at")[:1])
        found = rows.model.objects.order_by().values_list(*ends)[:1]
        if not found or None in found[0]:
            return ()
        first, last = (timezone.localtime(moment).year for moment in found[0])
        return range(min(last, YEARS[-1]), max(first, YEARS[0]) - 1, -1)


class MonthField(forms.CharField):
    """A month written in any usual manner; None when left empty."""

    def clean(self, value):
        text = super().clean(value)
        try:
            return Month.parse(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None


class MonthFilters(ActivityFilters):
    """A month takes the place of the other times."""

    month = MonthField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data, rows):
        super().__init__(data, rows)
        for name in ("when", *self.last_fields):
            del self.fields[name]

    @property
    def shown(self) -> Month:
        return self.given.get("month") or Month.of(today())

    def narrow(self, rows):
        return self._between(super().narrow(rows), self.shown.first, self.shown.last)

    def narrow_month(self, rows, month):
        """All at once in `narrow`, also where none is given."""
        return rows
