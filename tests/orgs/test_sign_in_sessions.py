"""Promises 5 and 6: how sessions end, and what their cookies are good for afterwards."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orgs.enums import AuditAct
from orgs.models import AuditEntry
from tests.orgs.door import INDEX, LOGIN, OTHER_PASSWORD, is_in, sign_in
from tests.orgs.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

COOKIE = django_settings.SESSION_COOKIE_NAME


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def signed_in(client, clerk):
    sign_in(client, clerk)
    assert is_in(client)
    return client


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def cookie_of(client) -> str:
    return client.cookies[COOKIE].value


def replay(cookie: str):
    """The answer to somebody who has the cookie only."""
    thief = Client()
    thief.cookies[COOKIE] = cookie
    return thief.get(INDEX)


def test_promise_5_an_idle_session_ends_and_its_cookie_leads_to_the_sign_in_page(signed_in):
    cookie = cookie_of(signed_in)
    with later(minutes=30, seconds=1):
        assert signed_in.get(INDEX).url == f"{LOGIN}?next={INDEX}"
        assert "登录已过期，请重新登录。" in signed_in.get(LOGIN).content.decode()
    assert replay(cookie).url == f"{LOGIN}?next={INDEX}"
    assert not Session.objects.filter(session_key=cookie).exists()


def test_a_session_in_use_lives_on_but_no_longer_than_its_hours(signed_in):
    cookie = cookie_of(signed_in)
    for quarter in range(1, 48):
        with later(minutes=15 * quarter):
            assert is_in(signed_in), quarter
    with later(hours=12):
        assert not is_in(signed_in)
    assert replay(cookie).status_code == 302
    assert not Session.objects.filter(session_key=cookie).exists()


def test_limits_are_settings(signed_in, settings):
    settings.SESSION_IDLE_MINUTES = 5
    with later(minutes=4):
        assert is_in(signed_in)
    with later(minutes=10):
        assert not is_in(signed_in)


def test_a_session_is_written_once_a_minute_at_most(signed_in):
    def writes():
        before = Session.objects.get(session_key=cookie_of(signed_in)).session_data
        assert is_in(signed_in)
        return Session.objects.get(session_key=cookie_of(signed_in)).session_data != before

    assert not writes()
    with later(seconds=30):
        assert not writes()
    with later(seconds=65):
        assert writes()
        assert not writes()


def test_public_pages_ask_for_no_session(signed_in):
    with CaptureQueriesContext(connection) as captured:
        assert signed_in.get(reverse("jiedao:home")).status_code == 200
    asked = [query["sql"] for query in captured]
    assert asked
    assert not [sql for sql in asked if "django_session" in sql]


def test_signing_in_changes_the_session_s_key(client, clerk):
    session = client.session
    session["planted"] = True
    session.save()
    planted = cookie_of(client)
    sign_in(client, clerk)
    assert cookie_of(client) != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_promise_5_after_signing_out_the_old_cookie_is_dead(signed_in, clerk):
    cookie = cookie_of(signed_in)
    signed_in.post(reverse("admin:logout"))
    assert replay(cookie).status_code == 302
    entry = AuditEntry.objects.get(act=AuditAct.SIGN_OUT)
    assert (entry.user, entry.address) == (clerk, "127.0.0.1")


def test_promise_6_a_disabled_account_s_live_session_is_refused(signed_in, clerk):
    cookie = cookie_of(signed_in)
    clerk.is_active = False
    clerk.save()
    assert signed_in.get(INDEX).status_code == 302
    clerk.is_active = True
    clerk.save()
    assert replay(cookie).status_code == 302, "switched on again, the old session stays dead"


def test_password_set_by_another_ends_the_account_s_sessions(signed_in, clerk):
    boss = Client()
    boss.force_login(UserFactory(superuser=True))
    address = reverse("admin:auth_user_password_change", args=[clerk.pk])
    boss.post(address, {"new_password1": OTHER_PASSWORD, "new_password2": OTHER_PASSWORD})
    clerk.refresh_from_db()
    assert clerk.check_password(OTHER_PASSWORD)
    assert not is_in(signed_in)


def test_changing_one_s_password_ends_the_other_sessions_and_changes_this_one_s_key(signed_in, clerk):
    elsewhere = Client()
    sign_in(elsewhere, clerk)
    assert is_in(elsewhere)
    cookie = cookie_of(signed_in)
    data = {"old_password": PASSWORD, "new_password1": OTHER_PASSWORD, "new_password2": OTHER_PASSWORD}
    assert signed_in.post(reverse("admin:password_change"), data).status_code == 302
    assert is_in(signed_in)
    assert cookie_of(signed_in) != cookie
    assert replay(cookie).status_code == 302
    assert not is_in(elsewhere)


def test_sessions_that_ran_out_are_swept_when_somebody_signs_in(signed_in, clerk, tree):
    cookie = cookie_of(signed_in)
    with later(hours=13):
        sign_in(Client(), UserFactory(organizations=[tree.community]))
    assert not Session.objects.filter(session_key=cookie).exists()


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client, clerk):
    client.get(LOGIN)
    sign_in(client, clerk)
    for name in (COOKIE, django_settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    assert client.cookies[COOKIE]["max-age"] == "", "gone when the browser is closed"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_no_other_site_is_led_to(client, clerk, address):
    assert sign_in(client, clerk, next_address=address).url == INDEX


def test_signing_in_by_a_form_of_another_site_is_refused(clerk):
    stranger = Client(enforce_csrf_checks=True)
    assert sign_in(stranger, clerk).status_code == 403
    assert not is_in(stranger)
