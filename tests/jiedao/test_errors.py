from contextlib import closing

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

from jiedao.views import errors, home
from tests.orgs.factories import OrganizationFactory


@pytest.fixture
def office(db):
    return OrganizationFactory(street=True, name="金家岭街道党工委", phone="0532-0000 0001")


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/static/js/chart.js", "localhost", 200),
        ("/nothing/", "localhost", 404),
        ("/", "elsewhere.invalid", 400),
    ],
)
def test_every_answer_carries_the_content_security_policy(client, db, path, host, status):
    with closing(client.get(path, headers={"host": host})) as response:  # a file is streamed
        assert response.status_code == status
        assert "default-src 'self'" in response["Content-Security-Policy"]


def test_missing_page_says_what_to_do_and_whom_to_call(client, office):
    """Promise R31: 404."""
    response = client.get("/nothing-here/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "没有这个页面" in page
    assert '<a href="tel:053200000001">0532-0000 0001</a>' in page


def test_contact_of_the_settings_goes_before_the_offices_own(client, office, settings):
    settings.SITE_CONTACT = "党建办 12345678"
    assert '<a href="tel:12345678">党建办 12345678</a>' in client.get("/nothing-here/").content.decode()


def test_missing_page_without_any_contact_names_a_place(client, db):
    assert "请向街道或社区党群服务中心反映" in client.get("/nothing-here/").content.decode()


def test_refusal_is_in_plain_words(office):
    response = permission_denied(RequestFactory().get("/"), PermissionDenied())
    assert response.status_code == 403
    assert "您没有查看这个页面的权限" in response.content.decode()


def test_wrong_host_is_a_bad_request_in_plain_words(client):
    response = client.get("/", headers={"host": "elsewhere.invalid"})
    assert response.status_code == 400
    assert "这个请求无法处理" in response.content.decode()


def test_failure_needs_no_database_and_shows_no_trace(monkeypatch, settings):
    """Promise R31: 500. Without the `db` fixture any query would fail the test."""
    settings.SITE_CONTACT = "党建办 12345678"

    def fail(*args):
        raise RuntimeError("秘密的内部细节")

    monkeypatch.setattr(home, "office_of", fail)
    response = Client(raise_request_exception=False).get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "网站出了故障" in page
    assert "党建办 12345678" in page
    assert "RuntimeError" not in page
    assert "秘密" not in page


def test_failure_without_style_sheet_still_has_words(monkeypatch):
    def missing(name):
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(errors, "static", missing)
    response = errors.server_error(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    assert "网站出了故障" in response.content.decode()
    assert "stylesheet" not in response.content.decode()
