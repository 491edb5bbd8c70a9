"""A resident on a phone: finds this weekend's activity, signs up with a typo, mends it, cancels."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from events import ticket
from events.enums import SignupStatus
from events.models import Activity, Signup
from lib.days import today
from tests.browser.conftest import PHONE
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory, consent_text
from tests.orgs.place_factories import StationFactory
from tests.orgs.tree import plant

# What the form writes is tried on both engines elsewhere.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

TITLE = "周末社区义诊（示例）"
TABS = 80  # more than a page has, so that a lost focus ends the test


@pytest.fixture
def clinic(settings, transactional_db) -> Activity:
    settings.PUBLIC_FORM_SECONDS = 0
    sunday = today() + timedelta(days=6 - today().weekday())
    starts_at = timezone.make_aware(datetime.combine(sunday, time(23, 59)))
    with transaction.atomic():
        consent_text()
        community = plant().community
        type(community).objects.filter(pk=community.pk).update(phone="0532-88881234")
        return ActivityFactory(
            organization=community,
            title=TITLE,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            station=StationFactory(organization=community, name="示例服务站", address="示例路8号"),
            takes_signups=True,
            capacity=20,
        )


@pytest.fixture
def look(shot, axe, html_errors):
    """Callable (page, name): what a program finds wrong with the page fails the test."""
    seen = {}

    def look(page: Page, name: str) -> None:
        shot(page, name)
        assert axe(page) == [], name
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        seen[name] = page.content()

    yield look
    assert not seen or html_errors(seen) == []


def find(page: Page) -> None:
    page.goto("/activities/")
    page.get_by_role("link", name="本周末").first.click()
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="我要报名").click()


def fill(page: Page, phone: str) -> None:
    page.get_by_label("姓名").fill("买买提·艾山")
    page.get_by_label("手机号码").fill(phone)
    page.get_by_label("来几个人").fill("2")


def stands_at(status: SignupStatus) -> None:
    assert list(Signup.objects.values_list("status", flat=True)) == [status]


def test_from_the_weekends_list_to_a_ticket_and_back(phone, clinic, look):
    """Promise R13: the summary has the focus and leads to the mistake; promise R17: ticket, cancelled."""
    find(phone)
    look(phone, "phone-sign-up")
    fill(phone, "138 0000 123")
    phone.get_by_text("我已看过并同意").click()
    phone.get_by_role("button", name="提交报名").click()

    expect(phone).to_have_title(re.compile(f"^错误：报名：{TITLE}"))
    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    look(phone, "phone-sign-up-error")
    summary.get_by_role("link", name="请填写能打通的手机号").click()
    expect(phone.get_by_label("手机号码")).to_be_focused()
    expect(phone.get_by_label("姓名")).to_have_value("买买提·艾山")
    phone.get_by_label("手机号码").fill("＋86 138 0000 1234")
    phone.get_by_role("button", name="提交报名").click()

    main = phone.locator("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("已报名")
    for words in (TITLE, "示例服务站", "示例路8号", "138****1234", "2人", Signup.objects.get().code):
        expect(main).to_contain_text(words)
    expect(main.get_by_role("link", name="0532-88881234")).to_have_attribute("href", "tel:053288881234")
    expect(main.get_by_role("img", name="签到用的二维码")).to_be_visible()
    look(phone, "phone-ticket")
    stands_at(SignupStatus.CONFIRMED)

    phone.get_by_role("link", name="不去了，取消报名").click()
    look(phone, "phone-ticket-cancel")
    stands_at(SignupStatus.CONFIRMED)
    phone.get_by_role("button", name="取消报名").click()
    expect(main.get_by_role("heading", level=1)).to_have_text("报名已取消")
    look(phone, "phone-ticket-cancelled")
    stands_at(SignupStatus.CANCELLED)


def tab_to(page: Page, words: str) -> None:
    """With the tab key alone; what has the focus is on the screen."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if words in (focused.inner_text() or focused.get_attribute("name") or ""):
            expect(focused).to_be_in_viewport()
            return
    pytest.fail(f"the tab key does not lead to {words}")


def test_sign_up_and_cancel_by_keyboard_alone(desktop, clinic):
    """Promise R12: sign-up by keyboard alone."""
    desktop.goto(clinic.get_absolute_url())
    tab_to(desktop, "我要报名")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("我要报名")
    for name, typed in (("contact_name", "张三"), ("contact_phone", "1380000"), ("people", "")):
        tab_to(desktop, name)
        desktop.keyboard.type(typed)
    tab_to(desktop, "agreed")
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("alert")).to_be_focused()
    tab_to(desktop, "请填写能打通的手机号")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_label("手机号码")).to_be_focused()
    desktop.keyboard.press("Control+A")
    desktop.keyboard.type("13800001234")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("已报名")
    tab_to(desktop, "不去了，取消报名")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("要取消报名吗？")
    tab_to(desktop, "取消报名")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("报名已取消")
    stands_at(SignupStatus.CANCELLED)


def test_sign_up_and_cancel_without_javascript(new_page, clinic):
    """Promise R3: JavaScript off, list → detail → sign-up → receipt works."""
    page = new_page(**PHONE, java_script_enabled=False)
    find(page)
    fill(page, "13800001234")
    page.get_by_label("我已看过并同意").check()
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已报名")
    page.get_by_role("link", name="不去了，取消报名").click()
    page.get_by_role("button", name="取消报名").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("报名已取消")
    stands_at(SignupStatus.CANCELLED)


def test_ticket_prints_on_one_page(desktop, clinic):
    """Promise R17: print; promise R26: on A4, without navigation."""
    desktop.goto(ticket.address_of(SignupFactory(activity=clinic)))
    assert desktop.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    desktop.emulate_media(media="print")
    expect(desktop.get_by_role("navigation", name="栏目").get_by_role("link")).to_have_count(0)
    expect(desktop.locator(".ticket")).to_be_visible()
