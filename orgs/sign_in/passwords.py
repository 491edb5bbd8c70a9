"""Passwords that people choose for themselves."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils import timezone

from orgs.models import User
from orgs.sign_in import attempts
from orgs.validators import PasswordClasses, PasswordLength


def must_change(user: User) -> bool:
    """Was the password set by somebody else, or is it older than `PASSWORD_MAX_AGE_DAYS` (0: no limit)?"""
    if user.must_change_password:
        return True
    days = settings.PASSWORD_MAX_AGE_DAYS
    since = user.password_changed_at or user.date_joined
    return bool(days) and timezone.now() - since >= timedelta(days=days)


def rules() -> str:
    """What a password has to be, as one says it: Django's list says it of “你的密码”, four times over."""
    told = get_default_password_validators()
    return "".join(
        each.get_help_text() for each in told if isinstance(each, PasswordLength | PasswordClasses)
    )


class ChosenPassword(forms.Form):
    """Mixed into Django's forms that set a password: its mistakes are told where it is typed first."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.endswith("password1"):
                field.help_text = rules()
            elif name.endswith("password2"):
                field.help_text = "再输入一次同样的密码。"

    def validate_password_for_user(self, user, password_field_name="password2"):  # nosec B107
        super().validate_password_for_user(user, password_field_name.replace("2", "1"))


class _OwnPassword(ChosenPassword):
    """A form that sets the account's own password, which must be another one."""

    def clean(self):
        cleaned = super().clean()
        chosen = self.cleaned_data.get("new_password1")
        if chosen and self.user.check_password(chosen):
            self.add_error("new_password1", "新密码不能和原来的一样，请换一个。")
        return cleaned

    def save(self, commit=True):
        self.user.must_change_password = False
        self.user.password_changed_at = timezone.now()
        return super().save(commit)


class FirstPasswordForm(_OwnPassword, SetPasswordForm):
    """After signing in with a password that somebody else set."""


class OwnPasswordForm(_OwnPassword, AdminPasswordChangeForm):
    """The old password is guessed no oftener here than at the door."""

    def __init__(self, user, *args, request, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self):
        old = self.cleaned_data["old_password"]
        if not attempts.guarded(self.request, self.user, lambda: self.user.check_password(old)):
            raise ValidationError("原来的密码不对，请重新输入。", code="password_incorrect")
        return old
