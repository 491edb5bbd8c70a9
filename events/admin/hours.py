"""记服务时长: hours of an activity's volunteers, checked in or not, and of service apart from activities."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from events.models import Volunteer
from events.workflow import service, volunteers
from lib.days import today, validate_past, validate_year
from lib.moments import DayField
from orgs.admin.acts import Act, ActForm
from orgs.models import Category
from orgs.models.category import CategoryKind

_HOUR, _MOST_HOURS = 3600, 24
_LEAST = Decimal("0.1")
_LINE = re.compile(r"(V\d{7})[\s:：,，、]*(\S+?)(?:小时)?", re.IGNORECASE)


def hours_field(label: str, initial: Decimal | None = None, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(_LEAST), MaxValueValidator(_MOST_HOURS)],
        initial=initial,
    )


class ItemForm(ActForm):
    category = forms.ModelChoiceField(
        Category.objects.none(), label="服务项目", required=False, empty_label="不分项目"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        items = Category.objects.of_kind(CategoryKind.VOLUNTEERING)
        self.fields["category"].queryset = items.in_tree()
        self.fields["category"].label_from_instance = lambda item: item.indented


class HoursForm(ItemForm):
    """Of an activity: those who checked in have a field each, others are typed line by line."""

    others = forms.CharField(
        label="没有签到的志愿者",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="一行一名：志愿者编号和小时数，如“V0000001 2.5”。别的社区的志愿者也这样填。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.came = list(unrecorded(self.record))
        self.fields |= fields_of(self.came, self.record)
        self.order_fields([*map(name_of, self.came), "others", "category"])

    def clean(self):
        """As the verb takes them: {volunteer: hours}."""
        cleaned = super().clean()
        typed = {volunteer: cleaned.pop(name_of(volunteer), None) for volunteer in self.came}
        hours = {volunteer: span for volunteer, span in typed.items() if span}
        hours |= self._read_others(cleaned.pop("others", ""), hours)
        if not hours and not self.errors:
            raise ValidationError("还没有填时长。请填签到的人的时长，或者按编号填写没有签到的人。")
        return cleaned | {"hours": hours}

    def _read_others(self, text, given):
        found: dict[Volunteer, Decimal] = {}
        for line in filter(None, map(str.strip, unicodedata.normalize("NFKC", text).splitlines())):
            try:
                volunteer, hours = self._read(line)
            except ValidationError as error:
                self.add_error("others", error)
                continue
            if volunteer in given or volunteer in found:
                self.add_error("others", f"{volunteer.label}填了两次，请只留一次。")
            found[volunteer] = hours
        return found

    def _read(self, line):
        parts = _LINE.fullmatch(line)
        try:
            hours = Decimal(parts[2]) if parts else None
        except InvalidOperation:
            hours = None
        if hours is None or hours.is_nan():
            raise ValidationError(f"看不懂“{line[:30]}”。请写成“V0000001 2.5”。")
        if not _LEAST <= hours <= _MOST_HOURS or hours != hours.quantize(_LEAST):
            raise ValidationError(f"“{line[:30]}”的小时数不对。请填0.1到24，最多一位小数。")
        volunteer = volunteers.numbered(self.record.organization, parts[1])
        if volunteer is None:
            raise ValidationError(f"没有编号是{parts[1].upper()}的在册志愿者，请核对。")
        return volunteer, hours


class ServedForm(ItemForm):
    """Of one volunteer, apart from activities."""

    served_on = DayField(label="服务日期", initial=today, validators=[validate_year, validate_past])
    hours = hours_field("时长（小时）", required=True)

    field_order = ("served_on", "hours", "category")


def unrecorded(activity):
    """Active volunteers who came and have no hours of it yet."""
    came = activity.signups.present().filter(volunteer__isnull=False).order_by().values("volunteer")
    recorded = activity.service_records.counted().order_by().values("volunteer")
    return Volunteer.objects.active().filter(pk__in=came).exclude(pk__in=recorded).order_by("pk")


def fields_of(came, activity) -> dict[str, forms.Field]:
    """One for each of the volunteers, filled in with the time that the activity took."""
    span = _span(activity)
    return {name_of(each): hours_field(f"{each.label}的时长（小时）", span) for each in came}


def name_of(volunteer):
    return f"hours_{volunteer.pk}"


def _span(activity):
    """From its beginning to its end, to the half hour; None where that is not known, or days apart."""
    if activity.ends_at is None:
        return None
    hours = Decimal((activity.ends_at - activity.starts_at).total_seconds()) / _HOUR
    return (hours * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2 if _LEAST < hours <= _MOST_HOURS else None


def _record(activity, user, request, **asked):
    made = service.record_hours(activity, user=user, request=request, **asked)
    if not made:
        return "这些时长原来就记过，没有再记。"
    return f"已给{len(made)}名志愿者记下{sum(each.hours for each in made)}小时。"


def _record_apart(volunteer, user, request, **asked):
    made = service.record_apart(volunteer, user, request, **asked)
    return f"已记下{made.hours}小时。"


# For the admin of activities.
ACT = Act(
    service.RECORD,
    _record,
    HoursForm,
    "签到的志愿者已列出，按活动时间填好了时长，不对的请改，不记的清空。",
    fits=lambda activity: activity.starts_at <= timezone.now(),
)
# For that of volunteers.
ACT_APART = Act(service.RECORD_APART, _record_apart, ServedForm, "没有活动的服务记在这里。")
