"""Sections 八 to 十三 of docs/使用手册.md, walked on the demo office: what they quote is on the screen."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from orgs.enums import Role
from orgs.models import Organization, Unit, User
from partnerships.models import Agreement
from tests.browser import office
from tests.orgs.door import code_for, enrolled, fail
from tests.orgs.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

MANUAL = "docs/使用手册.md"
DESK = {"width": 1440, "height": 900}
OWN_PASSWORD = "shan-hai-da-jiang-tang"
WORDS = """() => document.body.innerText + [...document.querySelectorAll("input[type=submit]")]
    .map((input) => input.value).join()"""


def staff(name: str, role: Role, **fields) -> User:
    place = Organization.objects.get(name="午山社区党委")
    return UserFactory(display_name=name, organizations=[place], organizations__role=role, **fields)


@pytest.fixture
def boss() -> User:
    office.load()
    return staff("刘主任", Role.MANAGE, username="liuzhuren")


@pytest.fixture
def desk(new_page, sign_in, boss) -> Page:
    page = new_page(viewport=DESK)
    sign_in(page, boss)
    return page


@pytest.fixture
def unit() -> Unit:
    unit = Unit.objects.filter(community__name="午山社区党委").exclude(contact_phone="").first()
    assert unit is not None
    return unit


class Reader:
    """Notes what the screen says, and asks whether a section's quotes were among it."""

    def __init__(self, manual: str):
        self.manual, self.seen = manual, ""

    def look(self, page: Page) -> None:
        page.wait_for_load_state()
        self.seen += page.evaluate(WORDS)

    def unseen(self, title: str) -> list[str]:
        section = self.manual.split(f"\n## {title}\n")[1].split("\n## ")[0]
        quotes = [part for quote in re.findall("“(.+?)”", section) for part in quote.split(" › ")]
        assert len(quotes) > 3
        return [quote for quote in quotes if quote not in self.seen]


@pytest.fixture
def reader(pytestconfig) -> Reader:
    return Reader((pytestconfig.rootpath / MANUAL).read_text())


