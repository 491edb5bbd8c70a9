"""What people are told before they give personal data: version after version, and a page."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from jiedao.demo.loading import load
from lib.templatetags.jiedao_text import day
from orgs.enums import AuditAct
from orgs.models import AuditEntry, ConsentText
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/orgs/consenttext/add/"
TEXT = {"purpose": "联系报名人", "body": "只用来联系您。", "retention_days": 90}


@pytest.fixture
def boss(client):
    boss = UserFactory(superuser=True)
    client.force_login(boss)
    return boss


def test_each_wording_is_a_version_of_its_own(client, boss):
    client.post(ADD, TEXT)
    client.post(ADD, TEXT | {"body": "新的告知。"})
    assert list(ConsentText.objects.values_list("version", "body")) == [
        (2, "新的告知。"),
        (1, "只用来联系您。"),
    ]
    assert ConsentText.objects.current().created_by == boss
    assert [entry.act for entry in AuditEntry.objects.filter(kind="orgs.consenttext")] == [AuditAct.ADD] * 2


def test_present_text_is_offered_as_a_start(client, boss):
    ConsentText.objects.create(version=1, **TEXT)
    assert client.get(ADD).context["adminform"].form.initial == TEXT


def test_version_that_was_agreed_to_is_read_only(client, boss):
    text = ConsentText.objects.create(version=1, **TEXT)
    address = reverse("admin:orgs_consenttext_change", args=[text.pk])
    page = client.get(address)
    assert "只用来联系您。" in page.text
    assert 'name="body"' not in page.text
    assert client.post(address, TEXT | {"body": "改"}).status_code == 403
    assert client.post(reverse("admin:orgs_consenttext_delete", args=[text.pk])).status_code == 403
    text.refresh_from_db()
    assert text.body == "只用来联系您。"


def test_page_tells_the_present_text_with_version_day_and_terms(client, settings):
    settings.PERSONAL_KEEP_DAYS, settings.CONTACT_KEEP_DAYS, settings.SIGNUP_KEEP_DAYS = 33, 77, 55
    ConsentText.objects.create(version=1, **TEXT | {"body": "旧的告知。"})
    text = ConsentText.objects.create(version=2, **TEXT)
    page = client.get("/privacy/").text
    assert "第2版" in page
    assert "只用来联系您。" in page
    assert "旧的告知。" not in page
    assert day(localdate(text.created_at)) in page
    assert "满33天" in page
    assert "满77天" in page
    assert "活动结束满55天" in page


def test_page_stands_without_a_text(client):
    page = client.get("/privacy/")
    assert page.status_code == 200
    assert "现行告知" not in page.text


def test_demo_brings_an_example():
    load()
    assert "示例" in ConsentText.objects.get().body


def test_demo_leaves_the_office_s_own_text():
    text = ConsentText.objects.create(version=3, **TEXT)
    load()
    assert ConsentText.objects.get() == text
