"""The public form by which a unit claims a demand (我要认领)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from lib.contact_fields import LineField
from lib.privacy import validate_impersonal
from orgs.models import Unit
from orgs.public_form import ContactForm
from orgs.scope import below
from partnerships.models import ListItem

_SUGGESTED = 300
_OFFER = "什么时候、出多少人或物、怎么做，写清楚便于社区对接。不要写手机号、身份证号。"
SUGGESTIONS = "units"  # the id of the page's <datalist>


class ClaimForm(ContactForm):
    key = "claim"

    unit_name = LineField(
        label="单位名称",
        max_length=100,
        validators=[validate_impersonal],
        help_text="写全称；已经共建的单位，输入几个字就可以选。",
        widget=forms.TextInput({"list": SUGGESTIONS, "autocomplete": "organization"}),
    )
    offer = forms.CharField(
        label="能提供什么",
        max_length=500,
        validators=[validate_impersonal],
        help_text=_OFFER,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, request: HttpRequest, item: ListItem, **kwargs: Any):
        super().__init__(request, **kwargs)
        self.most_a_day = settings.PUBLIC_CLAIMS_A_DAY  # each keeps a place until staff have looked at it
        self._item = item

    @property
    def suggestions(self) -> list[str]:
        """Names of public units, those of the demand's own community first. One query."""
        near = below(self._item.organization.path, "community__path")
        units = Unit.objects.public().order_by("name")
        own = list(units.filter(near).values_list("name", flat=True)[:_SUGGESTED])
        if len(own) == _SUGGESTED:
            return own
        others = units.exclude(name__in=own).values_list("name", flat=True)
        return own + list(others[: _SUGGESTED - len(own)])

    def applied(self) -> dict[str, Any]:
        """What `claims.apply` is told."""
        name = self.cleaned_data["unit_name"]
        return self.contact() | {
            "unit_name": name,
            "offer": self.cleaned_data["offer"],
            "unit": Unit.objects.public().filter(name=name).first(),
        }
