"""Promises 1 to 3: accounts and sources that fail too often, and who still gets in."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from orgs.enums import AuditAct, AuditResult, Role
from orgs.models import AuditEntry
from orgs.sign_in import attempts
from tests.orgs.door import LOGIN, address, fail, gets_in, refused, sign_in
from tests.orgs.factories import PASSWORD, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db

OFFICE, CAFE = "10.0.0.1", "203.0.113.9"


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


def words(response):
    return [
        line.strip() for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line
    ]


def test_promise_1_five_wrong_passwords_then_the_right_one_is_refused_with_the_same_words(clerk):
    wrong = sign_in(Client(), clerk, "wrong-password")
    fail(clerk, 4)
    right = sign_in(Client(), clerk)
    assert refused(right)
    assert words(right) == words(wrong)


def test_promise_1_four_wrong_passwords_lock_nothing(clerk):
    fail(clerk, 4)
    assert gets_in(clerk)


def test_promise_1_a_lockout_is_logged(clerk, tree):
    fail(clerk, 5)
    sign_in(Client(), clerk, source=CAFE)
    entries = AuditEntry.objects.filter(act=AuditAct.SIGN_IN).order_by("pk")
    assert [entry.detail for entry in entries] == [
        *["密码不对"] * 4,
        "密码不对，账号锁定15分钟",
        "账号已锁定",
    ]
    last = entries.last()
    assert (last.result, last.address, last.name) == (AuditResult.REFUSED, CAFE, clerk.username)
    assert (last.kind, last.record, last.organization) == ("orgs.user", str(clerk.pk), tree.community)


def test_promise_1_freed_by_time(clerk):
    fail(clerk, 5)
    with time_machine.travel(timezone.now() + timedelta(minutes=14, seconds=50)):
        assert not gets_in(clerk)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=10)):
        assert gets_in(clerk)


def test_trying_a_locked_account_locks_it_no_longer(clerk):
    fail(clerk, 5)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        fail(clerk, 3)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert gets_in(clerk)


def test_promise_1_freed_by_a_manager_on_the_account_s_page(client, clerk, tree):
    fail(clerk, 5)
    boss = UserFactory(superuser=True)
    client.force_login(boss)
    link = address("orgs_user_unlock", clerk.pk)
    assert link in client.get(address("orgs_user_change", clerk.pk)).content.decode()
    assert client.get(link).status_code == 200
    assert not gets_in(clerk)
    assert client.post(link).url == address("orgs_user_change", clerk.pk)
    assert gets_in(clerk)
    entry = AuditEntry.objects.get(act=AuditAct.UNLOCK)
    assert (entry.user, entry.record) == (boss, str(clerk.pk))


@pytest.mark.parametrize("role", [Role.VIEW, Role.REVIEW])
def test_colleagues_do_not_unlock(client, clerk, tree, role):
    fail(clerk, 5)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=role))
    assert client.post(address("orgs_user_unlock", clerk.pk)).status_code in (403, 404)
    assert not gets_in(clerk)


def test_promise_1_freed_by_the_command(clerk):
    fail(clerk, 5)
    out = StringIO()
    call_command("unlock_account", clerk.username, stdout=out)
    assert "已解除" in out.getvalue()
    assert gets_in(clerk)
    assert AuditEntry.objects.get(act=AuditAct.UNLOCK).record == str(clerk.pk)


def test_command_names_an_account_that_is_not_there():
    with pytest.raises(CommandError, match="没有用户名为“nobody”的账号"):
        call_command("unlock_account", "nobody")


def test_success_forgets_the_failures(clerk):
    fail(clerk, 4)
    assert gets_in(clerk)
    fail(clerk, 4)
    assert gets_in(clerk)


def test_names_that_are_no_account_look_the_same_and_are_not_kept(clerk):
    known, unknown = (sign_in(Client(), name, "wrong-password") for name in (clerk, "mima-zai-zheli"))
    clean = [
        [line.replace(n, "") for line in words(r)]
        for r, n in ((known, clerk.username), (unknown, "mima-zai-zheli"))
    ]
    assert clean[0] == clean[1]
    kept = str(list(AccessAttempt.objects.values())) + str(list(AuditEntry.objects.values()))
    assert "mima-zai" not in kept
    assert clerk.username in kept


def test_unknown_names_are_locked_too(clerk):
    fail("nobody", 5)
    assert AuditEntry.objects.filter(detail="账号已锁定").count() == 0
    fail("nobody")
    assert AuditEntry.objects.filter(detail="账号已锁定").count() == 1


def test_each_refusal_costs_one_hash(clerk, monkeypatch):
    """Whether an account exists, is locked or switched off cannot be told by the time of the answer."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashes = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashes.append(1) or encode(self, *args)
    )
    off, locked = UserFactory(is_active=False), UserFactory()
    fail(locked, 5)
    for name in (clerk, "nobody", off, locked):
        hashes.clear()
        assert refused(sign_in(Client(), name, "wrong-password"))
        assert len(hashes) == 1, name


