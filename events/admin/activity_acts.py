"""The verbs of activities on the staff side, with what each asks for."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from events import meetings, roll
from events.admin import hours, signing_up
from events.admin.hours import ItemForm, fields_of, name_of, unrecorded
from events.enums import ActivityStatus
from events.workflow import activities, copies
from lib.days import validate_year
from lib.moments import MomentField
from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import moment
from orgs.admin.acts import Act, ActForm, ReasonForm

_MENTION = "admin/events/activity/signed_up.html"


class ActMomentField(MomentField):
    """As the record's own form offers it."""

    widget = AdminSplitDateTime


class MomentsForm(ActForm):
    starts_at = ActMomentField(label="开始时间", validators=[validate_year])
    ends_at = ActMomentField(label="结束时间", required=False, validators=[validate_year])

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends < begins:
            raise ValidationError({"ends_at": "结束时间不能早于开始时间。"})
        return cleaned


class Told:
    """Mixed into the forms of what concerns everybody who has signed up: they are listed above it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = roll.with_masks(roll.standing(self.record))
        self.people = sum(party.people for party in self.parties)


class ToldReasonForm(Told, ReasonForm):
    pass


class RescheduleForm(Told, MomentsForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record.status != ActivityStatus.POSTPONED:
            self.initial.setdefault("starts_at", self.record.starts_at)
            self.initial.setdefault("ends_at", self.record.ends_at)


class CopyForm(ActForm):
    starts_at = ActMomentField(label="新的开始时间", validators=[validate_year])


class CloseForm(ItemForm):
    attendance = forms.IntegerField(label="参加人数", min_value=0, max_value=1_000_000)
    summary = forms.CharField(
        label="活动总结",
        required=False,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="对外公开，写办成了什么，不写居民的姓名、住址和电话。",
    )
    volunteer_hours = forms.DecimalField(
        label="志愿服务总时长（小时）",
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=1,
        help_text="不填的，按各人时长合计。没有登记的志愿者也来了，才在这里填总数。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.volunteers = list(unrecorded(self.record))
        self.initial.setdefault("attendance", _came(self.record))
        self.initial.setdefault("summary", self.record.summary)
        if not self.volunteers:
            del self.fields["category"]
        self.fields |= fields_of(self.volunteers, self.record)
        names = [name_of(volunteer) for volunteer in self.volunteers]
        self.order_fields(["attendance", *names, "category", "volunteer_hours"])

    def clean(self):
        """As the verb takes them: hours by volunteer; none or nought is none."""
        cleaned = super().clean()
        typed = {volunteer: cleaned.pop(name_of(volunteer), None) for volunteer in self.volunteers}
        return cleaned | {"hours": {volunteer: span for volunteer, span in typed.items() if span}}


def _came(activity) -> int | None:
    """By the check-in, by the seats of a council's meeting, or as somebody has noted."""
    noted = activity.attendance
    return activity.signups.present().people() or noted or meetings.proposed_attendance(activity)


def _postpone(activity, user, request, **asked):
    activities.postpone(activity, user, request, **asked)
    return _with_callers(activity, "已延期。定了新时间以后，请点“改时间”。")


def _reschedule(activity, user, request, **asked):
    activities.reschedule(activity, user, request, **asked)
    return _with_callers(activity, f"已改到{moment(activity.starts_at)}。")


def _cancel(activity, user, request, **asked):
    activities.cancel(activity, user, request, **asked)
    return _with_callers(activity, "已取消活动。")


def _revive(activity, user, request, **asked):
    activities.revive(activity, user, request, **asked)
    return _with_callers(activity, f"已恢复，{moment(activity.starts_at)}举行。")


def _with_callers(activity, told):
    """Whoever signed up does not know it yet."""
    parties = roll.standing(activity).count()
    return f"{told}有{parties}家报了名，请按“通知名单”打电话告诉他们。" if parties else told


def _close(activity, user, request, **asked):
    activities.close(activity, user, request, **asked)
    messages.success(request, f"活动已结束，参加{activity.attendance}人。接着放照片，没有照片的可以不放。")
    return HttpResponseRedirect(reverse("admin:events_activity_photos", args=[activity.pk]))


def _copy(activity, user, request, **asked):
    made = copies.copy(activity, asked["starts_at"], user, request)
    messages.success(request, "已复制成一份草稿，请核对后提交审核或发布。照片和报名没有复制。")
    return HttpResponseRedirect(reverse("admin:events_activity_change", args=[made.pk]))


def _is_begun(activity):
    return activity.starts_at <= timezone.now()


def _is_to_come(activity):
    return not _is_begun(activity)


ACTS = (
    Act(
        activities.CLOSE,
        _close,
        CloseForm,
        "参加人数和时长按签到填好了，不对的请改；不记时长的清空。",
        fits=_is_begun,
    ),
    hours.ACT,
    Act(
        activities.POSTPONE,
        _postpone,
        ToldReasonForm,
        "原因会记入办理记录。报名的人保留。",
        _MENTION,
        fits=_is_to_come,
    ),
    Act(
        activities.RESCHEDULE,
        _reschedule,
        RescheduleForm,
        "报名的人保留，报名截止时间跟着移动。",
        _MENTION,
        fits=lambda activity: _is_to_come(activity) or activity.status == ActivityStatus.POSTPONED,
    ),
    Act(activities.CANCEL, _cancel, ToldReasonForm, "居民会看到活动已取消。", _MENTION),
    Act(activities.REVIVE, _revive, ToldReasonForm, "按原来的时间举行。", _MENTION),
    signing_up.ACT,
    Act(copies.COPY, _copy, CopyForm, "照抄名称、介绍、参与方、地点和名额，不带照片、报名和参加人数。"),
)