def give_password(page: Page, user: User, password: str = PASSWORD) -> None:
    page.goto("/admin/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_roles_and_accounts(desk, reader, picture):
    desk.goto("/admin/orgs/user/add/")
    desk.get_by_label("用户名").fill("wangjie")
    desk.get_by_label("姓名").fill("王姐")
    for box in desk.locator("input[type=password]").all():
        box.fill(PASSWORD)
    desk.locator("#assignments-0 .select2-selection").click()
    desk.locator(".select2-search__field").last.fill("午山社区")
    desk.locator(".select2-results__option", has_text="午山社区党委").first.click()
    desk.locator("#id_assignments-0-role").select_option("录入")
    reader.look(desk)
    picture(desk, "user", desk.locator(".submit-row"))
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("请把用户名和初始密码告诉本人")
    made = User.objects.get(username="wangjie")
    assert [(str(each.organization), each.role) for each in made.assignments.all()] == [
        ("午山社区党委", Role.ENTER)
    ]
    assert made.must_change_password
    reader.look(desk)
    for address in ("orgs/branchsetting", "partnerships/agreement"):
        desk.goto(f"/admin/{address}/add/")
        reader.look(desk)
    assert reader.unseen("八、角色和用户") == []


def test_signing_in(desk, new_page, reader, boss):
    page, clerk = new_page(), staff("王姐", Role.ENTER, must_change_password=True)
    give_password(page, clerk, "wrong-password")
    reader.look(page)
    give_password(page, clerk)
    reader.look(page)
    for box in page.locator("input[type=password]").all():
        box.fill(OWN_PASSWORD)
    page.get_by_role("button", name="修改密码并登录").click()
    page.get_by_role("link", name="动态口令").click()
    reader.look(page)
    page.get_by_role("link", name="开始设置").click()
    reader.look(page)
    key = next(filter(None, (each.get_decoded().get("enrolment") for each in Session.objects.all())))
    page.get_by_label("密码").fill(OWN_PASSWORD)
    page.get_by_label("手机上显示的口令").fill(code_for(key))
    page.get_by_role("button", name="完成设置").click()
    expect(page.locator(".door__codes code")).to_have_count(10)
    reader.look(page)

    other = staff("李哥", Role.ENTER)
    enrolled(other)
    fail(other, 5)
    desk.goto(f"/admin/orgs/user/{other.pk}/change/")
    reader.look(desk)
    _run_out(desk)
    desk.get_by_label("姓名").fill("李大哥")
    desk.get_by_role("button", name="保存", exact=True).click()
    reader.look(desk)
    desk.get_by_label("用户名").fill(boss.username)
    desk.get_by_label("密码").fill(PASSWORD)
    desk.get_by_role("button", name="登录").click()
    reader.look(desk)
    desk.get_by_role("button", name="继续提交").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("李大哥")
    # What the phone's owner sees who has to enrol at the door stands in test_sign_in; the words are the same.
    assert reader.unseen("九、登录") == []


def _run_out(page: Page) -> None:
    """Half an hour goes by."""
    for session in Session.objects.all():
        data = session.get_decoded()
        store = Session.get_session_store_class()(session.session_key)
        store.update(data | {"seen": data["seen"] - 31 * 60})
        store.save()


def test_two_editors(desk, new_page, sign_in, reader, unit, picture):
    address, other = f"/admin/orgs/unit/{unit.pk}/change/", new_page()
    sign_in(other, staff("王姐", Role.ENTER))
    for page in (desk, other):
        page.goto(address)
    other.get_by_label("联系人").fill("赵老师")
    other.get_by_label("职工人数").fill("12")
    desk.get_by_label("联系人").fill("钱老师")
    for page in (other, desk):
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_load_state()
    expect(desk.locator(".clash")).to_contain_text("职工人数：12")
    reader.look(desk)
    picture(desk, "clash", desk.locator(".clash"))
    desk.get_by_role("button", name="按我填写的保存").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    unit.refresh_from_db()
    assert (unit.contact_name, unit.employee_count) == ("钱老师", 12)
    assert reader.unseen("十、两个人同时改") == []


def test_bin(desk, reader):
    place = Organization.objects.get(name="午山社区党委")
    plan = Agreement.objects.create(title="示例：待签的协议", organization=place)
    for address in (f"orgs/organization/{place.pk}", f"orgs/unit/{_named_unit(place).pk}"):
        desk.goto(f"/admin/{address}/delete/")
        reader.look(desk)
    desk.goto(f"/admin/partnerships/agreement/{plan.pk}/change/")
    desk.get_by_role("link", name="删除", exact=True).click()
    reader.look(desk)
    desk.get_by_role("button", name="删除", exact=True).click()
    assert not Agreement.objects.filter(pk=plan.pk).exists()
    desk.locator("#nav-sidebar").get_by_role("link", name="回收站").click()
    desk.get_by_role("link", name="示例：待签的协议").click()
    reader.look(desk)
    desk.get_by_role("button", name="恢复").click()
    expect(desk.locator(".messagelist")).to_contain_text("已恢复共建协议“示例：待签的协议”。")
    assert Agreement.objects.get(pk=plan.pk).title == "示例：待签的协议"
    assert reader.unseen("十一、回收站") == []


def _named_unit(place: Organization) -> Unit:
    return Unit.objects.filter(community=place, seats__isnull=False).first()


def test_audit(desk, reader, unit, picture):
    for label, words in (("职工人数", "120"), ("地址", "午山路1号"), ("联系电话", "13800138000")):
        desk.goto(f"/admin/orgs/unit/{unit.pk}/change/")
        desk.get_by_label(label).fill(words)
        desk.get_by_role("button", name="保存", exact=True).click()
    desk.goto("/admin/orgs/auditentry/")
    desk.get_by_label("查找").fill(unit.name)
    desk.get_by_role("button", name="查找").click()
    first = desk.locator("#result_list tbody tr").first
    expect(first).to_contain_text("138****8000")
    expect(first).to_contain_text("刘主任")
    desk.goto("/admin/orgs/auditentry/")
    reader.look(desk)
    picture(desk, "audit", desk.locator("#changelist .paginator"))
    desk.locator("#result_list tbody a", has_text="年").last.click()
    reader.look(desk)
    assert reader.unseen("十二、操作日志") == []


def test_masked_numbers(desk, reader, unit):
    whole = unit.contact_phone
    desk.goto(f"/admin/orgs/unit/{unit.pk}/change/")
    expect(desk.get_by_label("联系电话")).not_to_have_value(whole)
    reader.look(desk)
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="显示完整号码").click()
    expect(opened.value.locator("#content")).to_contain_text(whole)
    reader.look(opened.value)
    desk.goto("/admin/orgs/unit/")
    desk.get_by_role("link", name="导出完整联系电话").click()
    desk.get_by_label("导出完整联系电话").check()
    reader.look(desk)
    desk.locator("#nav-sidebar").get_by_role("link", name="个人信息").click()
    desk.get_by_label("电话号码或全名").fill(whole)
    desk.get_by_role("button", name="查找").click()
    expect(desk.get_by_text(unit.name).first).to_be_visible()
    reader.look(desk)
    assert reader.unseen("十三、联系电话的遮盖") == []
