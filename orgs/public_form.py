"""What every form has that anybody may send without an account.

    class ClaimForm(ContactForm):
        key = "claim"                                    # of the limiter; ten letters at most
        unit_name = LineField(label="单位名称", max_length=100)

    @public_form
    def claim_form(request, pk):
        form = ClaimForm(request)
        if request.method == "POST" and form.is_valid():
            claim = form.once(item, lambda: claims.apply(item, …, **form.contact()))
            return redirect("partnerships:claim_receipt", …)
        return form.answer("partnerships/claim_form.html", {"item": item})

The page extends orgs/public_form.html, which prints the summary of errors, the fields, what is said of
personal data, and the button. A form that comes back keeps all that was typed. Refusals of the verb itself
are put on the page by `form.add_error(None, str(refused))`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.db import models
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lib.contact_fields import LineField, PhoneField
from orgs.models import ConsentText, PublicPost
from orgs.moves import Refused
from orgs.public_posts import KEPT, admit, once, sent_since, source_of

TRAP = "homepage"
TOKEN = "form_token"  # nosec B105
_TOO_MANY = "提交得太多，请过{}分钟再试。您填写的内容还在。"
_ENOUGH = "从您的网络一天最多提交{}项，今天已经满了。请明天再提交，或打电话联系我们。您填写的内容还在。"
_CLOSED = "现在还不能在网上提交，请打电话联系我们。"
_TOO_FAST = "提交得太快了。请核对填写的内容，再提交一次。"
_TOO_OLD = "这张表打开的时间太长。请核对填写的内容，再提交一次。"
_TRAPPED = "有一栏不要填的填上了内容，现已清空。请再提交一次。"
_OTHER_TEXT = "个人信息告知有了新的内容，请看过以后再勾选同意。"
_WHY = "用途：{0.purpose}。事情办完{0.retention_days}天以后删除，不对外公开。"
_NO_CONSENT = "请看“个人信息告知”，同意的在框里打勾；不同意的，不能在网上提交。"


def public_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views of public forms: no cache keeps an answer, no report of an error shows what was sent."""
    return require_http_methods(["GET", "HEAD", "POST"])(never_cache(sensitive_post_parameters()(view)))


