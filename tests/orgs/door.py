"""Signing in through the pages, as a browser does."""

import time

from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from orgs.sign_in import second_factor
from orgs.sign_in.second_factor import Enrolment
from tests.orgs.factories import PASSWORD

LOGIN = "/admin/login/"
INDEX = "/admin/"
SMALLEST = "/admin/jsi18n/"
CODE = "/admin/login/code/"
ENROL = "/admin/login/second-factor/"
NEW_PASSWORD = "/admin/login/new-password/"
WORDS = "用户名或密码不对，请重新输入。"
OTHER_PASSWORD = "shan-hai-da-jiang-tang"


def sign_in(client, user, password=PASSWORD, source="10.0.0.1", next_address=INDEX, **headers):
    """The answer to name and password; `source` is who connects."""
    username = user if isinstance(user, str) else user.username
    data = {"username": username, "password": password, "next": next_address}
    return client.post(LOGIN, data, REMOTE_ADDR=source, headers=headers)


def fail(user, times=1, **where):
    for _ in range(times):
        assert refused(sign_in(Client(), user, "wrong-password", **where))


def refused(response) -> bool:
    return response.status_code == 200 and WORDS in response.content.decode()


def is_in(client) -> bool:
    """Asks for the staff site's smallest page."""
    return client.get(SMALLEST).status_code == 200


def gets_in(user, password=PASSWORD, **where) -> bool:
    client = Client()
    answer = sign_in(client, user, password, **where)
    assert answer.status_code == 302 or refused(answer)
    return answer.status_code == 302 and is_in(client)


def enrolled(user):
    """(device, recovery codes) of a phone that was set up an hour ago."""
    key = Enrolment.new_key()
    codes = Enrolment(user, key).confirm(code_for(key))
    device = second_factor.device_of(user)
    device.last_t -= 120
    device.save()
    return device, codes


def code_for(key: str, at: float | None = None) -> str:
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() if at is None else at
    return f"{totp.token():06}"


def shown_key(client) -> str:
    return client.session["enrolment"]


def address(name, *args):
    return reverse(f"admin:{name}", args=args)
