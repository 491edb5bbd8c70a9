"""The public form by which a team bids for an offered project (我要揭榜)."""

from __future__ import annotations

from typing import Any

from django import forms

from lib.contact_fields import LineField
from lib.privacy import validate_impersonal
from orgs.public_form import ContactForm


class BidForm(ContactForm):
    key = "bid"

    unit_name = LineField(
        label="单位名称",
        max_length=100,
        validators=[validate_impersonal],
        help_text="写全称。几家单位一起做的，写牵头的一家，其余写在方案里。",
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    plan = forms.CharField(
        label="实施方案",
        max_length=2000,
        validators=[validate_impersonal],
        help_text="谁来做、怎么做、什么时候做完、需要什么支持。不要写手机号、身份证号。",
        widget=forms.Textarea({"rows": 6}),
    )

    def bidding(self) -> dict[str, Any]:
        """What `bids.bid` is told."""
        return self.contact() | {name: self.cleaned_data[name] for name in ("unit_name", "plan")}
