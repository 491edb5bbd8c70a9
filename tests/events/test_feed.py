"""The Atom feed of activities."""

from datetime import datetime

import pytest
from django.urls import reverse
from lxml import etree

from tests.events.factories import ActivityFactory

FEED = reverse("events:feed")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(response) -> etree._Element:
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def texts(feed, path) -> list[str]:
    return feed.xpath(path, namespaces=ATOM)


def test_feed_parses_and_tells_of_each_activity(client, tree):
    """Promise R22: the Atom feed parses."""
    activity = ActivityFactory(organization=tree.community, upcoming=True, title="<甲>&乙", body="自带水杯")
    feed = read(client.get(FEED))
    assert texts(feed, "a:entry/a:title/text()") == ["<甲>&乙"]
    assert texts(feed, "a:entry/a:link/@href") == [f"http://testserver{activity.get_absolute_url()}"]
    assert "自带水杯" in texts(feed, "a:entry/a:summary/text()")[0]
    assert texts(feed, "a:entry/a:author/a:name/text()") == [tree.community.name]
    (updated,) = texts(feed, "a:entry/a:updated/text()")
    assert datetime.fromisoformat(updated) == activity.updated_at
    assert datetime.fromisoformat(texts(feed, "a:updated/text()")[0]).tzinfo is not None
    assert texts(feed, "a:link[@rel='self']/@href") == [f"http://testserver{FEED}"]


def test_feed_takes_the_filters_of_the_list(client, tree):
    ActivityFactory(organization=tree.community, kind="lecture", title="讲堂")
    ActivityFactory(organization=tree.cousin, title="别处")
    feed = read(client.get(FEED, {"community": tree.community.pk}))
    assert texts(feed, "a:entry/a:title/text()") == ["讲堂"]
    assert texts(feed, "a:title/text()") == [f"{tree.community.label}活动"]
    assert client.get(FEED, {"community": "99999"}).status_code == 400


def test_feed_says_that_an_activity_is_called_off_and_knows_it_again(client, tree):
    activity = ActivityFactory(organization=tree.community, upcoming=True, title="义诊")
    before = texts(read(client.get(FEED)), "a:entry/a:id/text()")
    activity.status = "cancelled"
    activity.save()
    feed = read(client.get(FEED))
    assert texts(feed, "a:entry/a:title/text()") == ["【已取消】义诊"]
    assert texts(feed, "a:entry/a:id/text()") == before


@pytest.mark.parametrize("trait", ["draft", "private"])
def test_feed_never_shows_what_is_not_public(client, tree, trait):
    ActivityFactory(organization=tree.community, upcoming=True, **{trait: True})
    assert texts(read(client.get(FEED)), "a:entry") == []


def test_pages_name_their_feed_and_calendar(client, tree):
    ActivityFactory(organization=tree.community, series="讲堂")
    for address in ("/activities/?series=讲堂", reverse("events:series_detail", args=["讲堂"])):
        head = etree.HTML(client.get(address).text).find("head")
        links = {link.get("type"): link.get("href") for link in head.findall("link[@rel='alternate']")}
        assert set(links) == {"application/atom+xml", "text/calendar"}
        assert all("?series=" in href for href in links.values())
        assert {client.get(href).status_code for href in links.values()} == {200}
