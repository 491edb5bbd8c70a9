"""The public form by which a resident reports a problem (反映问题)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from lib.contact_fields import LineField
from lib.keys import is_key
from lib.privacy import validate_impersonal
from orgs.models import Organization
from orgs.public_form import ContactForm

_TEXT = "什么事、有多久了。写事不写人：不写姓名、电话、门牌号。"


class _CommunityField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organization) -> str:
        return obj.label


class ReportForm(ContactForm):
    key = "report"
    contact_is_required = False

    organization = _CommunityField(
        Organization.objects.none(),
        label="社区",
        empty_label="请选择",
        help_text="问题在哪个社区，就选哪个社区。",
        error_messages={"invalid_choice": "没有这个社区，请重新选择。"},
    )
    place = LineField(
        label="地点",
        max_length=100,
        required=False,
        validators=[validate_impersonal],
        help_text="如：3号楼前、菜市场门口。",
    )
    text = forms.CharField(
        label="情况",
        max_length=500,
        validators=[validate_impersonal],
        help_text=_TEXT,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, request: HttpRequest, **kwargs: Any):
        super().__init__(request, **kwargs)
        self.fields["organization"].queryset = Organization.objects.public().communities()
        asked = request.GET.get("community", "")
        if is_key(asked):  # the link on a community's page
            self.initial["organization"] = asked

    def reported(self) -> dict[str, Any]:
        """What `reports.report` is told."""
        told = {name: self.cleaned_data[name] for name in ("organization", "place", "text")}
        return self.contact() | told
