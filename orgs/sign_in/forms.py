"""Forms of the second factor. What is typed is judged through `attempts.guarded`: wrong answers count."""

from django import forms
from django.core.exceptions import ValidationError

from orgs.sign_in import attempts, second_factor

_CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CodeField(forms.CharField):
    def __init__(self, label="动态口令", **kwargs):
        super().__init__(label=label, max_length=40, widget=forms.TextInput(_CODE_INPUT), **kwargs)


class PasswordField(forms.CharField):
    def __init__(self):
        super().__init__(
            label="密码",
            strip=False,
            max_length=4096,
            widget=forms.PasswordInput({"autocomplete": "current-password"}),
        )


class _SecretForm(forms.Form):
    """Of one user, typed by whoever sits there."""

    def __init__(self, data=None, *, request, user):
        super().__init__(data)
        self.request, self.user = request, user
        if not self.errors:  # else the summary takes the focus
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def _guard(self, is_right, message):
        if not attempts.guarded(self.request, self.user, is_right):
            raise ValidationError(message)


class CodeForm(_SecretForm):
    """At the door: the code of the phone, or a recovery code."""

    code = CodeField()

    def clean_code(self):
        code = self.cleaned_data["code"]
        message = "口令不对，或者已经用过。请等手机上换成下一个口令再输入。"
        self._guard(lambda: second_factor.verify(self.user, code), message)
        return code


class EnrolForm(_SecretForm):
    """A code proves that the phone has the secret. `recovery_codes` are there once the form is valid."""

    code = CodeField("手机上显示的口令")

    def __init__(self, data=None, *, enrolment, **kwargs):
        self.enrolment = enrolment
        super().__init__(data, **kwargs)

    def clean(self):
        if not self.errors:
            self.recovery_codes = self.enrolment.confirm(self.cleaned_data["code"])
            if self.recovery_codes is None:
                self.add_error("code", "口令不对。请核对手机上的时间，再输入当前显示的6位数字。")
        return self.cleaned_data


class SignedInEnrolForm(EnrolForm):
    """Whoever finds an open session must not lock its owner out with a phone of his own."""

    password = PasswordField()
    field_order = ["password", "code"]

    def clean_password(self):
        password = self.cleaned_data["password"]
        self._guard(lambda: self.user.check_password(password), "密码不对，请重新输入。")
        return password


class ConfirmForm(_SecretForm):
    """Before the second factor is turned off or its recovery codes are replaced."""

    password = PasswordField()
    code = CodeField("动态口令或备用码")

    def clean(self):
        """Wrong password, wrong code: told alike."""
        password, code = self.cleaned_data.get("password"), self.cleaned_data.get("code")
        if password and code:
            self._guard(
                lambda: self.user.check_password(password) and second_factor.verify(self.user, code),
                "密码或口令不对。请等手机上换成下一个口令，再一起输入。",
            )
        return self.cleaned_data
