"""The public form by which residents sign up for an activity (我要报名)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from events.models import Activity
from events.models.signup import MOST_PEOPLE
from events.retention import keep_days
from events.workflow.signups import SignedUpAlready, TooFewPlaces
from orgs.moves import Refused
from orgs.public_form import ContactForm

_WHY = "用途：{}。活动结束{}天以后删除，不对外公开。"
_HOW_MANY = f"请填写1到{MOST_PEOPLE}之间的人数。"


class SignupForm(ContactForm):
    """Two questions are asked only when they arise: is it a second person, may all of them wait."""

    key = "signup"

    people = forms.IntegerField(
        label="来几个人",
        initial=1,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="连您自己在内。",
        error_messages={
            "invalid": _HOW_MANY,
            "min_value": _HOW_MANY,
            "max_value": f"一次最多报{MOST_PEOPLE}人，再多的请打电话联系主办方。",
        },
    )

    def __init__(self, request: HttpRequest, activity: Activity, **kwargs: Any):
        super().__init__(request, **kwargs)
        self.most_a_day = settings.PUBLIC_SIGNUPS_A_DAY
        self._activity = activity
        self._questions = {
            "may_wait": forms.BooleanField(label="全部候补，等名额够了一起参加", required=False),
            "is_second": forms.BooleanField(label="这是另一个人，再报一个", required=False),
        }
        if self.consent:
            self._put_contact_first()
        for name in self._questions.keys() & self.data.keys():
            self._ask(name)

    @property
    def taken_key(self) -> str:
        """Each activity has its own day's most."""
        return f"{self.key}-taken-{self._activity.pk}"

    def applied(self) -> dict[str, Any]:
        """What `signups.sign_up` is told."""
        cleaned = self.cleaned_data
        return self.contact() | {
            "people": cleaned["people"],
            "is_second": cleaned.get("is_second", False),
            "may_wait": cleaned.get("may_wait", False),
        }

    def refuse(self, refused: Refused) -> None:
        """What the verb refused, beside what it is about."""
        if isinstance(refused, SignedUpAlready):
            self._ask("is_second")
            self.add_error("is_second", str(refused))
        elif isinstance(refused, TooFewPlaces):
            self._ask("may_wait")
            self.add_error("people", str(refused))
        else:
            self.add_error(None, str(refused))

    def _put_contact_first(self):
        name, phone = self.fields["contact_name"], self.fields["contact_phone"]
        name.label, phone.label = "姓名", "手机号码"
        name.error_messages["required"], phone.error_messages["required"] = "请填写姓名。", "请填写手机号码。"
        phone.help_text = _WHY.format(self.consent.purpose, keep_days(self.consent))
        self.order_fields(["contact_name", "contact_phone", "people", "agreed"])

    def _ask(self, name):
        """Before the consent, which stands at the end."""
        self.fields[name] = self._questions[name]
        self.order_fields(["contact_name", "contact_phone", "people", *self._questions, "agreed"])
