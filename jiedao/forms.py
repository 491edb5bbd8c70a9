"""What the front pages can be asked for in their addresses."""

import datetime
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lib.days import parse_day, today
from lib.months import Month
from orgs.enums import OrganizationLevel
from orgs.models import Organization

MAX_TERMS = 6
_UNREADABLE = {
    "max_length": "太长了，最多填写%(limit_value)d个字。",
    "null_characters_not_allowed": "里面有不能识别的字符，请重新填写。",
}


class DayField(forms.CharField):
    """A day up to today, written in any usual manner; None when left empty."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=20, error_messages=_UNREADABLE, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_day(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if day > today():
            raise ValidationError("这一天还没有到，请填写今天或更早的日期。")
        return day


class PeriodField(forms.CharField):
    """A month or a day: its first and last day; None when left empty."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=20, error_messages=_UNREADABLE, **kwargs)

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value))
        if not text:
            return None
        for read in (self._day, self._month):
            try:
                return read(text)
            except ValueError:
                continue
        raise ValidationError(f"“{text}”不是日期，请写成 2019-06 或 2019-06-30 这样。")

    def _day(self, text):
        day = parse_day(text)
        return day, day

    def _month(self, text):
        month = Month.parse(text)
        return month.first, month.last


class OnDayForm(forms.Form):
    """As of which day the figures are wanted."""

    date = DayField(label="统计截至")

    @property
    def day(self) -> datetime.date:
        """The day asked for; today when none was, or none that can be read."""
        return (self.is_valid() and self.cleaned_data["date"]) or today()

    @property
    def shown(self) -> str:
        """What stands in the field: as typed when it cannot be read, else the day."""
        return self["date"].value() or "" if self["date"].errors else self.day.isoformat()

    @property
    def control(self) -> str:
        """A date control would drop what was typed wrong; then it is a plain text field."""
        return "text" if self["date"].errors else "date"


class StatisticsForm(OnDayForm):
    """As of which day, and of which organisation."""

    organization = forms.ModelChoiceField(
        Organization.objects.public(),
        label="统计范围",
        required=False,
        error_messages={"invalid_choice": "没有这个党组织，或它不对外公开，请重新选择。"},
    )

    @property
    def organization_chosen(self) -> Organization | None:
        return None if "organization" in self.errors else self.cleaned_data["organization"]


class SearchForm(forms.Form):
    q = forms.CharField(label="查找什么", required=False, max_length=100, error_messages=_UNREADABLE)
    date = PeriodField(label="日期")
    community = forms.ModelChoiceField(
        Organization.objects.public().filter(level=OrganizationLevel.COMMUNITY),
        label="社区",
        required=False,
        error_messages={"invalid_choice": "没有这个社区，请重新选择。"},
    )

    @property
    def communities(self) -> QuerySet:
        """Those to choose from, with what their options print."""
        return self.fields["community"].queryset.only("name", "short_name")

    @property
    def community_chosen(self) -> Organization | None:
        return None if "community" in self.errors else self.cleaned_data["community"]

    def terms(self) -> list[str]:
        return self.cleaned_data.get("q", "").split()[:MAX_TERMS]
