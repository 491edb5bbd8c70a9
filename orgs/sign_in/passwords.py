"""Passwords that people choose for themselves."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from orgs.models import User
from orgs.sign_in import attempts


def must_change(user: User) -> bool:
    """Was the password set by somebody else, or is it older than `PASSWORD_MAX_AGE_DAYS` (0: no limit)?"""
    if user.must_change_password:
        return True
    days = settings.PASSWORD_MAX_AGE_DAYS
    since = user.password_changed_at or user.date_joined
    return bool(days) and timezone.now() - since >= timedelta(days=days)


class _OwnPassword(forms.Form):
    """A form that sets the account's own password, which must be another one."""

    def clean(self):
        cleaned = super().clean()
        chosen = self.cleaned_data.get("new_password2")
        if chosen and self.user.check_password(chosen):
            self.add_error("new_password2", "新密码不能和原来的一样，请换一个。")
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
