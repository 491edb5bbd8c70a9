"""Filters of the list of activities."""

from django import forms

from events.enums import ActivityKind
from orgs.filters import ChoiceOf, Pinned, RecordFilters
from partnerships.models import Project

UPCOMING, PAST = "upcoming", "past"


class ActivityFilters(RecordFilters):
    when = ChoiceOf(
        label="时间",
        every="全部活动",
        choices=[(UPCOMING, "即将举行"), (PAST, "往期活动")],
        widget=forms.HiddenInput,
    )
    kind = ChoiceOf(label="类别", every="全部类别", choices=ActivityKind.choices)
    series = ChoiceOf(label="系列", every="全部系列")
    project = Pinned(Project.objects.all(), label="项目")

    dated, dated_label = "starts_at", "活动日期"
    searched = ("title", "place", "series")

    def __init__(self, data, rows):
        """One query more, for the series."""
        super().__init__(data, rows)
        series = rows.exclude(series="").order_by("series").values_list("series", flat=True).distinct()
        self.fields["series"].offer([(name, name) for name in series])
        self.fields["project"].queryset = Project.objects.public()

    def narrow_when(self, rows, when):
        return rows.upcoming() if when == UPCOMING else rows.past()
