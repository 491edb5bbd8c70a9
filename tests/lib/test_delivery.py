"""How stored files leave: headers, ranges, the web server's part; from the disk."""

from contextlib import closing
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import Http404
from django.test import RequestFactory

from lib.delivery import WEEK, deliver, deliver_picture

CONTENT = bytes(range(250)) * 4
PICTURE = "sandbox; script-src 'none'; object-src 'none'; frame-ancestors 'none'"
HARMLESS = "sandbox; default-src 'none'; frame-ancestors 'none'"


@pytest.fixture(autouse=True)
def _connections_stay():
    """An answer that is closed closes connections; here it is no request's end."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def stored(name="协议.pdf", content=CONTENT):
    """As a file field knows it."""
    return SimpleNamespace(name=default_storage.save(name, ContentFile(content)), storage=default_storage)


def asked(method="get", **headers):
    return getattr(RequestFactory(), method)("/", headers=headers)


def body(response):
    with closing(response):
        return b"".join(response.streaming_content) if response.streaming else response.content


def test_file_is_an_attachment_that_nobody_keeps():
    """Promise 19."""
    response = deliver(asked(), stored(), "签字扫描件（定稿）.pdf")
    assert body(response) == CONTENT
    name = "%E7%AD%BE%E5%AD%97%E6%89%AB%E6%8F%8F%E4%BB%B6%EF%BC%88%E5%AE%9A%E7%A8%BF%EF%BC%89.pdf"
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": "1000",
        "Content-Disposition": f"attachment; filename*=utf-8''{name}",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": HARMLESS,
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.JPG", "image/jpeg"),
        ("a.png", "image/png"),
        ("a.doc", "application/msword"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.html", "application/octet-stream"),
        ("a.svg", "application/octet-stream"),
        ("a.csv", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_type_comes_from_the_table(name, kind):
    """Promise 18."""
    response = deliver(asked(), stored(name), "x")
    body(response)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith("attachment")


def test_name_cannot_write_headers():
    """Promise 19."""
    response = deliver(asked(), stored(), 'a"\r\nSet-Cookie: x=1;\u202efdp.pdf')
    body(response)
    assert response["Content-Disposition"] == 'attachment; filename="a Set-Cookie x=1;fdp.pdf"'


@pytest.mark.parametrize(
    ("is_public", "kept"), [(True, f"public, max-age={WEEK}"), (False, "private, no-store")]
)
def test_picture_is_shown(is_public, kept):
    response = deliver_picture(asked(), stored("a.jpg"), is_public=is_public)
    assert body(response) == CONTENT
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == kept
    assert response["Content-Security-Policy"] == PICTURE
    assert "Content-Disposition" not in response


def test_head_has_the_headers_and_no_content():
    whole, head = (deliver(asked(method), stored(), "a.pdf") for method in ("get", "head"))
    assert body(whole) == CONTENT
    assert body(head) == b""
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize(
    ("wanted", "place", "content"),
    [
        ("bytes=0-99", "bytes 0-99/1000", CONTENT[:100]),
        ("bytes=900-", "bytes 900-999/1000", CONTENT[900:]),
        ("bytes=-10", "bytes 990-999/1000", CONTENT[-10:]),
        ("bytes=990-5000", "bytes 990-999/1000", CONTENT[990:]),
        ("bytes=-5000", "bytes 0-999/1000", CONTENT),
        ("bytes=999-999", "bytes 999-999/1000", CONTENT[-1:]),
    ],
)
def test_part_of_a_file(wanted, place, content):
    response = deliver(asked(range=wanted), stored(), "a.pdf")
    assert body(response) == content
    assert response.status_code == 206
    assert response["Content-Range"] == place
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Security-Policy"] == HARMLESS


@pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_part_beyond_the_end(wanted):
    response = deliver(asked(range=wanted), stored(), "a.pdf")
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1000"
    assert body(response) == b""


@pytest.mark.parametrize(
    "wanted", ["bytes=5-1", "bytes=-", "bytes=0-1,5-9", "lines=0-1", "bytes=a-b", "bytes=²-", "bytes=0" * 30]
)
def test_range_that_makes_no_sense_gets_the_whole(wanted):
    request = asked()
    request.META["HTTP_RANGE"] = wanted
    response = deliver(request, stored(), "a.pdf")
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_rest_of_another_version_is_the_whole():
    headers = {"range": "bytes=500-", "if-range": '"abc"'}
    assert body(deliver(asked(**headers), stored(), "a.pdf")) == CONTENT


def test_part_is_of_the_length_that_was_promised_whatever_the_block():
    content = bytes(3_000_000)
    response = deliver(asked(range="bytes=1-2999998"), stored(content=content), "a.pdf")
    assert len(body(response)) == 2_999_998


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("prefix", ["", "/protected/"])
def test_file_that_is_gone_is_not_found(settings, method, prefix):
    settings.MEDIA_ACCEL_PREFIX = prefix
    file = stored()
    default_storage.delete(file.name)
    with pytest.raises(Http404):
        deliver(asked(method), file, "a.pdf")


def test_web_server_is_told_which_file_to_send(settings):
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    response = deliver(asked(), stored("agreements/2019/05/协议 %3F#.pdf"), "协议.pdf")
    assert response.content == b""
    assert response["X-Accel-Redirect"] == "/protected/agreements/2019/05/%E5%8D%8F%E8%AE%AE%20%253F%23.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == HARMLESS
    assert response["X-Content-Type-Options"] == "nosniff"
