"""What a public list can be asked for in its address: words, a community, a time, and choices of its own."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Max, Min, Q, QuerySet
from django.utils import timezone

from lib.days import YEARS, beginning, ending, parse_day
from orgs.models import Organization, Unit

MAX_TERMS = 6


class DayField(forms.CharField):
    """A day written in any usual manner; None when left empty."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        try:
            return parse_day(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None


class ChoiceOf(forms.TypedChoiceField):
    """One of the choices, or none."""

    def __init__(self, *, every: str, choices=(), **kwargs):
        messages = {"invalid_choice": "没有“%(value)s”这个选项，请重新选择。"}
        super().__init__(required=False, empty_value=None, choices=choices, error_messages=messages, **kwargs)
        self.offer(choices, every)

    def offer(self, choices, every=None):
        """Put these to choice after the one that leaves everything in."""
        self.every = every or self.every
        self.choices = [("", self.every), *choices]


class Pinned(forms.ModelChoiceField):
    """An organisation or unit whose records are wanted: set by a link, not by the visitor's choice."""

    def __init__(self, queryset: QuerySet, **kwargs):
        messages = {"invalid_choice": f"没有您要看的这个{kwargs['label']}，或者它不对外公开。"}
        super().__init__(queryset, required=False, error_messages=messages, **kwargs)


class Filters(forms.Form):
    """The fields that every list has. A subclass adds those of its noun.

    A field is applied by `narrow_<name>` where there is one, else as `filter(name=value)`.
    """

    q = forms.CharField(label="关键词", required=False, max_length=100)
    community = ChoiceOf(label="社区", every="全部社区")
    year = ChoiceOf(label="年份", every="全部年份", coerce=int)
    since = DayField()
    until = DayField(label="到")
    organization = Pinned(Organization.objects.public(), label="党组织")

    # The subclass's own choices stand between.
    first_fields, last_fields = ("q", "community"), ("year", "since", "until")
    dated = ""  # the noun's date, a DateField or DateTimeField; "" for nouns that nobody asks for by time
    dated_label = ""
    searched = ("title",)

    def __init__(self, data, rows: QuerySet):
        """Two queries: the communities, and the years in which `rows` have their dates."""
        super().__init__(data)
        if not self.dated:
            for name in self.last_fields:
                del self.fields[name]
        own = [name for name in self.fields if name not in self.last_fields]
        self.order_fields([*self.first_fields, *own, *self.last_fields])
        communities = Organization.objects.public().communities().only("name", "short_name", "path")
        self._communities = {str(community.pk): community for community in communities}
        field = self.fields["community"]
        field.offer([(pk, community.label) for pk, community in self._communities.items()])
        field.coerce = self._communities.get
        if self.dated:
            self._offer_times(rows)

    def _offer_times(self, rows):
        self.fields["year"].offer([(year, f"{year}年") for year in self._years(rows)])
        self.fields["since"].label = f"{self.dated_label}从"
        self._is_moment = isinstance(rows.model._meta.get_field(self.dated), DateTimeField)

    @property
    def given(self) -> dict:
        """What was asked for and can be answered, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "结束的日期早于开始的日期，请改其中一个。")
            del self.cleaned_data["since"]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """The rows asked for; a field that cannot be read narrows nothing."""
        for name, value in self.given.items():
            narrow = getattr(self, f"narrow_{name}", None)
            rows = narrow(rows, value) if narrow else rows.filter(**{name: value})
        return rows

    def narrow_q(self, rows, words):
        """All of the words are found, each in one of the searched columns."""
        for term in words.split()[:MAX_TERMS]:
            rows = rows.filter(self.holds(term))
        return rows

    def holds(self, term: str) -> Q:
        found = Q()
        for column in self.searched:
            found |= Q(**{f"{column}__icontains": term})
        if term.isascii() and term.isalnum():
            found |= Q(initials__icontains=term.lower())
        return found

    def narrow_community(self, rows, community):
        return rows.within(community)

    def narrow_organization(self, rows, organization):
        return rows.within(organization)

    def narrow_year(self, rows, year):
        return self._between(rows, datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    def narrow_since(self, rows, day):
        return self._between(rows, first=day)

    def narrow_until(self, rows, day):
        return self._between(rows, last=day)

    def _between(self, rows, first=None, last=None):
        if first:
            rows = rows.filter(**{f"{self.dated}__gte": beginning(first) if self._is_moment else first})
        if last and self._is_moment:
            rows = rows.filter(**{f"{self.dated}__lt": ending(last)})
        elif last:
            rows = rows.filter(**{f"{self.dated}__lte": last})
        return rows

    def _years(self, rows):
        """From the last back to the first, of those that a day may be in."""
        found = rows.order_by().aggregate(first=Min(self.dated), last=Max(self.dated))
        first, last = (_day(value) for value in (found["first"], found["last"]))
        return range(min(last.year, YEARS[-1]), max(first.year, YEARS[0]) - 1, -1) if first else ()


class RecordFilters(Filters):
    """Of records, which belong to somebody and may concern others."""

    unit = Pinned(Unit.objects.public(), label="单位")

    def narrow_organization(self, rows, organization):
        return rows.concerning(organization)

    def narrow_unit(self, rows, unit):
        return rows.of_unit(unit)


def _day(value):
    """The local day of a date or moment."""
    return timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value
