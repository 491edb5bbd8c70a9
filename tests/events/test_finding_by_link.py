"""Lists, calendars and feeds to which other pages lead; what cannot be found; what cannot be printed."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.events.factories import ActivityFactory
from tests.orgs.factories import UnitFactory
from tests.orgs.place_factories import StationFactory
from tests.partnerships.factories import ProjectFactory

LIST, CALENDAR, FEED = (reverse(f"events:{name}") for name in ("activity_list", "calendar", "feed"))


@pytest.fixture
def station(tree):
    station = StationFactory(organization=tree.community, name="海边站")
    ActivityFactory(organization=tree.community, upcoming=True, station=station, title="站里的义诊")
    ActivityFactory(organization=tree.community, upcoming=True, title="别处的讲堂")
    return station


@pytest.mark.parametrize("address", [LIST, CALENDAR, FEED])
def test_activities_of_a_station(client, station, address):
    text = client.get(address, {"station": station.pk}).text
    assert "站里的义诊" in text
    assert "别处的讲堂" not in text


def test_list_of_a_station_says_which_and_how_to_leave_it(client, station):
    [pin] = client.get(LIST, {"station": station.pk, "when": "upcoming"}).context["listing"].pins
    assert (pin.label, pin.loose_url) == ("海边站", f"{LIST}?when=upcoming")


@pytest.mark.parametrize("wanted", ["0", "九", "9" * 30, "-1", "private"])
def test_station_that_residents_may_not_see_is_none(client, tree, station, wanted):
    if wanted == "private":
        wanted = StationFactory(organization=tree.community, name="内部站", is_public=False).pk
    answer = client.get(LIST, {"station": wanted})
    assert "没有您要看的这个阵地，或者它不对外公开。" in answer.text
    assert "内部站" not in answer.text
    assert client.get(CALENDAR, {"station": wanted}).status_code == 400


@pytest.mark.parametrize("kind", ["station", "organization", "unit", "project"])
def test_pages_lead_to_the_list_of_their_activities_and_to_a_calendar_of_it(client, tree, kind):
    subject = {
        "station": lambda: StationFactory(organization=tree.community),
        "organization": lambda: tree.community,
        "unit": UnitFactory,
        "project": lambda: ProjectFactory(organization=tree.community),
    }[kind]()
    taking_part = {"units": [subject]} if kind == "unit" else {kind: subject}
    ActivityFactory(**{"organization": tree.community, "upcoming": True, "title": "义诊"} | taking_part)
    ActivityFactory(organization=tree.cousin, upcoming=True, title="别处的讲堂")
    page = client.get(subject.get_absolute_url()).text
    for address in (LIST, CALENDAR):
        link = f"{address}?{kind}={subject.pk}"
        assert f'href="{link}"' in page
        text = client.get(link).text
        assert "义诊" in text
        assert "别处的讲堂" not in text


@pytest.mark.parametrize("trait", ["closed", "past"])
def test_activity_that_is_over_says_nothing_of_signing_up(client, tree, trait):
    held = {"closed": True} if trait == "closed" else {}
    activity = ActivityFactory(organization=tree.community, takes_signups=True, **held)
    text = client.get(activity.get_absolute_url()).text
    assert "signup-box" not in text
    assert "不能再报名" not in text


@pytest.mark.parametrize("name", ["%00", "a%00b", "%0A", "%E4%B8", "..%2F", "x" * 300])
def test_series_that_cannot_be_is_not_found(client, tree, name):
    assert client.get(f"/activities/series/{name}/").status_code == 404


def test_marks_that_xml_forbids_stop_neither_feed_nor_calendar_nor_page(client, tree):
    r"""A text pasted from Word may hold \x0b for a line's end."""
    text = "第一行\x0b第二行\x1f\ufffe末尾"
    activity = ActivityFactory(
        organization=tree.community, upcoming=True, title="义诊\x0b", body=text, place=text
    )
    entry = ElementTree.fromstring(client.get(FEED).content).find("{*}entry")
    assert entry.find("{*}title").text.startswith("义诊")
    assert "第二行" in entry.find("{*}summary").text
    for address in (CALENDAR, reverse("events:activity_calendar", args=[activity.pk])):
        [event] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert "第二行" in event["description"]
    for name in ("activity_detail", "poster"):
        assert client.get(reverse(f"events:{name}", args=[activity.pk])).status_code == 200
