"""A private link that is valid stands in no line of a log and in no entry of the audit."""

import io
import logging

import pytest
from django.test import Client

from lib.signed_links import WithoutTokens
from orgs.models import AuditEntry
from partnerships import claim_link
from tests.orgs.factories import UserFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def link(tree, clerk):
    return claim_link.issue(ClaimFactory(organization=tree.community), clerk)


@pytest.fixture
def console(monkeypatch):
    """What the server writes to its log."""
    handlers = logging.getLogger().handlers
    written = next(each for each in handlers if any(isinstance(f, WithoutTokens) for f in each.filters))
    monkeypatch.setattr(written, "stream", io.StringIO())
    return written.stream


def test_refusals_behind_a_valid_link_are_logged_without_it(client, link, console):
    assert client.get(f"{link}photos/1/full.jpg").status_code == 404
    assert client.put(link).status_code == 405
    assert Client(enforce_csrf_checks=True).post(link, {"act": "start"}).status_code == 403
    token = link.split("/")[2]
    assert "Not Found: /c/***/photos/1/full.jpg" in console.getvalue()
    assert token not in console.getvalue()


def test_staff_who_are_refused_behind_a_link_leave_no_link_in_the_audit(clerk, link):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)
    assert browser.post(link, {"act": "start"}).status_code == 403
    told = AuditEntry.objects.order_by("-pk").first()
    assert "/c/***/" in told.detail
    assert not AuditEntry.objects.filter(detail__contains=link.split("/")[2]).exists()
