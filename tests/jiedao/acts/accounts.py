"""Accounts and settings."""

from __future__ import annotations

from django.urls import reverse

from orgs.enums import AuditAct, Role
from orgs.models import BranchSetting, User
from tests.jiedao.acts.attempt import Attempt, act, as_opened, is_logged, page
from tests.orgs.factories import UserFactory

NEW_PASSWORD = "shan-hai-da-jiang-tang"


def _account(place):
    return UserFactory(organizations=[place], organizations__role=Role.VIEW)


@act("改角色", Role.MANAGE)
def change_role(place):
    user = _account(place)
    data = as_opened(page(user)) | {"assignments-0-role": Role.REVIEW}
    data = {name: value for name, value in data.items() if name not in ("is_staff", "is_superuser")}
    return Attempt(page(user), user.assignments.filter(role=Role.REVIEW).exists, data)


@act("重设密码", Role.MANAGE)
def set_password(place):
    user = _account(place)
    return Attempt(
        reverse("admin:auth_user_password_change", args=[user.pk]),
        lambda: User.objects.get(pk=user.pk).check_password(NEW_PASSWORD),
        {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    )


@act("解除锁定", Role.MANAGE)
def unlock(place):
    return Attempt(page(_account(place), "unlock"), is_logged(AuditAct.UNLOCK))


@act("取消动态口令", Role.MANAGE)
def remove_second_factor(place):
    return Attempt(page(_account(place), "second_factor"), is_logged(AuditAct.SECOND_FACTOR))


@act("管理设置", Role.MANAGE)
def settle(place):
    setting = BranchSetting.objects.create(organization=place)
    return Attempt(
        page(setting),
        BranchSetting.objects.filter(pk=setting.pk, requires_second_factor=True).exists,
        {"requires_second_factor": "on"},
    )
