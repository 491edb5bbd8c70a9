"""动态口令 at the door: who is asked, what opens before, what a wrong code costs."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from orgs.enums import AuditAct, AuditResult, Role
from orgs.models import Assignment, AuditEntry, BranchSetting
from orgs.sign_in import second_factor
from tests.orgs.door import (
    CODE,
    ENROL,
    INDEX,
    LOGIN,
    NEW_PASSWORD,
    code_for,
    enrolled,
    gets_in,
    is_in,
    refused,
    shown_key,
    sign_in,
)
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db

WRONG = "口令不对，或者已经用过。"


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def require(organization):
    BranchSetting.objects.create(organization=organization, requires_second_factor=True)


def give(client, code):
    return client.post(CODE, {"code": code})


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_whoever_has_a_phone_set_up_always_gives_the_code(client, clerk):
    device, _ = enrolled(clerk)
    assert sign_in(client, clerk, next_address="/admin/orgs/unit/").url == CODE
    assert not is_in(client)
    page = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert give(client, code_for(device.key)).url == "/admin/orgs/unit/"
    assert is_in(client)
    assert sign_in(Client(), clerk).url == CODE, "no browser is remembered"


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}-{1} ", "{0}{1}\n"])
def test_a_code_may_be_typed_in_groups(client, clerk, typed):
    device, _ = enrolled(clerk)
    sign_in(client, clerk)
    code = code_for(device.key)
    assert give(client, typed.format(code[:3], code[3:])).status_code == 302


def test_a_code_in_full_width_digits_is_read(client, clerk):
    device, _ = enrolled(clerk)
    sign_in(client, clerk)
    wide = code_for(device.key).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert give(client, wide).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "²²²²²²", "9" * 40])
def test_what_is_no_code_is_refused(client, clerk, typed):
    enrolled(clerk)
    sign_in(client, clerk)
    page = give(client, typed)
    assert page.status_code == 200
    assert "错误：" in page.content.decode()
    assert not is_in(client)


def test_a_code_works_once(client, clerk):
    device, _ = enrolled(clerk)
    code = code_for(device.key)
    sign_in(client, clerk)
    give(client, code)
    again = Client()
    sign_in(again, clerk)
    assert WRONG in give(again, code).content.decode()
    assert not is_in(again)


def test_wrong_codes_slow_down_the_next(client, clerk):
    device, _ = enrolled(clerk)
    code = code_for(device.key)
    sign_in(client, clerk)
    give(client, another_than(code))
    assert WRONG in give(client, code).content.decode(), "within a second not even the right one"


def test_five_wrong_codes_lock_the_account(client, clerk):
    device, _ = enrolled(clerk)
    sign_in(client, clerk)
    for minute in range(5):
        with later(minutes=minute):
            assert WRONG in give(client, another_than(code_for(device.key))).content.decode()
    with later(minutes=6):
        assert give(client, code_for(device.key)).status_code == 200
        assert refused(sign_in(Client(), clerk))
    details = AuditEntry.objects.filter(act=AuditAct.SIGN_IN, result=AuditResult.REFUSED)
    assert {entry.detail for entry in details} == {"动态口令不对", "账号已锁定"}
    with later(minutes=21):
        assert sign_in(client, clerk).url == CODE


def test_a_recovery_code_works_once(client, clerk):
    _, codes = enrolled(clerk)
    assert len(set(codes)) == 10
    sign_in(client, clerk)
    assert give(client, codes[0]).status_code == 302
    assert is_in(client)
    assert second_factor.recovery_codes_left(clerk) == 9
    again = Client()
    sign_in(again, clerk)
    assert WRONG in give(again, codes[0]).content.decode()


def test_recovery_codes_are_not_kept_as_they_are_and_belong_to_one_account(client, clerk, tree):
    _, codes = enrolled(clerk)
    tokens = set(StaticToken.objects.values_list("token", flat=True))
    assert not tokens & ({*codes} | {code.replace(" ", "") for code in codes})
    other = UserFactory(organizations=[tree.community])
    enrolled(other)
    sign_in(client, other)
    assert WRONG in give(client, codes[0]).content.decode()


def test_the_page_of_the_code_is_closed_to_whoever_gave_no_password(client, clerk):
    device, _ = enrolled(clerk)
    assert client.get(CODE).url == LOGIN
    assert give(client, code_for(device.key)).url == LOGIN
    assert not is_in(client)


@pytest.mark.parametrize("where", ["community", "area", "street", "district"])
def test_a_branch_asks_for_it_above_and_at_the_user_s_own(client, clerk, tree, where):
    require(getattr(tree, where))
    assert sign_in(client, clerk).url == ENROL
    assert not is_in(client)


@pytest.mark.parametrize("where", ["sister", "other_area", "other_street"])
def test_other_branches_do_not_ask(clerk, tree, where):
    require(getattr(tree, where))
    assert gets_in(clerk)


def test_a_smaller_branch_of_the_user_s_own_asks_too(client, tree):
    user = UserFactory(organizations=[tree.street])
    Assignment.objects.create(user=user, organization=tree.community, role=Role.VIEW)
    require(tree.community)
    assert sign_in(client, user).url == ENROL


def test_administrators_are_asked_by_setting(tree, settings):
    boss = UserFactory(superuser=True)
    assert gets_in(boss)
    settings.SECOND_FACTOR_FOR_ADMINS = True
    assert sign_in(Client(), boss).url == ENROL


def test_setting_it_up_on_the_way_in(client, clerk, tree):
    require(tree.street)
    sign_in(client, clerk, next_address="/admin/orgs/unit/")
    page = client.get(ENROL).content.decode()
    key = shown_key(client)
    assert "<svg" in page
    assert 'style="' not in page
    assert second_factor.Enrolment(clerk, key).secret in page
    wrong = client.post(ENROL, {"code": another_than(code_for(key))}).content.decode()
    assert "口令不对。请核对手机上的时间" in wrong
    assert second_factor.Enrolment(clerk, key).secret in wrong, "the secret stays the same"
    assert second_factor.device_of(clerk) is None

    told = client.post(ENROL, {"code": code_for(key)})
    codes = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", told.content.decode())
    assert len(codes) == 10
    assert "no-store" in told["Cache-Control"]
    assert not is_in(client)
    assert client.get("/admin/login/go-on/").url == "/admin/orgs/unit/"
    assert is_in(client)
    details = AuditEntry.objects.filter(user=clerk).order_by("pk").values_list("act", "detail")
    assert list(details) == [(AuditAct.SECOND_FACTOR, "设置动态口令"), (AuditAct.SIGN_IN, "")]
    assert key not in str(client.session.items())

    again = Client()
    sign_in(again, clerk)
    assert give(again, codes[3]).status_code == 302


def test_code_then_password_of_one_s_own(client, clerk):
    clerk.must_change_password = True
    clerk.save()
    device, _ = enrolled(clerk)
    assert sign_in(client, clerk).url == CODE
    assert client.get(NEW_PASSWORD).url == CODE, "no step is skipped"
    assert give(client, code_for(device.key)).url == NEW_PASSWORD
    assert client.get(INDEX).status_code == 302


def test_devices_stand_on_no_screen(client, clerk):
    client.force_login(UserFactory(superuser=True))
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice", "axes/accessattempt"):
        assert client.get(f"/admin/{name}/").status_code == 404
