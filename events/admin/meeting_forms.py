"""The rows of a meeting's page: topics, seats and resolutions, each a small form.

A row carries what it was made from (hidden initial values). What somebody else changed meanwhile is told
beside what was typed, and what the clerk did not touch is left as the other made it.
"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget

from events.enums import Presence
from events.models import AgendaTopic, Resolution
from lib.days import validate_year
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs.admin.choices import choices_for
from orgs.admin.chooser import Chooser
from orgs.models import CouncilSeat

_OWNER, _OWNER_UNIT = (Resolution._meta.get_field(name) for name in ("owner", "owner_unit"))
_LONGEST = 200
_STORY = 4000
_CHANGED = "同事刚刚改成了“{}”，和您填的不同。请核对，要用您的就再点一次“保存”。"
_EMPTIED = "同事刚刚清空了这一项。请核对，要用您的就再点一次“保存”。"


class Row(forms.Form):
    """One line of the page; `record` is what it tells of."""

    def __init__(self, *args, record=None, **kwargs):
        self.record = record
        super().__init__(*args, use_required_attribute=False, label_suffix="", **kwargs)

    @property
    def called(self) -> str:
        """What tells this row from others of its kind, where a mistake in it is told; "" for nothing."""
        return str(self.record or "")

    def clean(self):
        for name in self.changed_data:
            if self.fields[name].show_hidden_initial and name not in self.errors:
                self._refuse_overwriting(name)
        return super().clean()

    def _refuse_overwriting(self, name):
        """Told once: sent again, the row knows what the other wrote."""
        field = self[name]
        seen = self.fields[name].clean(self.data.get(field.html_initial_name, ""))
        stored = self.fields[name].clean(self.initial.get(name, ""))
        if stored in (seen, self.cleaned_data.get(name)):
            return
        self.data = self.data.copy()
        self.data[field.html_initial_name] = stored or ""
        words = dict(getattr(self.fields[name], "choices", ())).get(stored, stored)
        self.add_error(name, _CHANGED.format(words) if stored else _EMPTIED)


class TopicRow(Row):
    """A topic of the meeting: where it stands, what was said."""

    order = forms.IntegerField(
        label="顺序", min_value=1, max_value=99, required=False, show_hidden_initial=True
    )
    conclusion = forms.CharField(
        label="讨论情况",
        required=False,
        max_length=_STORY,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        show_hidden_initial=True,
        strip=True,
    )
    put_back = forms.BooleanField(label="移出，留待下次会议", required=False)

    def clean_conclusion(self):
        """Browsers send lines with CR, which no stored text has."""
        return self.cleaned_data["conclusion"].replace("\r\n", "\n")


class WaitingRow(Row):
    """A topic that waits for a meeting."""

    taken = forms.BooleanField(label="列入这次会议", required=False)


class NewTopicRow(Row):
    title = forms.CharField(
        label="议题", max_length=_LONGEST, required=False, validators=[validate_impersonal]
    )
    seat = forms.ModelChoiceField(
        CouncilSeat.objects.none(), label="提出方", required=False, empty_label="召集人"
    )

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["class"] = "vTextField"
        self.fields["seat"].queryset = seats
        self.fields["seat"].error_messages["invalid_choice"] = "这个席位不在这次会议上，请重新选择。"

    def clean(self):
        data = super().clean()
        if data.get("seat") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "请填写议题。")
        return data


class SeatRow(Row):
    presence = forms.ChoiceField(
        label="出席情况",
        choices=[("", "未登记"), *Presence.choices],
        widget=forms.RadioSelect,
        required=False,
        show_hidden_initial=True,
    )

    def hidden_initial(self):
        """The page draws the choices one by one, which leaves this out."""
        return self["presence"].as_hidden(only_initial=True)

    def told(self) -> str:
        """For who may only read."""
        noted = self.initial["presence"]
        return Presence(noted).label if noted else "未登记"


class NewResolutionRow(Row):
    text = forms.CharField(
        label="议定事项", max_length=_LONGEST, required=False, validators=[validate_impersonal]
    )
    topic = forms.ModelChoiceField(
        AgendaTopic.objects.none(), label="议题", required=False, empty_label="不属于哪个议题"
    )
    owner = forms.ModelChoiceField(
        _OWNER.remote_field.model.objects.none(),
        label="责任党组织",
        required=False,
        widget=Chooser(_OWNER, admin.site),
    )
    owner_unit = forms.ModelChoiceField(
        _OWNER_UNIT.remote_field.model.objects.none(),
        label="责任单位",
        required=False,
        widget=Chooser(_OWNER_UNIT, admin.site),
    )
    due_on = DayField(label="办理时限", required=False, validators=[validate_year], widget=AdminDateWidget)

    def __init__(self, *args, user, topics, met_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.met_on = met_on
        self.fields["text"].widget.attrs["class"] = "vTextField"
        self.fields["topic"].queryset = topics
        for name, column in (("owner", _OWNER), ("owner_unit", _OWNER_UNIT)):
            field = self.fields[name]
            field.queryset = choices_for(column, user)
            wrong = f"没有这个{field.label}，或不在您的管理范围内，请重新选择。"
            field.error_messages["invalid_choice"] = wrong

    @property
    def called(self):
        return (self["text"].value() or "").strip()[:20]

    def clean(self):
        data = super().clean()
        filled = [name for name in ("topic", "owner", "owner_unit", "due_on") if data.get(name)]
        if filled and not data.get("text") and "text" not in self.errors:
            self.add_error("text", "请填写议定事项。")
        has_owner = data.get("owner") or data.get("owner_unit")
        if data.get("text") and not has_owner and not {"owner", "owner_unit"} & self.errors.keys():
            self.add_error("owner", "请选择责任党组织或责任单位。")
        if data.get("due_on") and data["due_on"] < self.met_on:
            self.add_error("due_on", "办理时限不能早于开会日期。")
        return data
