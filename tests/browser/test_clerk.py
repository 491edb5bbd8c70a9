"""A clerk enters an agreement of three parties with a scan in one form, and the home page counts it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.days import today
from orgs.models import Unit
from partnerships.models import Agreement
from tests.orgs.factories import PASSWORD, UserFactory
from tests.orgs.tree import plant

pytestmark = pytest.mark.django_db(transaction=True)

SCAN = {"name": "签字扫描件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


def choose(page: Page, row: str, field: str, typed: str, name: str) -> None:
    page.locator(f"{row} .field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(typed)
    page.locator(".select2-results__option", has_text=re.compile(f"^{name}（")).click()


def add_unit(page: Page, row: str, name: str) -> None:
    with page.expect_popup() as popup:
        page.locator(f"{row} .field-unit .add-related").click()
    popup.value.get_by_label("单位名称").fill(name)
    popup.value.get_by_label("单位性质").select_option("社会组织")
    with popup.value.expect_event("close"):
        popup.value.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(f"{row} .field-unit .select2-selection__rendered")).to_have_text(re.compile(name))


def headline(page: Page, key: str) -> int:
    """A number of the sentence on the home page."""
    page.goto("/")
    return int(re.search(r"\d+", page.locator(f'a[href*="/statistics/{key}/"]').first.inner_text())[0])


def test_three_parties_with_two_new_units_and_a_scan(desktop, shot):
    tree = plant()
    clerk = UserFactory(organizations=[tree.community])
    assert headline(desktop, "partner_units") == headline(desktop, "communities_with_agreements") == 0

    desktop.goto("/admin/")
    desktop.get_by_label("用户名").fill(clerk.username)
    desktop.get_by_label("密码").fill(PASSWORD)
    desktop.get_by_role("button", name="登录").click()
    desktop.get_by_role("link", name="录入协议").click()
    form = desktop.url
    desktop.get_by_label("协议名称").fill("三方结对共建协议")
    choose(desktop, "#parties-0", "organization", tree.community.name[2:5], tree.community.name)
    add_unit(desktop, "#parties-1", "示例社会组织甲")
    add_unit(desktop, "#parties-2", "示例社会组织乙")
    desktop.get_by_label("签约日期").fill(str(today()))
    desktop.get_by_label("到期日期").fill("2001-01-01")
    desktop.locator("#id_attachments-0-file").set_input_files(SCAN)
    shot(desktop, "admin-agreement-form")
    desktop.get_by_role("button", name="保存并发布").click()

    # The date was wrong: everything is still there, the scan too.
    assert desktop.url == form
    expect(desktop.locator(".field-ends_on .errorlist")).to_have_text("到期日期不能早于签约日期。")
    expect(desktop.locator("#attachments-0")).to_contain_text("已上传：签字扫描件.pdf")
    desktop.get_by_label("到期日期").fill("")
    desktop.get_by_role("button", name="保存并发布").click()

    expect(desktop.locator(".messagelist .success")).to_contain_text("三方结对共建协议")
    agreement = Agreement.objects.get()
    assert [str(party) for party in agreement.parties.all()] == [
        tree.community.name,
        "示例社会组织甲",
        "示例社会组织乙",
    ]
    assert Unit.objects.count() == 2
    assert Path(agreement.attachments.get().file.path).read_bytes() == SCAN["buffer"]
    shot(desktop, "admin-agreement-list")
    assert headline(desktop, "partner_units") == 2
    assert headline(desktop, "communities_with_agreements") == 1
