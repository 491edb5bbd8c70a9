"""Accounts of staff as superusers keep them; what others may: test_access_accounts.py."""

import pytest
from django.urls import reverse

from orgs.enums import Role
from orgs.models import User
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "shan-hai-da-jiang-tang"


@pytest.fixture
def boss(client, tree):
    boss = UserFactory(superuser=True)
    client.force_login(boss)
    return boss


def new_account(organization, **fields):
    data = {
        "username": "jjl01",
        "display_name": "金家岭社区工作人员",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    data |= {"assignments-TOTAL_FORMS": 1, "assignments-INITIAL_FORMS": 0, "assignments-0-role": "enter"}
    return data | {"assignments-0-organization": organization.pk} | fields


def test_new_account_is_staff_of_its_organization(client, boss, tree):
    assert client.post(reverse("admin:orgs_user_add"), new_account(tree.community)).status_code == 302
    user = User.objects.get(username="jjl01")
    assert user.is_clerk
    assert not user.is_superuser
    assert user.branch_paths == user.paths_as(Role.ENTER) == [tree.community.path]
    assert user.must_change_password
    client.logout()
    assert client.login(username="jjl01", password=PASSWORD)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "请把用户名和初始密码告诉本人"),
        ({"assignments-0-organization": ""}, "这个账号还不能登录：请在页面最下面选择所在党组织和角色"),
    ],
    ids=["ready", "without a place"],
)
def test_new_account_says_what_to_do_next(client, boss, tree, fields, message):
    data = new_account(tree.community, **fields)
    assert message in client.post(reverse("admin:orgs_user_add"), data, follow=True).content.decode()


def test_rules_of_passwords_are_one_sentence(client, boss, settings):
    name = "orgs.validators.PasswordClasses"
    settings.AUTH_PASSWORD_VALIDATORS = [
        *settings.AUTH_PASSWORD_VALIDATORS,
        {"NAME": name, "OPTIONS": {"least": 3}},
    ]
    page = client.get(reverse("admin:orgs_user_add")).content.decode()
    assert "至少10个字符，不能全是数字，不要用常见的密码、用户名和姓名。密码要包含大写字母" in page
    assert "你的密码" not in page


@pytest.mark.parametrize(
    ("passwords", "message"),
    [
        (("short", "short"), ("password1", "密码太短，至少要有10个字符。")),
        (("12345678901234", "12345678901234"), ("password1", "密码只包含数字。")),
        ((PASSWORD, PASSWORD + "x"), ("password2", "输入的两个密码不一致。")),
    ],
)
def test_weak_password_is_refused_in_chinese(client, boss, tree, passwords, message):
    (first, second), (field, words) = passwords, message
    response = client.post(
        reverse("admin:orgs_user_add"), new_account(tree.community, password1=first, password2=second)
    )
    found = response.context["adminform"].form.errors[field]
    assert any(words in text for text in found)
    assert 'value="金家岭社区工作人员"' in response.content.decode()
    assert not User.objects.filter(username="jjl01").exists()


def test_password_is_set_anew(client, boss, tree):
    user = UserFactory(organizations=[tree.community])
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    response = client.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.must_change_password
    history = client.get(reverse("admin:orgs_user_history", args=[user.pk])).content.decode()
    assert "密码" in history


@pytest.mark.parametrize("written", ["{}", "00{}"])
@pytest.mark.parametrize("is_superuser", [True, False])
def test_own_password_is_not_set_anew_without_the_old_one(client, tree, is_superuser, written):
    user = UserFactory(
        organizations=[tree.street], organizations__role=Role.MANAGE, is_superuser=is_superuser
    )
    client.force_login(user)
    address = reverse("admin:auth_user_password_change", args=[written.format(user.pk)])
    response = client.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert response.url == reverse("admin:password_change")
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)


def test_passwords_that_differ_are_refused(client, boss, tree):
    user = UserFactory(organizations=[tree.community])
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    page = client.post(address, {"new_password1": PASSWORD, "new_password2": "other"}).content.decode()
    assert "输入的两个密码不一致。" in page


def test_password_of_others_is_closed_to_clerks(client, tree):
    client.force_login(UserFactory(organizations=[tree.street]))
    user = UserFactory(organizations=[tree.community])
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    assert client.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 403


def test_account_is_switched_off_not_deleted(client, boss, tree):
    user = UserFactory(organizations=[tree.community])
    address = reverse("admin:orgs_user_delete", args=[user.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    counts = {"assignments-TOTAL_FORMS": 0, "assignments-INITIAL_FORMS": 0}
    change = {"username": user.username, "display_name": user.display_name, "is_staff": "on"}
    client.post(reverse("admin:orgs_user_change", args=[user.pk]), counts | change)
    user.refresh_from_db()
    assert not user.is_active
