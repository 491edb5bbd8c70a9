"""Promises 36 to 38: what every answer carries, and what none tells."""

import logging
import random
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.views.decorators.cache import cache_control

from jiedao.views import home
from tests.events.factories import ActivityPhotoFactory
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementAttachmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
PICTURE_POLICY = {"sandbox": "", "script-src": "'none'", "object-src": "'none'", "frame-ancestors": "'none'"}
FILE_POLICY = {"sandbox": "", "default-src": "'none'", "frame-ancestors": "'none'"}
SAME = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ROUTE = re.compile(r"<(?:(\w+):)?\w+>")
VALUES = {"int": "1", "slug": "resources", "path": "1", "str": "1", None: "1"}
OTHER_HOST = {"host": "elsewhere.invalid"}
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}


def policy(response):
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def complaints(response, expected=POLICY):
    """What the answer lacks."""
    found = [name for name, value in SAME.items() if response.headers.get(name) != value]
    if policy(response) != expected:
        found.append(response["Content-Security-Policy"])
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if "Cache-Control" not in response.headers:
        found.append("Cache-Control")
    return found


def finish(response):
    """Read to its end, which closes the file."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def addresses(patterns=None, prefix="/"):
    """An address for every pattern of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + ROUTE.sub(lambda found: VALUES[found[1]], str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield route.replace("(?P<app_label>", "").replace("^", "").replace("$", "")
        else:
            yield from addresses(pattern.url_patterns, route)


@pytest.fixture
def broken(monkeypatch):
    """The home page fails."""

    def fail(*args):
        raise RuntimeError("秘密的内部细节 13812345678")

    monkeypatch.setattr(home, "office_of", fail)
    return Client(raise_request_exception=False)


def test_every_pattern_is_tried():
    assert len(set(addresses())) > 150
    assert not [each for each in addresses() if "<" in each]


def some():
    """Of every kind of address a few: that a method is another changes nothing that a view says of itself."""
    return random.Random(37).sample(sorted(set(addresses())), 40)


@pytest.mark.parametrize("who", ["nobody", "superuser"])
@pytest.mark.parametrize(("method", "tried"), [("get", addresses), ("post", some), ("head", some)])
def test_every_address_answers_with_the_headers(who, method, tried):
    """Promise 37; and 36: what staff are shown is in no cache."""
    client = Client(raise_request_exception=False)
    if who == "superuser":
        client.force_login(UserFactory(is_superuser=True))
    statuses, lacking = set(), {}
    for address in tried():
        response = getattr(client, method)(address)
        statuses.add(response.status_code)
        is_file = policy(response) == FILE_POLICY and "attachment" in response["Content-Disposition"]
        found = complaints(response, FILE_POLICY if is_file else POLICY)
        if who == "superuser" and response.status_code == 200:
            found += [] if "no-store" in response["Cache-Control"] else ["no-store"]
        if found:
            lacking[address] = found
        if response.status_code == 302 and "logout" in address and who == "superuser":
            client.force_login(UserFactory(is_superuser=True))
        finish(response)
    assert not lacking
    assert statuses & {200, 302}
    assert 500 not in statuses


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/", {}, 200),
        ("/static/js/chart.js", {}, 200),
        ("/static/nothing.js", {}, 404),
        ("/healthz", {}, 200),
        ("/agreements", {}, 301),
        ("/favicon.ico", {}, 302),
        ("/admin/", {}, 302),
        ("/admin/login/", {}, 200),
        ("/nothing/", {}, 404),
        ("/", {"headers": OTHER_HOST}, 400),
        ("/static/js/chart.js", {"headers": OTHER_HOST}, 400),
        ("/healthz", {"headers": OTHER_HOST}, 400),
    ],
)
@pytest.mark.parametrize("secure", [False, True])
def test_every_kind_of_answer(client, settings, path, options, status, secure):
    """Promise 37."""
    if secure:
        for name, value in HTTPS.items():
            setattr(settings, name, value)
    response = client.get(path, secure=secure, **options)
    finish(response)
    assert response.status_code == status
    assert complaints(response) == []
    hsts = response.headers.get("Strict-Transport-Security")
    assert hsts == ("max-age=31536000; includeSubDomains" if secure else None)


