"""The public form by which a resident becomes a volunteer, and those of her private page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from events.models import Reward, VolunteerTeam
from lib.contact_fields import LineField
from lib.days import today, validate_past, validate_year
from lib.keys import is_key
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs.models import Organization
from orgs.public_form import ContactForm, PublicForm

_WHY = "用途：{0.purpose}。退出志愿服务{0.retention_days}天以后删除，不对外公开。"
_ORDER = ("organization", "contact_name", "contact_phone", "team", "skills", "is_named_public", "agreed")
_NO_DAY = "请按年月日填写，如 2019-5-14。"


class _LabelledField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organization) -> str:
        return obj.label


class _TeamField(forms.ModelChoiceField):
    def label_from_instance(self, obj: VolunteerTeam) -> str:
        return f"{obj.name}（{obj.organization.label}）"


class VolunteerForm(ContactForm):
    key = "volunteer"

    organization = _LabelledField(
        Organization.objects.none(),
        label="社区",
        empty_label="请选择",
        help_text="您住在哪个社区，就选哪个社区。",
        error_messages={"invalid_choice": "没有这个社区，请重新选择。"},
    )
    team = _TeamField(
        VolunteerTeam.objects.none(),
        label="想参加的志愿服务队",
        required=False,
        empty_label="以后再定",
        error_messages={"invalid_choice": "没有这支服务队，请重新选择。"},
    )
    skills = LineField(
        label="特长",
        max_length=100,
        required=False,
        validators=[validate_impersonal],
        help_text="如：理发、修电器、教书法、开车。",
    )
    is_named_public = forms.BooleanField(
        label="同意公开姓名（光荣榜上写我的姓名，可以随时改）", required=False
    )

    def __init__(self, request: HttpRequest, **kwargs: Any):
        super().__init__(request, **kwargs)
        self.most_a_day = settings.PUBLIC_VOLUNTEERS_A_DAY  # each is looked at by somebody
        self.fields["organization"].queryset = Organization.objects.public().communities()
        self.fields["team"].queryset = VolunteerTeam.objects.public().select_related("organization")
        if "contact_name" in self.fields:
            self.fields["contact_name"].label = "姓名"
            told = {"required": "请填写姓名。", "max_length": "姓名最多写50个字，请改短。"}
            self.fields["contact_name"].error_messages |= told
            self.fields["contact_phone"].label = "手机号码"
            self.fields["contact_phone"].error_messages["required"] = "请填写手机号码。"
            self.fields["contact_phone"].help_text = _WHY.format(self.consent)
        self.order_fields(_ORDER)
        self._begin_with(request)

    def _begin_with(self, request):
        """What the link says that was followed: a team of its page, a community."""
        if is_key(asked := request.GET.get("team", "")):
            team = self.fields["team"].queryset.filter(pk=asked).first()
            self.initial |= {"team": team.pk, "organization": team.organization_id} if team else {}
        if is_key(asked := request.GET.get("community", "")):
            self.initial["organization"] = asked

    def registered(self) -> dict[str, Any]:
        """What `volunteers.register` is told."""
        team = self.cleaned_data["team"]
        told = {name: self.cleaned_data[name] for name in ("organization", "skills", "is_named_public")}
        return self.contact() | told | {"teams": [team] if team else []}


class OwnForm(PublicForm):
    """Of one button of the private page; `act` says which."""

    key = "own"
    is_guarded = False  # nobody guesses the address

    def _sender(self):
        """Each link by itself."""
        return self._request.resolver_match.kwargs["token"]


class RedeemForm(OwnForm):
    """Knows at which price she agreed: it may be another one by the time that she sends."""

    price = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: HttpRequest, reward: Reward, **kwargs: Any):
        super().__init__(request, initial={"price": reward.points}, **kwargs)
        self._now = reward.points

    def clean_price(self) -> int | None:
        agreed = self.cleaned_data["price"]
        if agreed not in (None, self._now):
            self.data = self.data.copy()
            self.data["price"] = self._now
            self.add_error(None, f"现在要{self._now}分，和刚才看到的不一样。还要兑换的，请再确定一次。")
        return agreed


class NameForm(OwnForm):
    agrees = forms.BooleanField(label="同意公开姓名：光荣榜上写我的姓名", required=False)


class PeriodForm(OwnForm):
    since = DayField(
        label="从哪天",
        validators=[validate_year],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "请填写从哪天开始。", "invalid": _NO_DAY},
    )
    until = DayField(
        label="到哪天",
        validators=[validate_year, validate_past],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "请填写到哪天为止。", "invalid": _NO_DAY},
    )

    def __init__(self, request: HttpRequest, **kwargs: Any):
        super().__init__(request, **kwargs)
        self.initial = {"since": today().replace(month=1, day=1), "until": today()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期不能早于开始日期。")
        return cleaned
