"""按日期批量建: dates are proposed, each row is looked at and mended, then all are made in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from events.models import Activity
from events.workflow import copies
from lib.days import parse_day, today, validate_year
from lib.moments import DayField, TimeField
from lib.privacy import validate_impersonal
from orgs import review
from orgs.access import Action, least_role
from orgs.admin.acts import take_once, taken_before, token_of
from orgs.models import Organization, Station
from orgs.moves import Refused

_WEEK = 7
_TOO_MANY = f"一次最多建{copies.MOST}场，请分几次建。"


class DatesForm(forms.Form):
    """Each so many weeks between two days, or days typed one by one."""

    since = DayField(label="从哪一天开始", required=False, validators=[validate_year], widget=AdminDateWidget)
    until = DayField(label="到哪一天为止", required=False, validators=[validate_year], widget=AdminDateWidget)
    weeks = forms.IntegerField(label="每几周一次", required=False, min_value=1, max_value=52, initial=1)
    days = forms.CharField(
        label="或者逐个写日期",
        required=False,
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="一行一个，如 2019-6-4。写了这里，就不看上面三项。",
    )

    def clean_days(self) -> list[date]:
        lines = [line.strip() for line in self.cleaned_data["days"].replace("、", "\n").splitlines()]
        try:
            days = sorted({parse_day(line) for line in lines if line})
            for day in days:
                validate_year(day)
        except ValueError as error:
            raise ValidationError("有的日期看不懂，请一行写一个，如 2019-6-4。") from error
        return days

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            cleaned["dates"] = cleaned["days"] or self._each_so_many_weeks(cleaned)
            if len(cleaned["dates"]) > copies.MOST:
                raise ValidationError(_TOO_MANY)
        return cleaned

    def _each_so_many_weeks(self, cleaned):
        """On the weekday of the first day."""
        since, until = cleaned.get("since"), cleaned.get("until")
        if not (since and until):
            raise ValidationError({"since": "请填写从哪一天到哪一天，或者逐个写日期。"})
        if until < since:
            raise ValidationError({"until": "结束的日期不能早于开始的日期。"})
        step = _WEEK * (cleaned.get("weeks") or 1)
        if (until - since).days // step >= copies.MOST:
            raise ValidationError({"until": _TOO_MANY})
        return [since + timedelta(days=ahead) for ahead in range(0, (until - since).days + 1, step)]


class OccurrenceForm(forms.Form):
    made = forms.BooleanField(label="建", required=False, initial=True)
    day = DayField(label="日期", validators=[validate_year])
    time = TimeField(label="开始", widget=forms.TimeInput(format="%H:%M"))
    organization = forms.ModelChoiceField(Organization.objects.none(), label="主办党组织", empty_label=None)
    station = forms.ModelChoiceField(Station.objects.none(), label="阵地", required=False)
    place = forms.CharField(label="地点", max_length=100, required=False, validators=[validate_impersonal])

    def __init__(self, *args, choices: dict, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            verb = "选择" if isinstance(field, forms.ModelChoiceField) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"
        for name, (rows, pairs) in choices.items():
            self.fields[name].queryset = rows
            self.fields[name].choices = pairs  # read once for all rows of the page

    def occurrence(self) -> copies.Occurrence:
        said = self.cleaned_data
        return copies.Occurrence(
            timezone.make_aware(datetime.combine(said["day"], said["time"])),
            said["organization"],
            said["station"],
            said["place"],
        )


class Occurrences(forms.BaseFormSet):
    def clean(self):
        if not any(self.errors) and not self.chosen():
            raise ValidationError("一场也没有勾选，请勾选要建的。")

    def chosen(self) -> list[copies.Occurrence]:
        return [form.occurrence() for form in self.forms if form.cleaned_data.get("made")]


OccurrenceRows = forms.formset_factory(
    OccurrenceForm, formset=Occurrences, extra=0, max_num=copies.MOST, absolute_max=copies.MOST + 1
)


class RepeatPages:
    """Mixed into the admin of activities."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.repeat_view)
        return [path("<int:pk>/repeat/", view, name="events_activity_repeat"), *super().get_urls()]

    def repeat_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        activity = self.activity_for(request, pk, Action.ADD)
        if taken_before(request) is not None:
            messages.success(request, "刚才已经建好，没有再建一次。")
            return HttpResponseRedirect(self._list())
        dates, rows = self._asked(request, activity)
        if rows is not None and rows.is_bound and rows.is_valid():
            try:
                return self._made(request, activity, rows.chosen())
            except Refused as refused:
                rows.non_form_errors().append(str(refused))
        context = self.page_of(
            request,
            activity,
            "按日期批量建",
            dates=dates,
            rows=rows,
            number=copies.next_number(activity),
            act_token=token_of(request),
            media=self.media + dates.media,
            has_errors=bool(dates.errors or (rows is not None and rows.is_bound and not rows.is_valid())),
        )
        return TemplateResponse(request, "admin/events/activity/repeat.html", context)

    def _asked(self, request, activity):
        """What dates, and the rows for them: as sent, as proposed for the dates asked for, or none yet."""
        made = {"form_kwargs": {"choices": self._choices(request)}}
        if request.method == "POST" and "form-TOTAL_FORMS" in request.POST:
            return DatesForm(initial=_begun(activity)), OccurrenceRows(request.POST, **made)
        asked = {"since", "days"} & request.GET.keys()
        dates = DatesForm(request.GET if asked else None, initial=_begun(activity))
        if not asked or not dates.is_valid():
            return dates, None
        return dates, OccurrenceRows(initial=_proposed(activity, dates.cleaned_data["dates"]), **made)

    def _choices(self, request):
        """{field: (rows, pairs)}: where the user may enter activities, and stations that she sees."""
        user = request.user
        places = Organization.objects.under(user, least_role(Activity, Action.ADD)).order_by("path")
        stations = Station.objects.visible_to(user).order_by("organization__path", "name")
        return {
            "organization": (places, [(each.pk, each.label) for each in places]),
            "station": (stations, [("", "不选"), *((each.pk, str(each)) for each in stations)]),
        }

    def _made(self, request, activity, dates: Sequence[copies.Occurrence]):
        made = []

        def make():
            made.extend(copies.repeat(activity, dates, request.user, request))
            return activity

        take_once(request, activity, make)
        words = f"已建{len(made)}场草稿，请逐场核对后提交审核或发布。"
        if made and "_submit" in request.POST:
            rows = Activity.objects.filter(pk__in=[each.pk for each in made])
            words = f"已建{len(made)}场，其中{review.submit_all(rows, request.user, request)}场已提交审核。"
        messages.success(request, words)
        return HttpResponseRedirect(self._list())

    def _list(self):
        return reverse("admin:events_activity_changelist")


def _begun(activity):
    """A week after the last one, on the same weekday."""
    since = timezone.localdate(activity.starts_at) + timedelta(days=_WEEK)
    while since < today():
        since += timedelta(days=_WEEK)
    return {"since": since, "weeks": 1}


def _proposed(activity, days):
    at: time = timezone.localtime(activity.starts_at).time()
    same = {"time": at, "organization": activity.organization_id, "station": activity.station_id}
    return [same | {"made": True, "day": day, "place": activity.place} for day in days]
