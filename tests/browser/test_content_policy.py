"""Promise 37 in a real browser: a clerk at work, and not one breach of the policy in the console.

Every page is watched (tests/harness/watch.py) for errors in the console, to which breaches of the content
security policy belong, for failing scripts and for requests to other hosts.
"""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page, expect

from events.models import Activity, ActivityPhoto
from lib.days import today
from orgs.models import Organization
from partnerships.models import Agreement
from tests.access import table
from tests.browser.office import load
from tests.jiedao.registry import url_name
from tests.lib.office_files import SCRIPTED_PDF
from tests.lib.pictures import photo
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

# {page: (how its address ends, whether it is of one row)}
PAGES = {"changelist": ("", False), "add": ("add/", False), "import": ("import/", False)}
PAGES |= {page: (f"<path:object_id>/{page}/", True) for page in ("change", "history", "delete")}
OTHERS = ("index", "import_index", "monthly_report", "password_change", "orgs_user_add")


@pytest.fixture
def user():
    load()
    return UserFactory(is_superuser=True)


@pytest.fixture
def office(desktop, sign_in, user) -> Page:
    """The demo's staff site, in the hands of somebody who may do everything."""
    sign_in(desktop, user)
    return desktop


def visit(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer.status == 200, address
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def staff_pages() -> list[str]:
    """Every list and form that a superuser may open, with one row each; history and the question before a
    deletion look alike everywhere.
    """
    pages, answers = [reverse(f"admin:{name}") for name in OTHERS], table.read()
    superuser = table.VISITORS.index("superuser")
    for number, model in enumerate(admin.site._registry):
        row = model._default_manager.order_by("pk").first()
        for page, (end, is_of_row) in PAGES.items():
            answer = answers.get((f"admin/{model._meta.app_label}/{model._meta.model_name}/{end}", "GET"))
            is_left_out = is_of_row and (not row or (page != "change" and number % 6))
            if answer and answer[superuser] == "200" and not is_left_out:
                pages.append(reverse(url_name(model, page), args=[row.pk] if is_of_row else []))
    return pages


def test_every_staff_page_keeps_to_the_policy(office):
    pages = staff_pages()
    assert len(pages) > 70
    for address in pages:
        visit(office, address)


def test_agreement_s_form_keeps_to_the_policy(office):
    """Choosers, calendars, more rows, folded parts, a scan."""
    community = Organization.objects.communities().first()
    visit(office, reverse("admin:partnerships_agreement_add"))
    office.locator("#parties-0 .field-organization .select2-selection").click()
    office.locator(".select2-search__field").last.fill(community.name[:3])
    office.locator(".select2-results__option", has_text=community.name).first.click()
    office.locator("#parties-group .add-row a").click()
    office.locator("#attachments-group .add-row a").click()
    expect(office.locator("#attachments-1")).to_be_visible()
    office.locator("#id_signed_on ~ .datetimeshortcuts .date-icon").click()
    office.locator(".calendarbox:visible td:not(.nonday) a", has_text=re.compile("^1$")).click()
    expect(office.locator("#id_signed_on")).to_have_value(re.compile(r"^\d{4}-\d\d-01$"))
    office.locator("#id_effective_on ~ .datetimeshortcuts a").first.click()
    expect(office.locator("#id_effective_on")).to_have_value(str(today()))
    office.get_by_text("终止", exact=True).first.click()


def test_activity_s_form_keeps_to_the_policy(office):
    """Clocks, several choices at once, photographs."""
    activity = Activity.objects.filter(photos=None).first()
    visit(office, reverse("admin:events_activity_change", args=[activity.pk]))
    office.locator(".field-starts_at .clock-icon").first.click()
    office.locator(".clockbox:visible li a").first.click()
    office.locator(".field-units .select2-selection").click()
    office.locator(".select2-results__option").first.wait_for()
    office.keyboard.press("Escape")
    file = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo((2000, 1500))}
    office.locator("#id_new_photos").set_input_files(file)
    save(office)
    visit(office, reverse("admin:events_activity_change", args=[activity.pk]))
    expect(office.locator("img.thumbnail")).to_have_js_property("naturalWidth", 640)
    picture = ActivityPhoto.objects.get(activity=activity)
    answer = office.goto(reverse("admin:activity_photo_file", args=[picture.pk, "image"]))
    assert answer.headers["content-security-policy"].startswith("sandbox; script-src 'none'")


def test_export_keeps_to_the_policy(office):
    """The page before a download, whose first version had scripts in it."""
    AgreementFactory(draft=True)
    visit(office, reverse("admin:partnerships_agreement_changelist"))
    office.get_by_role("link", name="导出").click()
    expect(office.locator(".export__told")).to_be_visible()
    with office.expect_download() as download:
        office.get_by_role("link", name="下载").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_scripted_pdf_is_downloaded_and_never_opened(office):
    """Promise 19."""
    agreement = Agreement.objects.filter(attachments=None).first()
    visit(office, reverse("admin:partnerships_agreement_change", args=[agreement.pk]))
    if not office.locator("#id_attachments-0-file").count():
        office.locator("#attachments-group .add-row a").click()
    file = {"name": "签字扫描件.pdf", "mimeType": "text/html", "buffer": SCRIPTED_PDF}
    office.locator("#id_attachments-0-file").set_input_files(file)
    save(office)
    visit(office, reverse("admin:partnerships_agreement_change", args=[agreement.pk]))
    with office.expect_download() as download:
        office.locator("#attachments-0 .field-file a[href]").click()
    assert download.value.suggested_filename == "附件.pdf"
    assert download.value.path().read_bytes() == SCRIPTED_PDF
