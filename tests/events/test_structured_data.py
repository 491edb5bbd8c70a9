"""What search engines and those who share a page are told of an activity."""

import io
import json
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from PIL import Image

from events.models import Activity
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.events.people_factories import SignupFactory
from tests.orgs.place_factories import StationFactory

SCHEMA = "https://schema.org/"


def data(client, address) -> dict:
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).text)[1]
    )


def tags(client, address) -> dict[str, list[str]]:
    found = {}
    for name, content in re.findall(
        r'<meta property="og:(\w+)" content="([^"]*)">', client.get(address).text
    ):
        found.setdefault(name, []).append(content)
    return found


@pytest.fixture
def activity(tree):
    station = StationFactory(
        organization=tree.community, name="海边站", address="示例路1号", latitude=36, longitude=120
    )
    fields = {"station": station, "place": "", "takes_signups": True, "capacity": 2}
    return ActivityFactory(organization=tree.community, upcoming=True, **fields)


def test_event_has_what_search_engines_ask_for(client, activity):
    """Promise R23: startDate +08:00, location, eventStatus."""
    event = data(client, activity.get_absolute_url())
    assert event["@context"] == "https://schema.org"
    assert event["startDate"].endswith("+08:00")
    assert datetime.fromisoformat(event["startDate"]) == activity.starts_at
    assert datetime.fromisoformat(event["endDate"]) == activity.ends_at
    assert event["eventStatus"] == f"{SCHEMA}EventScheduled"
    assert event["location"] == {
        "@type": "Place",
        "name": "海边站",
        "address": {"@type": "PostalAddress", "streetAddress": "示例路1号", "addressCountry": "CN"},
        "geo": {"@type": "GeoCoordinates", "latitude": 36.0, "longitude": 120.0},
    }


@pytest.mark.parametrize(("people", "availability"), [(1, "InStock"), (2, "SoldOut")])
def test_event_says_whether_there_is_room(client, activity, people, availability):
    SignupFactory(activity=activity, people=people)
    offer = data(client, activity.get_absolute_url())["offers"]
    assert offer["availability"] == f"{SCHEMA}{availability}"
    assert offer["price"] == 0
    assert datetime.fromisoformat(offer["validFrom"]) == activity.published_at.replace(microsecond=0)
    assert datetime.fromisoformat(offer["validThrough"]) == activity.starts_at


def test_event_says_from_when_one_may_sign_up(client, activity):
    opens = activity.starts_at - timedelta(hours=2)
    Activity.objects.filter(pk=activity.pk).update(signup_opens_at=opens)
    offer = data(client, activity.get_absolute_url())["offers"]
    assert offer["availability"] == f"{SCHEMA}PreOrder"
    assert datetime.fromisoformat(offer["validFrom"]) == opens


@pytest.mark.parametrize(
    "fields", [{"takes_signups": False}, {"status": "cancelled"}, {"starts_at": local(2019, 5, 1)}]
)
def test_event_offers_nothing_when_nobody_can_sign_up(client, activity, fields):
    Activity.objects.filter(pk=activity.pk).update(ends_at=None, **fields)
    assert "offers" not in data(client, activity.get_absolute_url())


def test_event_names_no_station_that_is_not_public(client, activity):
    activity.station.is_public = False
    activity.station.save()
    answer = client.get(activity.get_absolute_url()).text
    assert "海边站" not in answer
    assert "示例路1号" not in answer


def test_series_is_described_with_its_issues(client, tree):
    for n in (1, 2):
        ActivityFactory(organization=tree.community, series="讲堂", issue_number=n, title=f"第{n}讲")
    series = data(client, reverse("events:series_detail", args=["讲堂"]))
    assert series["@type"] == "EventSeries"
    assert {event["name"] for event in series["subEvent"]} == {"第1讲", "第2讲"}


def test_activity_is_shared_with_absolute_tags_and_its_own_picture(client, activity):
    """Promise R24: absolute Open Graph tags, image of 300 pixels at least."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "#b8322a").save(picture, "JPEG")
    photo = ActivityPhotoFactory(
        activity=activity, image__data=None, image__from_func=lambda: io.BytesIO(picture.getvalue())
    )
    found = tags(client, activity.get_absolute_url())
    assert found["url"] == [f"http://testserver{activity.get_absolute_url()}"]
    assert found["title"] == [activity.title]
    assert found["type"]
    assert found["site_name"]
    assert activity.starts_at.strftime("%Y年") in found["description"][0]
    assert found["image"] == [f"http://testserver/activities/photos/{photo.pk}/full.jpg"]
    served = client.get(found["image"][0])
    with Image.open(io.BytesIO(b"".join(served.streaming_content))) as image:
        assert min(image.size) >= 300


@pytest.mark.parametrize("name", ["events:activity_list", "events:activity_month"])
def test_lists_are_shared_with_absolute_tags(client, db, name):
    """Promise R24: lists too, with the picture of the portal."""
    found = tags(client, reverse(name))
    assert found["url"] == [f"http://testserver{reverse(name)}"]
    [picture] = found["image"]
    assert picture.startswith("http://testserver/static/")
    assert found["title"]
    assert found["description"]