@pytest.mark.parametrize("headers", [{}, OTHER_HOST], ids=["own host", "other host"])
def test_way_to_https_has_the_headers(client, settings, headers):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/", headers=headers)
    assert response.status_code == (400 if headers else 301)
    assert complaints(response) == []


@pytest.mark.parametrize(("method", "path"), [("post", "/"), ("put", "/healthz"), ("delete", "/display/")])
def test_wrong_method_has_the_headers(client, method, path):
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert complaints(response) == []


def test_forged_form_is_refused_with_the_headers():
    response = Client(enforce_csrf_checks=True).post("/display/", {"contrast": "high"})
    assert response.status_code == 403
    assert "这次提交没有成功" in response.text
    assert complaints(response) == []


@pytest.mark.parametrize("host", ["elsewhere.invalid", "localhost:99999x", "a b", "localhost@evil", ""])
def test_wrong_host_is_a_bad_request(client, host):
    """Promise 38."""
    response = client.get("/", headers={"host": host})
    if host:
        assert response.status_code == 400
        assert "这个请求无法处理" in response.text
        assert host not in response.text
    assert complaints(response) == []


def test_failure_tells_nothing_and_the_log_all(broken, caplog):
    """Promise 38."""
    response = broken.get("/")
    assert response.status_code == 500
    assert complaints(response) == []
    for word in ("RuntimeError", "Traceback", "秘密", "13812345678", "home.py"):
        assert word not in response.text
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "秘密的内部细节" in str(record.exc_info[1])


@pytest.mark.parametrize(
    "middleware",
    [
        "django.contrib.sessions.middleware.SessionMiddleware.process_request",
        "django.middleware.common.CommonMiddleware.process_response",
        "django.middleware.security.SecurityMiddleware.process_request",
        "whitenoise.middleware.WhiteNoiseMiddleware.__call__",
    ],
)
def test_failing_middleware_tells_nothing_either(monkeypatch, middleware):
    """Promises 37 and 38."""

    def fail(*args):
        raise RuntimeError("秘密的内部细节")

    monkeypatch.setattr(middleware, fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "网站出了故障" in response.text
    assert "秘密" not in response.text
    assert complaints(response) == []


def test_files_carry_a_stricter_policy(client):
    """Promise 37: media, too."""
    scan, photo = AgreementAttachmentFactory(), ActivityPhotoFactory()
    public = reverse("events:activity_photo", args=[photo.pk, "full"])
    response = client.get(public)
    assert complaints(response, PICTURE_POLICY) == []
    assert finish(response)
    client.force_login(UserFactory(is_superuser=True))
    staff = reverse("admin:activity_photo_file", args=[photo.pk, "image"])
    for address, expected in ((scan.get_absolute_url(), FILE_POLICY), (staff, PICTURE_POLICY)):
        response = client.get(address)
        assert response.status_code == 200
        assert complaints(response, expected) == []
        assert "no-store" in response["Cache-Control"]
        assert finish(response)


def test_page_for_everybody_may_be_kept_by_its_reader_only(client):
    assert client.get("/")["Cache-Control"] == "private, no-cache"


def test_answer_that_sets_a_cookie_is_never_public(client, monkeypatch):
    """A shared cache would hand the cookie to the next reader."""

    @cache_control(public=True, max_age=60)
    def page(request):
        response = HttpResponse("好")
        response.set_cookie("sessionid", "secret")
        return response

    (found,) = [each for each in get_resolver().url_patterns[0].url_patterns if each.name == "robots"]
    monkeypatch.setattr(found, "callback", page)
    assert client.get("/robots.txt")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_out_of_reach(settings, secure):
    """Promise 37."""
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = secure
    client, user = Client(), UserFactory()
    user.set_password("correct horse battery")
    user.save()
    client.get("/admin/login/", secure=secure)
    client.post(
        "/admin/login/", {"username": user.username, "password": "correct horse battery"}, secure=secure
    )
    client.post("/display/", {"contrast": "high"}, secure=secure)
    contrast = "__Host-contrast" if secure else "contrast"
    assert {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, contrast} >= set(client.cookies)
    assert {settings.CSRF_COOKIE_NAME, contrast} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")
        assert bool(cookie["secure"]) == secure
        assert not cookie["domain"]
