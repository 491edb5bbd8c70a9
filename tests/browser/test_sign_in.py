"""Signing in on a phone and at a desk, with a real browser: focus, second factor, a session that ran out."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from orgs.models import BranchSetting, Unit
from orgs.sign_in import second_factor
from tests.orgs.door import code_for
from tests.orgs.factories import PASSWORD, UserFactory
from tests.orgs.tree import plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]


@pytest.fixture
def tree():
    return plant()


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


def give_password(page: Page, user, password: str = PASSWORD) -> None:
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_wrong_password_on_a_phone_puts_the_focus_on_what_is_told(phone, clerk, axe):
    phone.goto("/admin/")
    expect(phone.get_by_label("用户名")).to_be_focused()
    assert phone.get_by_label("用户名").get_attribute("autocomplete") == "username"
    assert phone.get_by_label("密码").get_attribute("autocomplete") == "current-password"
    assert axe(phone) == []
    give_password(phone, clerk, "wrong-password")
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.get_by_role("alert")).to_contain_text("用户名或密码不对")
    assert phone.title().startswith("错误：")
    assert fits(phone)
    assert axe(phone) == []
    give_password(phone, clerk)
    expect(phone.get_by_role("heading", name="今日工作")).to_be_visible()


def test_second_factor_from_the_first_sign_in_on(desktop, phone, clerk, tree, axe, html_errors):
    BranchSetting.objects.create(organization=tree.street, requires_second_factor=True)
    clerk.must_change_password = True
    clerk.save()
    desktop.goto("/admin/orgs/unit/")
    give_password(desktop, clerk)
    expect(desktop.get_by_role("heading", name="设置动态口令")).to_be_visible()
    assert desktop.locator(".door__code svg").bounding_box()["width"] > 150
    assert axe(desktop) == []
    pages = {"enrol": desktop.content()}
    secret = desktop.locator(".door__secret").inner_text()
    key = next(key for key in _keys() if second_factor.Enrolment(clerk, key).secret == secret)
    desktop.get_by_label("手机上显示的口令").fill(code_for(key))
    desktop.get_by_role("button", name="完成设置").click()
    recovery = desktop.locator(".door__codes code").all_inner_texts()
    assert len(recovery) == 10
    pages["codes"] = desktop.content()
    assert axe(desktop) == []
    desktop.get_by_role("link", name="已经保存，继续").click()
    desktop.locator("#id_new_password1").fill("shan-hai-da-jiang-tang")
    desktop.locator("#id_new_password2").fill("shan-hai-da-jiang-tang")
    pages["password"] = desktop.content()
    assert axe(desktop) == []
    desktop.get_by_role("button", name="修改密码并登录").click()
    expect(desktop).to_have_url(re.compile("/admin/orgs/unit/$"))
    desktop.get_by_role("link", name="动态口令").click()
    expect(desktop.get_by_text("备用码还剩10个")).to_be_visible()
    assert axe(desktop) == []
    pages["own"] = desktop.content()

    phone.goto("/admin/")
    give_password(phone, clerk, "wrong-password")
    pages["login"] = phone.content()
    give_password(phone, clerk, "shan-hai-da-jiang-tang")
    expect(phone.get_by_label("动态口令")).to_be_focused()
    assert axe(phone) == []
    assert fits(phone)
    pages["code"] = phone.content()
    phone.get_by_label("动态口令").fill(recovery[0])
    phone.get_by_role("button", name="登录").click()
    expect(phone.get_by_role("heading", name="今日工作")).to_be_visible()
    assert html_errors(pages) == []


def test_what_was_typed_survives_a_session_that_ran_out(desktop, clerk, axe):
    desktop.goto("/admin/orgs/unit/add/")
    give_password(desktop, clerk)
    desktop.get_by_label("单位名称").fill("图书馆")
    desktop.get_by_label("单位性质").select_option("社会组织")
    desktop.get_by_label("备注").fill("第一行\n第二行")
    for session in Session.objects.all():
        data = session.get_decoded()
        store = Session.get_session_store_class()(session.session_key)
        store.update(data | {"seen": data["seen"] - 3600})
        store.save()
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.get_by_text("刚才填写的内容还在")).to_be_visible()
    assert not Unit.objects.exists()
    give_password(desktop, clerk)
    expect(desktop.get_by_role("heading", name="登录前填写的内容")).to_be_visible()
    assert axe(desktop) == []
    desktop.get_by_role("button", name="继续提交").click()
    expect(desktop.locator(".messagelist .success")).to_contain_text("图书馆")
    assert Unit.objects.get().note.split() == ["第一行", "第二行"]


def _keys():
    return [session.get_decoded().get("enrolment", "") for session in Session.objects.all()]