def test_account_switched_off_is_told_like_a_wrong_password(clerk):
    clerk.is_active = False
    clerk.save()
    assert refused(sign_in(Client(), clerk, PASSWORD))
    assert AuditEntry.objects.get().detail == "账号已停用"


def test_promise_2_another_account_behind_the_same_address_gets_in(clerk, tree):
    colleague = UserFactory(organizations=[tree.community])
    fail(clerk, 5, source=OFFICE)
    assert gets_in(colleague, source=OFFICE)


def spray(source, settings):
    for number in range(settings.SIGN_IN_SOURCE_ACCOUNTS):
        fail(f"guess{number:02}", source=source)


def test_promise_2_a_source_that_tries_one_account_after_another_is_refused(clerk, tree, settings):
    newcomer = UserFactory(organizations=[tree.community])
    assert gets_in(clerk, source=OFFICE)
    spray(OFFICE, settings)
    assert not gets_in(newcomer, source=OFFICE)
    assert AuditEntry.objects.filter(detail="来源地址试过太多账号").count() == 1
    assert gets_in(clerk, source=OFFICE), "a colleague who signed in from there before"
    assert gets_in(newcomer, source=CAFE), "other sources are not concerned"
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert gets_in(newcomer, source=OFFICE)


def test_a_known_account_behind_a_refused_source_is_still_locked_by_its_own_failures(clerk, settings):
    assert gets_in(clerk, source=OFFICE)
    spray(OFFICE, settings)
    fail(clerk, 5, source=OFFICE)
    assert not gets_in(clerk, source=OFFICE)


def test_promise_3_a_forged_header_changes_nothing(clerk, tree, settings):
    newcomer = UserFactory(organizations=[tree.community])
    for number in range(settings.SIGN_IN_SOURCE_ACCOUNTS):
        fail(f"guess{number:02}", source=CAFE, **{"x-forwarded-for": f"10.9.9.{number}"})
    assert not gets_in(newcomer, source=CAFE, **{"x-forwarded-for": "10.8.8.8"})
    assert {entry.address for entry in AuditEntry.objects.all()} == {CAFE}


def test_promise_3_behind_a_trusted_proxy_the_client_counts_and_spoofed_hops_do_not(clerk, tree, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    newcomer = UserFactory(organizations=[tree.community])
    for number in range(settings.SIGN_IN_SOURCE_ACCOUNTS):
        hops = {"x-forwarded-for": f"10.9.9.{number}, {CAFE}"}
        fail(f"guess{number:02}", source="127.0.0.1", **hops)
    assert not gets_in(newcomer, source="127.0.0.1", **{"x-forwarded-for": f"10.8.8.8, {CAFE}"})
    assert gets_in(newcomer, source="127.0.0.1", **{"x-forwarded-for": "198.51.100.7"})
    assert AuditEntry.objects.filter(detail="没有这个账号").first().address == CAFE


def test_a_subscriber_s_many_ipv6_addresses_are_one_source(clerk, tree, settings):
    for number in range(settings.SIGN_IN_SOURCE_ACCOUNTS):
        fail(f"guess{number:02}", source=f"2001:db8:1:2::{number + 1:x}")
    assert not gets_in(clerk, source="2001:db8:1:2:ffff::1")
    assert gets_in(clerk, source="2001:db8:1:3::1")


def test_ipv4_senders_of_a_server_that_listens_on_ipv6_are_told_apart(clerk, tree, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    spray(f"::ffff:{CAFE}", settings)
    assert not gets_in(clerk, source=CAFE)
    assert gets_in(clerk, source=f"::ffff:{OFFICE}")
    assert gets_in(clerk, source="::ffff:127.0.0.1", **{"x-forwarded-for": "198.51.100.7"})
    assert AuditEntry.objects.latest("pk").address == "198.51.100.7"


def test_without_an_address_no_source_is_judged(clerk, settings):
    spray("", settings)
    assert gets_in(clerk, source="")
    assert attempts.is_locked(clerk) is False


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_no_more_than_guesses_in_a_row(tree):
    clerk = UserFactory(organizations=[tree.community])

    at_once(lambda number: sign_in(Client(), clerk, "wrong-password"), 12)
    judged = AuditEntry.objects.filter(detail__startswith="密码不对").count()
    assert 1 <= judged <= 5
    assert refused(Client().post(LOGIN, {"username": clerk.username, "password": PASSWORD}))
