"""What an installation's environment says about signing in."""

import runpy
from unittest import mock

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@pytest.fixture
def read(monkeypatch):
    """Callable (**variables) → the settings that they give."""

    def read(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with mock.patch.object(environ.Env, "read_env"):
            return runpy.run_path(str(settings.BASE_DIR / "jiedao" / "settings.py"))

    return read


def test_promise_37_cookies_over_https_are_bound_to_the_host(read):
    found = read(HTTPS="True")
    assert found["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]


def test_cookies_without_https_keep_names_that_browsers_take(read):
    assert "SESSION_COOKIE_NAME" not in read(HTTPS="False")


@pytest.mark.parametrize(
    "name", ["SIGN_IN_ATTEMPTS", "SIGN_IN_SOURCE_ACCOUNTS", "SESSION_IDLE_MINUTES", "SESSION_HOURS"]
)
def test_a_limit_of_nought_is_refused(read, name):
    with pytest.raises(ImproperlyConfigured):
        read(**{name: "0"})


@pytest.mark.parametrize("networks", ["nginx", "10.0.0.1/8"])
def test_a_proxy_that_is_no_network_is_refused(read, networks):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        read(TRUSTED_PROXIES=networks)


def validators(found):
    return {each["NAME"].rsplit(".")[-1]: each.get("OPTIONS") for each in found["AUTH_PASSWORD_VALIDATORS"]}


def test_kinds_of_characters_and_age_are_off_unless_asked_for(read):
    found = read()
    assert "PasswordClasses" not in validators(found)
    assert found["PASSWORD_MAX_AGE_DAYS"] == 0


def test_rules_that_are_asked_for_hold(read):
    found = validators(read(PASSWORD_CLASSES="3", PASSWORD_MIN_LENGTH="12"))
    assert found["PasswordClasses"] == {"least": 3}
    assert found["PasswordLength"] == {"min_length": 12}


def test_limits_are_read(read):
    found = read(SIGN_IN_ATTEMPTS="7", SESSION_IDLE_MINUTES="10", SESSION_HOURS="2")
    assert (found["SIGN_IN_ATTEMPTS"], found["SESSION_IDLE_MINUTES"]) == (7, 10)
    assert found["SESSION_COOKIE_AGE"] == 7200
