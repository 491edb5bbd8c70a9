"""动态口令 in the account's menu: set up, new recovery codes, turned off, taken away by a manager."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, BranchSetting
from orgs.sign_in import second_factor
from tests.orgs.door import address, code_for, enrolled, gets_in, shown_key, sign_in
from tests.orgs.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGE, NEW = "/admin/second-factor/", "/admin/second-factor/new/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def details():
    found = AuditEntry.objects.filter(act=AuditAct.SECOND_FACTOR).order_by("pk")
    return list(found.values_list("user__username", "record", "detail"))


def test_the_menu_leads_there(client, clerk):
    assert f'href="{PAGE}">动态口令</a>' in client.get("/admin/").content.decode()
    assert f'href="{NEW}">开始设置</a>' in client.get(PAGE).content.decode()


def test_set_up_with_password_and_code(client, clerk):
    page = client.get(NEW).content.decode()
    key = shown_key(client)
    assert second_factor.Enrolment(clerk, key).secret in page
    told = client.post(NEW, {"password": PASSWORD, "code": code_for(key)}).content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4} \d{4}</code>", told)) == 10
    assert "备用码还剩10个" in client.get(PAGE).content.decode()
    assert client.get(NEW).url == PAGE, "shown once"
    assert details() == [(clerk.username, str(clerk.pk), "设置动态口令")]


def test_an_open_session_alone_sets_nothing_up(client, clerk):
    client.get(NEW)
    data = {"password": "wrong", "code": code_for(shown_key(client))}
    assert "密码不对，请重新输入。" in client.post(NEW, data).content.decode()
    assert second_factor.device_of(clerk) is None


def test_new_recovery_codes_make_the_old_ones_void(client, clerk):
    device, old = enrolled(clerk)
    data = {"password": PASSWORD, "code": code_for(device.key), "renew": "重新生成备用码"}
    told = client.post(PAGE, data).content.decode()
    new = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", told)
    assert len(new) == 10
    assert second_factor.verify(clerk, new[0])
    assert not second_factor.verify(clerk, old[0])
    assert details()[-1][2] == "重新生成备用码"


def test_turned_off_with_password_and_code(client, clerk):
    device, _ = enrolled(clerk)
    data = {"password": PASSWORD, "code": code_for(device.key), "off": "关闭动态口令"}
    assert client.post(PAGE, data).url == PAGE
    assert second_factor.device_of(clerk) is None
    assert gets_in(clerk)
    assert details()[-1] == (clerk.username, str(clerk.pk), "关闭动态口令")


@pytest.mark.parametrize("wrong", ["password", "code"])
def test_not_turned_off_with_one_of_them(client, clerk, wrong):
    device, _ = enrolled(clerk)
    data = {"password": PASSWORD, "code": code_for(device.key), "off": "关闭动态口令"}
    page = client.post(PAGE, data | {wrong: "000000000000"}).content.decode()
    assert "密码或口令不对。" in page
    assert PASSWORD not in page
    assert second_factor.device_of(clerk) == device


def test_guessing_there_locks_the_account(client, clerk):
    device, _ = enrolled(clerk)
    for _ in range(5):
        client.post(PAGE, {"password": "wrong", "code": "000000", "off": "1"})
    client.post(PAGE, {"password": PASSWORD, "code": code_for(device.key), "off": "1"})
    assert second_factor.device_of(clerk) == device


def test_not_turned_off_where_the_branch_asks_for_it(client, clerk, tree):
    BranchSetting.objects.create(organization=tree.street, requires_second_factor=True)
    device, _ = enrolled(clerk)
    assert "关闭动态口令" not in client.get(PAGE).content.decode()
    data = {"password": PASSWORD, "code": code_for(device.key), "off": "关闭动态口令"}
    assert "不能关闭" in client.post(PAGE, data).content.decode()
    assert second_factor.device_of(clerk) == device


def test_taken_away_by_an_administrator(clerk, tree):
    enrolled(clerk)
    boss, browser = UserFactory(superuser=True), Client()
    browser.force_login(boss)
    link = address("orgs_user_second_factor", clerk.pk)
    assert link in browser.get(address("orgs_user_change", clerk.pk)).content.decode()
    assert "手机丢失" in browser.get(link).content.decode()
    assert second_factor.device_of(clerk)
    assert browser.post(link).url == address("orgs_user_change", clerk.pk)
    assert second_factor.device_of(clerk) is None
    assert second_factor.recovery_codes_left(clerk) == 0
    assert details()[-1] == (boss.username, str(clerk.pk), "取消动态口令")


@pytest.mark.parametrize("role", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_not_taken_away_by_colleagues(clerk, tree, role):
    enrolled(clerk)
    browser = Client()
    browser.force_login(UserFactory(organizations=[tree.street], organizations__role=role))
    assert browser.post(address("orgs_user_second_factor", clerk.pk)).status_code in (403, 404)
    assert second_factor.device_of(clerk)


def test_not_taken_away_from_oneself_without_password_and_code(client, tree):
    boss = UserFactory(superuser=True)
    enrolled(boss)
    client.force_login(boss)
    assert client.post(address("orgs_user_second_factor", boss.pk)).url == PAGE
    assert second_factor.device_of(boss)


def test_setting_it_up_again_replaces_phone_and_codes(client, clerk):
    old, codes = enrolled(clerk)
    new, _ = enrolled(clerk)
    assert not second_factor.verify(clerk, codes[0])
    for minutes, device, status in ((1, old, 200), (2, new, 302)):
        browser = Client()
        sign_in(browser, clerk)
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            code = code_for(device.key)
            assert browser.post("/admin/login/code/", {"code": code}).status_code == status
