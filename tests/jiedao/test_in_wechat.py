"""Promise R21: in WeChat's browser, which drops downloads, pages say how to open them elsewhere."""

import pytest
from django.urls import reverse

from tests.events.factories import ActivityFactory

pytestmark = pytest.mark.django_db

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.54 Language/zh_CN"
)
OTHER = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36"
HINT = "请点右上角“…”，选“在浏览器打开”"


@pytest.fixture(params=["activity", "list"])
def address(request):
    activity = ActivityFactory(upcoming=True)
    return activity.get_absolute_url() if request.param == "activity" else reverse("events:activity_list")


@pytest.mark.parametrize(("agent", "is_told"), [(WECHAT, True), (OTHER, False)])
def test_wechat_is_told_how_to_download_and_others_are_not(client, address, agent, is_told):
    """Promise R21: by the server, so that it needs no script; a cache keeps both apart."""
    page = client.get(address, headers={"user-agent": agent})
    assert ".ics" in page.text
    assert (HINT in page.text) is is_told
    assert "User-Agent" in page["Vary"]


def test_page_without_downloads_is_the_same_for_all(client):
    page = client.get(reverse("jiedao:privacy"), headers={"user-agent": WECHAT})
    assert HINT not in page.text
    assert "User-Agent" not in page.get("Vary", "")
