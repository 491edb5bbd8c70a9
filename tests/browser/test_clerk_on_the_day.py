"""A clerk on a phone checks in five people, closes with photographs, and residents read what became of it."""

import contextlib
import io
import re
import zlib
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from events import roll
from events.models import Activity
from orgs.enums import Role
from tests.browser.conftest import PHONE
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory
from tests.orgs.factories import UserFactory
from tests.orgs.tree import plant

# What the pages write is tried on both engines elsewhere.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

TITLE = "端午包粽子（示例）"
COLOURS = {"红": "#b8322a", "绿": "#1c6b3c", "蓝": "#0b57d0"}


@pytest.fixture
def activity(transactional_db) -> Activity:
    with transaction.atomic():
        starts_at = timezone.now() - timedelta(minutes=30)
        activity = ActivityFactory(
            organization=plant().community,
            title=TITLE,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            takes_signups=True,
            capacity=20,
        )
        for name in ("赵一", "钱二", "孙三", "李四", "周五"):
            SignupFactory(activity=activity, contact_name=f"示例{name}")
        return activity


@pytest.fixture
def clerk(activity):
    return UserFactory(organizations=[activity.organization], organizations__role=Role.REVIEW)


def pictures():
    files = []
    for name, colour in COLOURS.items():
        buffer = io.BytesIO()
        Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
        files.append({"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()})
    return files


def counted(page: Page, words: str) -> None:
    expect(page.locator(".desk__counts")).to_contain_text(words)


def by_ticket(page: Page, activity: Activity, name: str) -> None:
    code = activity.signups.get(contact_name=name).code
    page.goto(reverse("events:check_in", args=[code]))
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator(".desk__done")).to_contain_text("签到")


def by_name(page: Page, name: str) -> None:
    page.get_by_label("姓名、报名号或手机后四位").fill(name[2:])
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name=f"给{name}签到").click()
    expect(page.get_by_text(f"{name}已签到。")).to_be_visible()


def check_in_five(page: Page, activity: Activity) -> None:
    for name in ("示例赵一", "示例钱二"):
        by_ticket(page, activity, name)
    page.get_by_role("link", name="所有报名的人").click()
    counted(page, "已到 2 人 / 报名 5 人")
    for name in ("示例孙三", "示例李四"):
        by_name(page, name)
    page.get_by_label("来了几人").fill("1")
    page.get_by_role("button", name="计入现场签到").click()
    counted(page, "已到 5 人 / 报名 5 人，其中现场来的 1 人")


def close_with_photos(page: Page, activity: Activity) -> None:
    page.goto(reverse("admin:events_activity_change", args=[activity.pk]))
    page.get_by_role("link", name="结束活动").click()
    expect(page.get_by_label("参加人数")).to_have_value("5")
    page.get_by_label("活动总结").fill("大家一起包了粽子。")
    page.get_by_role("button", name="结束活动").click()
    page.get_by_label("添加照片").set_input_files(pictures())
    page.get_by_role("button", name="上传并保存").click()
    expect(page.locator(".photos__row")).to_have_count(3)


def drag_last_to_the_top(page: Page) -> None:
    handle, first = page.locator(".photos__handle").last, page.locator(".photos__row").first
    handle.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    page.mouse.move(*_middle(handle))
    top = first.bounding_box()
    page.mouse.move(top["x"] + 40, top["y"] + 4, steps=8)
    page.mouse.up()


def _middle(element):
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_clerk_checks_in_five_and_closes_with_photos(new_page, sign_in, axe, shot, activity, clerk):
    """Promise S5: from the phone that took them; issue 6: a reload after it does not count twice."""
    page = new_page(**PHONE)
    sign_in(page, clerk)
    check_in_five(page, activity)
    page.reload()
    page.go_back()
    page.goto(reverse("admin:events_activity_check_in", args=[activity.pk]))
    counted(page, "已到 5 人")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    shot(page, "check-in")
    close_with_photos(page, activity)
    red, green, blue = activity.photos.values_list("pk", flat=True)
    drag_last_to_the_top(page)
    numbers = [page.locator(f"#id_order_{key}").input_value() for key in (blue, red, green)]
    assert numbers == ["1", "2", "3"]
    page.locator(f"#id_caption_{green}").fill("包粽子")
    page.locator(f"input[name=cover][value='{green}']").check()
    assert axe(page) == []
    shot(page, "photos")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**{reverse('admin:events_activity_change', args=[activity.pk])}")
    activity.refresh_from_db()
    assert list(activity.photos.values_list("pk", flat=True)) == [blue, red, green]
    assert (activity.cover_id, activity.attendance, roll.counts(activity).present) == (green, 5, 5)

    resident = new_page(**PHONE)
    resident.goto(activity.get_absolute_url())
    expect(resident.get_by_text("大家一起包了粽子。")).to_be_visible()
    expect(resident.get_by_alt_text("包粽子").first).to_be_visible()


def streams(pdf: bytes):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):  # a picture, a font
            yield zlib.decompress(found[1])


def drawn(stream: bytes) -> list[bytes]:
    """The glyphs of a page in the order in which it draws them."""
    return re.findall(rb"<([0-9A-Fa-f]+)> Tj", stream)


def test_sheet_repeats_its_head_on_every_page(desktop, sign_in, activity, clerk):
    """Promise S6: the 签到表 on A4, the head of the table on every page, numbers masked."""
    with transaction.atomic():
        SignupFactory.create_batch(45, activity=activity)
    sign_in(desktop, clerk)
    desktop.goto(reverse("admin:events_activity_sheet", args=[activity.pk]))
    pages = [drawn(stream) for stream in streams(desktop.pdf(prefer_css_page_size=True))]
    pages = [glyphs for glyphs in pages if glyphs]
    assert len(pages) >= 2
    head = pages[0][: len(TITLE)]
    assert all(glyphs[: len(head)] == head for glyphs in pages)
    told = desktop.content()
    assert "138****" in told
    assert not any(signup.contact_phone in told for signup in activity.signups.all())
    desktop.emulate_media(media="print")
    expect(desktop.locator("#header")).to_be_hidden()
