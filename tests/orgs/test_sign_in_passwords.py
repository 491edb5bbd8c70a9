"""One-time passwords, and the rules that an office may set."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orgs.enums import AuditAct
from orgs.models import AuditEntry, User
from orgs.validators import PasswordClasses
from tests.orgs.door import INDEX, LOGIN, NEW_PASSWORD, OTHER_PASSWORD, gets_in, is_in, sign_in
from tests.orgs.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

BOTH = {"new_password1": OTHER_PASSWORD, "new_password2": OTHER_PASSWORD}


@pytest.fixture
def newcomer(tree):
    return UserFactory(organizations=[tree.community], must_change_password=True)


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


def test_a_password_of_somebody_else_opens_only_the_page_that_changes_it(client, newcomer):
    assert sign_in(client, newcomer, next_address="/admin/orgs/unit/").url == NEW_PASSWORD
    assert client.get(INDEX).url == f"{LOGIN}?next={INDEX}"
    assert client.get(reverse("admin:password_change")).status_code == 302
    page = client.get(NEW_PASSWORD).content.decode()
    assert "密码是别人设的" in page
    assert 'autocomplete="new-password"' in page


def test_a_new_password_leads_in(client, newcomer):
    sign_in(client, newcomer, next_address="/admin/orgs/unit/")
    assert client.post(NEW_PASSWORD, BOTH).url == "/admin/orgs/unit/"
    assert is_in(client)
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert timezone.now() - newcomer.password_changed_at < timedelta(minutes=1)
    assert not gets_in(newcomer, PASSWORD)
    assert gets_in(newcomer, OTHER_PASSWORD)
    acts = AuditEntry.objects.filter(user=newcomer).order_by("pk").values_list("act", flat=True)
    assert list(acts) == [AuditAct.PASSWORD, AuditAct.SIGN_IN, AuditAct.SIGN_IN]


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (PASSWORD, PASSWORD, "新密码不能和原来的一样"),
        ("short", "short", "密码太短"),
        (OTHER_PASSWORD, "other", "输入的两个密码不一致"),
    ],
)
def test_a_password_that_does_not_do_is_told_and_leads_nowhere(client, newcomer, first, second, message):
    sign_in(client, newcomer)
    page = client.post(NEW_PASSWORD, {"new_password1": first, "new_password2": second})
    assert message in page.content.decode()
    assert "<title>错误：" in page.content.decode()
    assert not is_in(client)


def test_the_page_is_closed_to_whoever_gave_no_password(client, newcomer):
    assert client.get(NEW_PASSWORD).url == LOGIN
    assert client.post(NEW_PASSWORD, BOTH).url == LOGIN
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_the_way_in_closes_after_ten_minutes_and_when_the_account_is_switched_off(client, newcomer):
    sign_in(client, newcomer)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert client.get(NEW_PASSWORD).url == LOGIN
    sign_in(client, newcomer)
    newcomer.is_active = False
    newcomer.save()
    assert client.post(NEW_PASSWORD, BOTH).url == LOGIN


def test_a_live_session_ends_when_the_password_must_be_changed(client, clerk):
    sign_in(client, clerk)
    assert is_in(client)
    clerk.must_change_password = True
    clerk.save()
    assert not is_in(client)


def test_passwords_age_by_setting(client, clerk, settings):
    clerk.password_changed_at = timezone.now() - timedelta(days=91)
    clerk.save()
    assert gets_in(clerk)
    settings.PASSWORD_MAX_AGE_DAYS = 90
    assert sign_in(client, clerk).url == NEW_PASSWORD
    client.post(NEW_PASSWORD, BOTH)
    assert is_in(client)
    assert gets_in(clerk, OTHER_PASSWORD)


def test_an_account_that_never_changed_its_password_ages_from_its_first_day(client, clerk, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    assert gets_in(clerk)
    clerk.date_joined = timezone.now() - timedelta(days=90)
    clerk.save()
    assert sign_in(client, clerk).url == NEW_PASSWORD


def test_changing_one_s_own_password_is_logged_without_it(client, clerk):
    sign_in(client, clerk)
    page = client.post(reverse("admin:password_change"), {"old_password": PASSWORD} | BOTH)
    assert page.status_code == 302
    clerk.refresh_from_db()
    assert clerk.password_changed_at
    entry = AuditEntry.objects.get(act=AuditAct.PASSWORD)
    assert (entry.user, entry.record) == (clerk, str(clerk.pk))
    assert OTHER_PASSWORD not in str(list(AuditEntry.objects.values()))


def test_the_old_password_is_guessed_no_oftener_than_at_the_door(client, clerk):
    sign_in(client, clerk)
    address = reverse("admin:password_change")
    for _ in range(5):
        page = client.post(address, {"old_password": "wrong"} | BOTH).content.decode()
        assert "原来的密码不对" in page
    page = client.post(address, {"old_password": PASSWORD} | BOTH).content.decode()
    assert "原来的密码不对" in page
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
    assert not gets_in(clerk)


@pytest.mark.parametrize(
    ("password", "is_good"),
    [("abcdefghijk", False), ("abcdefghij1", False), ("Abcdefghij1", True), ("街道abc123", True)],
)
def test_kinds_of_characters_by_setting(password, is_good):
    rule = PasswordClasses(3)
    if is_good:
        rule.validate(password)
    else:
        with pytest.raises(ValidationError, match="至少3种"):
            rule.validate(password)


def test_promise_4_a_fresh_database_has_no_account(db):
    assert not User.objects.exists()
    for name in ("admin", "root", "test"):
        for password in ("admin", "123456", "password", ""):
            assert not Client().login(username=name, password=password)
