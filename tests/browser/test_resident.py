"""A resident finds an activity, and the home page says what the office reported."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Activity
from orgs.models import Organization
from tests.browser import office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]


@pytest.fixture(autouse=True)
def demo(transactional_db):
    office.load()


def test_resident_finds_next_weeks_activity_on_a_phone(phone, shot):
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    community = Organization.objects.get(name="午山社区党委")
    Activity.objects.create(
        title="下周的社区义诊（示例）",
        organization=community,
        kind="volunteering",
        status="published",
        place="午山社区活动室",
        starts_at=timezone.make_aware(datetime(monday.year, monday.month, monday.day, 9)),
        body="量血压、测血糖，带医保卡。",
    )
    phone.goto("/")
    shot(phone, "phone-home")
    phone.get_by_role("link", name="活动", exact=True).first.click()
    phone.get_by_text("筛选", exact=False).first.click()
    phone.get_by_label("社区").select_option(label="午山社区")
    phone.get_by_role("button", name="筛选").click()
    shot(phone, "phone-activities")
    phone.get_by_role("link", name="下周的社区义诊（示例）").click()
    expect(phone.locator("h1")).to_contain_text("下周的社区义诊")
    expect(phone.locator("main")).to_contain_text(f"{monday.month}月{monday.day}日")
    expect(phone.locator("main")).to_contain_text("午山社区活动室")
    shot(phone, "phone-activity")


def test_home_page_of_june_2019_is_the_readmes_picture(desktop, shot):
    desktop.goto("/?date=2019-06-30")
    sentence = desktop.locator(".sentence").first
    numbers = sentence.locator(".sentence__number").all_inner_texts()
    assert numbers == ["16", "66", "49", "27", "34"]
    assert sentence.inner_text().replace("\n", "") == (
        "截至2019年6月30日，16个社区与66家单位建立共建关系，吸收议事会单位49家，"
        "确定共建项目27个，解决实际问题34个。"
    )
    shot(desktop, "home")