class PublicForm(forms.Form):
    """Bound when the request posts. Tells machines from people without a puzzle: a field that nobody sees,
    the time since the form was opened, and how many came from there.
    """

    key = ""
    is_closed = False
    # So many are taken from one source in a day, where each keeps others from something; 0: any number.
    most_a_day = 0
    # False where an address that nobody guesses keeps machines away already.
    is_guarded = True
    error_css_class = "field--error"

    def __init__(self, request: HttpRequest, *, is_sent: bool | None = None, **kwargs: Any):
        """`is_sent`: a page with several forms says which of them it was."""
        is_sent = request.method == "POST" if is_sent is None else is_sent
        super().__init__(*((request.POST, request.FILES) if is_sent else ()), **kwargs)
        for field in self.fields.values():
            _say_what_to_do(field)
        self._request = request
        self.status = 200
        # When and with what the form was opened; None where that is not to be believed.
        self._opened = self._read(self.data.get(TOKEN, ""))

    @property
    def taken_key(self) -> str:
        """Under which what counts towards `most_a_day` is counted; thirty letters at most."""
        return f"{self.key}-taken"

    @cached_property
    def token(self) -> str:
        """For the page: that of the form as it was opened, or a new one where that is of no use any more."""
        if self._opened and self._opened[2] == self._shown_text():
            return self.data[TOKEN]
        return self.token_at(time.time())

    def token_at(self, moment: float) -> str:
        """As if the form had been opened then."""
        nonce = secrets.token_urlsafe(12)
        return signing.dumps([nonce, moment, self._shown_text()], salt=self._salt)

    def full_clean(self) -> None:
        """Who sends too much is told so before anything of it is looked at."""
        if not self.is_bound:
            return super().full_clean()
        if words := self._refusal():
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
            return self.add_error(None, words)
        super().full_clean()
        if not self._errors and (doubt := self._doubt()):
            self.add_error(None, doubt)

    def once(self, subject: models.Model, make: Callable[[], models.Model]) -> int:
        """The key of what `make` makes, or made when this very form came before (a double tap). Refused where
        the day's most were taken from there.
        """
        return once(self._fingerprint(), subject, self._counted(make) if self.most_a_day else make)

    def _counted(self, make):
        key, source = self.taken_key, source_of(self._request)

        def made():
            if sent_since(key, source, KEPT) >= self.most_a_day:
                raise Refused(_ENOUGH.format(self.most_a_day))
            PublicPost.objects.create(form=key, source=source)
            return make()

        return made

    def answer(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """The page with the form as it stands."""
        answer = render(self._request, template, {"form": self} | context, status=self.status)
        if self.status == 429:
            answer.headers["Retry-After"] = str(settings.PUBLIC_POSTS_MINUTES * 60)
        return answer

    def _refusal(self):
        if self.is_closed:
            return _CLOSED
        if not admit(self.key, self._request, self._sender()):
            self.status = 429
            return _TOO_MANY.format(settings.PUBLIC_POSTS_MINUTES)
        return ""

    def _sender(self):
        """Whom the limiter counts; "": the address."""
        return ""

    def _doubt(self):
        if self._opened is None:
            return _TOO_OLD
        if not self.is_guarded:
            return ""
        if self.data.get(TRAP):
            return _TRAPPED
        is_fast = time.time() - self._opened[1] < settings.PUBLIC_FORM_SECONDS
        return _TOO_FAST if is_fast else ""

    @property
    def _salt(self):
        return f"orgs.public_form:{self.key}:{self._request.path}"

    def _read(self, token):
        try:
            opened = signing.loads(token, salt=self._salt)
        except signing.BadSignature:
            return None
        return opened if time.time() - opened[1] < KEPT.total_seconds() else None

    def _shown_text(self):
        """Which text on personal data the page shows."""
        return 0

    def _fingerprint(self):
        """Of the form as it was opened and all that was sent with it."""
        files = [(name, each.name, each.size) for name, each in self.files.items()]
        sent = sorted(pair for pair in self.data.lists() if pair[0] not in ("csrfmiddlewaretoken", TOKEN))
        return f"{self.key} {self._request.path} {self._opened[0]} {sent} {files}"


class ContactForm(PublicForm):
    """With somebody whom the office can call, who agrees to it. Without a text to agree to it is closed, or,
    where the contact is not required, asks for none.
    """

    contact_is_required = True

    contact_name = LineField(label="联系人", max_length=50, widget=forms.TextInput({"autocomplete": "name"}))
    contact_phone = PhoneField(label="联系电话")
    agreed = forms.BooleanField(
        label="我已看过并同意上面的个人信息告知", error_messages={"required": _NO_CONSENT}
    )

    def __init__(self, request: HttpRequest, **kwargs: Any):
        self.consent = ConsentText.objects.current()
        super().__init__(request, **kwargs)
        contact = {name: self.fields.pop(name) for name in ("contact_name", "contact_phone", "agreed")}
        if self.consent is None:
            self.is_closed = self.contact_is_required
            return
        self.fields |= contact  # the last ones
        contact["contact_phone"].help_text = _WHY.format(self.consent)
        for field in contact.values():
            field.required = self.contact_is_required

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.consent:
            return cleaned
        gave = cleaned.get("contact_name") or cleaned.get("contact_phone")
        if gave and not cleaned.get("agreed") and "agreed" not in self.errors:
            self.add_error("agreed", _NO_CONSENT)
        if cleaned.get("agreed") and self._opened and self._opened[2] != self.consent.pk:
            # Another text stands on the page now than the one that was agreed to.
            self.data = self.data.copy()
            self.data.pop("agreed")
            self.add_error("agreed", _OTHER_TEXT)
        return cleaned

    def contact(self) -> dict[str, Any]:
        """contact_name, contact_phone, and the consent that was given for them (None without a contact)."""
        name = self.cleaned_data.get("contact_name", "")
        phone = self.cleaned_data.get("contact_phone", "")
        return {
            "contact_name": name,
            "contact_phone": phone,
            "consent": self.consent if name or phone else None,
        }

    def _shown_text(self):
        return self.consent.pk if self.consent else 0


def _say_what_to_do(field):
    """Django's own words name no field, and stand in the summary too."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        verb = "选择" if isinstance(field, forms.ChoiceField | forms.FileField) else "填写"
        field.error_messages["required"] = f"请{verb}{field.label}。"
    if most := getattr(field, "max_length", None):
        field.error_messages["max_length"] = f"{field.label}最多写{most}个字，请改短。"
