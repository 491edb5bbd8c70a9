"""The two stories that the portal is for: a clerk enters an agreement; a resident finds an activity."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.models import Activity
from orgs.models import Organization
from partnerships.models import Agreement
from tests.browser import office
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "kan-hai-ting-feng-42"
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def demo(transactional_db):
    office.load()


@pytest.fixture
def clerk():
    """Works for the community 石老人社区党委."""
    community = Organization.objects.get(name="石老人社区党委")
    user = UserFactory(organizations=[community])
    user.set_password(PASSWORD)
    user.save()
    return user


def partner_units(page: Page) -> int:
    """The second number of the sentence that opens the home page."""
    page.goto("/")
    return int(page.locator(".sentence__number").nth(1).inner_text())


def sign_in_by_form(page: Page, user) -> None:
    page.goto("/admin/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今日工作")).to_be_visible()


def choose(page: Page, field: str, typed: str, name: str) -> None:
    """Pick `name` in an autocomplete chooser after typing a part of it."""
    page.locator(f"#id_{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(typed)
    page.locator(".select2-results__option", has_text=name).first.click()


def add_unit(page: Page, field: str, name: str) -> None:
    """Enter a unit that the office does not know yet, in the chooser's pop-up."""
    with page.expect_popup() as opened:
        page.locator(f"#add_id_{field}").click()
    popup = opened.value
    popup.get_by_label("单位名称").fill(name)
    popup.get_by_label("单位性质").select_option(label="国有企业")
    with popup.expect_event("close"):
        popup.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(f"#id_{field} + .select2 .select2-selection__rendered")).to_contain_text(name)


def test_clerk_enters_a_three_party_agreement_and_the_home_page_counts_it(desktop, clerk, shot):
    before = partner_units(desktop)
    sign_in_by_form(desktop, clerk)
    shot(desktop, "staff-start")
    desktop.get_by_role("link", name="录入协议").click()
    form = desktop.url
    desktop.get_by_label("协议名称").fill("石老人社区三方共建协议")
    choose(desktop, "parties-0-organization", "slr", "石老人社区党委")
    add_unit(desktop, "parties-1-unit", "海风书店")
    add_unit(desktop, "parties-2-unit", "潮音琴行")
    desktop.locator("#id_signed_on").fill(f"{timezone.localdate():%Y-%m-%d}")
    desktop.locator("#id_content").fill("每月第一个星期六在社区活动室举办一次读书和音乐活动。")
    desktop.locator("#id_attachments-0-file").set_input_files(
        {"name": "签字盖章扫描件.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    shot(desktop, "staff-agreement")
    assert desktop.url == form
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.locator(".messagelist .success")).to_contain_text("石老人社区三方共建协议")

    agreement = Agreement.objects.get(title="石老人社区三方共建协议")
    assert [str(party) for party in agreement.parties.all()] == ["石老人社区党委", "海风书店", "潮音琴行"]
    with agreement.attachments.get().file.open() as scan:
        assert scan.read() == SCAN
    assert partner_units(desktop) == before + 2

    desktop.locator(".sentence__number").nth(1).click()
    rows = desktop.locator("main")
    expect(rows).to_contain_text(f"{before + 2}")


def test_mistaken_date_is_named_beside_its_field_and_nothing_typed_is_lost(desktop, clerk, sign_in):
    sign_in(desktop, clerk)
    desktop.goto("/admin/partnerships/agreement/add/")
    desktop.get_by_label("协议名称").fill("日期写反的协议")
    choose(desktop, "parties-0-organization", "slr", "石老人社区党委")
    choose(desktop, "parties-1-unit", "qdez", "青岛二中")
    desktop.locator("#id_signed_on").fill("2026-06-01")
    desktop.locator("#id_ends_on").fill("2025-06-01")
    desktop.locator("#id_content").fill("写了很久的内容。")
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.locator(".field-ends_on .errorlist")).to_contain_text("到期日期不能早于")
    expect(desktop.get_by_label("协议名称")).to_have_value("日期写反的协议")
    expect(desktop.locator("#id_content")).to_have_value("写了很久的内容。")
    chosen = desktop.locator("#id_parties-1-unit + .select2 .select2-selection__rendered")
    expect(chosen).to_contain_text("青岛二中")
    desktop.locator("#id_ends_on").fill("2027-06-01")
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    assert Agreement.objects.get(title="日期写反的协议").parties.count() == 2


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
