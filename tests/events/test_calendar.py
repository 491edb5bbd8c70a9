"""Calendars of activities, read back by a library of others."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from events.calendar_file import MOST
from events.enums import ActivityStatus
from events.models import Activity
from tests.events.factories import ActivityFactory, local
from tests.orgs.factories import UserFactory
from tests.orgs.place_factories import StationFactory
from tests.orgs.queries import MOST as MOST_QUERIES
from tests.orgs.queries import queries

CALENDAR = reverse("events:calendar")
WECHAT = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 MicroMessenger/8.0.54"


def read(response) -> Calendar:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def titles(response) -> set[str]:
    return {str(event["SUMMARY"]) for event in read(response).events}


def only(client, activity):
    (event,) = read(client.get(reverse("events:activity_calendar", args=[activity.pk]))).events
    return event


@pytest.fixture
def activity(tree):
    station = StationFactory(
        organization=tree.community, name="海边站", address="示例路1号", latitude=36, longitude=120
    )
    return ActivityFactory(
        organization=tree.community,
        upcoming=True,
        title="义诊；理发, 磨刀",
        station=station,
        place="二楼",
        body="自带水杯\n早到",
    )


def test_calendar_of_an_activity_tells_all_that_its_page_does(client, activity):
    """Promise R20: in the time zone of the office."""
    event = only(client, activity)
    assert event["SUMMARY"] == "义诊；理发, 磨刀"
    assert (event.start, event.end) == (activity.starts_at, activity.ends_at)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["LOCATION"] == "海边站 二楼，示例路1号"
    assert event["GEO"].to_ical() == "36.0;120.0"
    assert event["URL"] == f"http://testserver{activity.get_absolute_url()}"
    assert event["STATUS"] == "CONFIRMED"
    assert "自带水杯\n早到" in event["DESCRIPTION"]


def test_calendar_is_written_as_the_standard_asks(client, activity):
    Activity.objects.filter(pk=activity.pk).update(title="长" * 200)
    content = client.get(CALENDAR).content
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    calendar = read(client.get(CALENDAR))
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Asia/Shanghai"]
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"]
    assert calendar.events[0]["DTSTAMP"].dt.tzinfo is not None


@pytest.mark.parametrize(
    ("status", "word", "title"),
    [
        (ActivityStatus.CANCELLED, "CANCELLED", "【取消】"),
        (ActivityStatus.POSTPONED, "TENTATIVE", "【延期】"),
    ],
)
def test_calendar_keeps_the_uid_and_counts_up_over_edits(client, activity, status, word, title):
    """Promise R20: cancelled is STATUS:CANCELLED, and what is put off is known again."""
    before = only(client, activity)
    with time_machine.travel(activity.updated_at + timedelta(minutes=3), tick=False):
        activity.title, activity.status = "改了名", status
        activity.starts_at += timedelta(days=1)
        activity.ends_at += timedelta(days=1)
        activity.save()
    after = only(client, activity)
    assert after["UID"] == before["UID"]
    assert after["STATUS"] == word
    assert after["SUMMARY"] == f"{title}改了名"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_calendar_gives_each_activity_a_uid_of_its_own(client, tree):
    for _ in range(3):
        ActivityFactory(organization=tree.community, upcoming=True)
    assert len({str(event["UID"]) for event in read(client.get(CALENDAR)).events}) == 3


def test_calendar_takes_the_filters_of_the_list(client, tree):
    here = {"organization": tree.community, "upcoming": True}
    ActivityFactory(title="讲堂", kind="lecture", series="山海大讲堂", **here)
    ActivityFactory(title="别的社区", organization=tree.cousin, upcoming=True)
    ActivityFactory(title="文体", **here)
    assert titles(client.get(CALENDAR, {"series": "山海大讲堂"})) == {"讲堂"}
    assert titles(client.get(CALENDAR, {"kind": "lecture"})) == {"讲堂"}
    assert titles(client.get(CALENDAR, {"community": tree.community.pk})) == {"讲堂", "文体"}
    assert titles(client.get(CALENDAR, {"organization": tree.cousin.pk})) == {"别的社区"}
    assert titles(client.get(CALENDAR, {"q": "讲"})) == {"讲堂"}
    assert titles(client.get(CALENDAR, {"when": "past"})) == set()
    calendar = read(client.get(CALENDAR, {"community": tree.community.pk}))
    assert calendar["X-WR-CALNAME"] == f"{tree.community.label}活动"


@pytest.mark.parametrize("query", [{"community": "99999"}, {"kind": "nonsense"}, {"organization": "99999"}])
def test_calendar_of_what_cannot_be_read_is_not_that_of_everything(client, activity, query):
    response = client.get(CALENDAR, query)
    assert response.status_code == 400
    assert "订阅的条件有误" in response.text
    assert activity.title not in response.text


@pytest.mark.parametrize("trait", ["draft", "private"])
def test_calendar_never_shows_what_is_not_public(client, tree, trait):
    hidden = ActivityFactory(organization=tree.community, upcoming=True, **{trait: True})
    assert titles(client.get(CALENDAR)) == set()
    assert client.get(reverse("events:activity_calendar", args=[hidden.pk])).status_code == 404


@time_machine.travel(local(2019, 6, 5), tick=False)
def test_calendar_goes_back_a_year_and_no_further(client, tree):
    for title, at in (("去年夏天", local(2018, 6, 10)), ("太久以前", local(2018, 5, 10))):
        ActivityFactory(organization=tree.community, title=title, starts_at=at)
    assert titles(client.get(CALENDAR)) == {"去年夏天"}
    assert MOST <= 5_000


def test_calendar_without_activities_is_still_one(client, db):
    assert read(client.get(CALENDAR)).timezones


def test_calendar_may_be_kept_and_is_named_by_its_kind_of_reader(client, activity):
    response = client.get(CALENDAR)
    assert "max-age=900" in response["Cache-Control"]
    assert "public" in response["Cache-Control"]
    assert "User-Agent" in response["Vary"]


def test_who_is_signed_in_gets_it_anew(client, activity):
    """Promise 36: what staff are shown is in no cache."""
    client.force_login(UserFactory())
    for name in ("events:calendar", "events:feed", "jiedao:sitemap_index"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-store"


def test_calendar_in_wechat_says_how_to_open_it_elsewhere(client, activity):
    """Promise R21: in WeChat's browser, downloads show how to open in the system browser."""
    for address in (CALENDAR, reverse("events:activity_calendar", args=[activity.pk])):
        response = client.get(address, headers={"user-agent": WECHAT})
        assert response["Content-Type"].startswith("text/html")
        assert "在浏览器打开" in response.text
        assert f'href="{activity.get_absolute_url()}"' in response.text or "/activities/" in response.text


def test_calendar_takes_the_same_queries_at_1_and_at_30_rows(client, tree):
    def fill(count):
        for _ in range(count):
            station = StationFactory(organization=tree.community)
            ActivityFactory(organization=tree.community, station=station, upcoming=True)

    fill(1)
    few = [queries(client, address) for address in (CALENDAR, reverse("events:feed"))]
    fill(29)
    assert [queries(client, address) for address in (CALENDAR, reverse("events:feed"))] == few
    assert max(few) < MOST_QUERIES
