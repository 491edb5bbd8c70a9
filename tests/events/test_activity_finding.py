"""The list by day, week, weekend, series and free places, and the month."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse

from events.enums import ActivityKind
from events.listing import NextFirst
from events.models import Activity
from orgs.listing import PAGE_SIZE
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.events.people_factories import SignupFactory
from tests.orgs.place_factories import StationFactory
from tests.orgs.queries import MOST, queries

LIST, MONTH = reverse("events:activity_list"), reverse("events:activity_month")
WEDNESDAY, SATURDAY, SUNDAY = local(2019, 6, 5, 12), local(2019, 6, 8, 12), local(2019, 6, 9, 12)


def titles(response) -> list[str]:
    return [activity.title for activity in response.context["listing"].rows]


def hold(tree, *moments, **fields):
    return [
        ActivityFactory(organization=tree.community, title=f"{at:%m-%d}", starts_at=at, **fields)
        for at in moments
    ]


@pytest.fixture
def days(tree):
    hold(tree, *(local(2019, 6, day, 9) for day in (2, 3, 5, 7, 8, 9, 10)))


@pytest.mark.parametrize(
    ("now", "when", "expected"),
    [
        (WEDNESDAY, "weekend", ["06-08", "06-09"]),
        (SATURDAY, "weekend", ["06-08", "06-09"]),
        (SUNDAY, "weekend", ["06-09"]),
        (WEDNESDAY, "week", ["06-05", "06-07", "06-08", "06-09", "06-03"]),
        (WEDNESDAY, "today", ["06-05"]),
    ],
)
def test_activity_list_of_these_days(client, days, now, when, expected):
    """Promise R29: by date, at an address that can be shared."""
    with time_machine.travel(now, tick=False):
        assert titles(client.get(LIST, {"when": when})) == expected


@time_machine.travel(WEDNESDAY, tick=False)
@pytest.mark.parametrize(
    ("since", "until", "neighbours"),
    [
        ("06-05", "06-05", [("前一天", "06-04", "06-04"), ("后一天", "06-06", "06-06")]),
        ("06-03", "06-09", [("上一周", "05-27", "06-02"), ("下一周", "06-10", "06-16")]),
        ("06-03", "06-08", []),
    ],
)
def test_activity_list_of_a_day_or_week_leads_to_those_beside_it(client, days, since, until, neighbours):
    response = client.get(LIST, {"since": f"2019-{since}", "until": f"2019-{until}", "kind": "culture"})
    assert [(step.label, step.url) for step in response.context["listing"].neighbours] == [
        (label, f"{LIST}?kind=culture&since=2019-{first}&until=2019-{last}")
        for label, first, last in neighbours
    ]


def test_activity_list_of_free_places_only(client, tree):
    def activity(title, **fields):
        stands = {"organization": tree.community, "upcoming": True, "takes_signups": True, "title": title}
        return ActivityFactory(**stands | fields)

    activity("不限名额")
    SignupFactory(activity=activity("还有名额", capacity=3), people=2)
    SignupFactory(activity=activity("取消后空出", capacity=1), cancelled=True)
    SignupFactory(activity=activity("满了", capacity=2), people=2)
    SignupFactory(activity=activity("有人候补", capacity=2), people=2, waiting=True)
    activity("不用报名", takes_signups=False)
    activity("已截止", signup_closes_at=local(2019, 1, 1))
    activity("延期", postponed=True)
    assert set(titles(client.get(LIST, {"free": "1"}))) == {"不限名额", "还有名额", "取消后空出"}


@pytest.mark.parametrize(
    ("fields", "people", "words"),
    [
        ({"capacity": 20}, 8, "还剩12个名额"),
        ({"capacity": 8}, 8, "已满，可候补"),
        ({}, 8, "可以报名"),
        ({"signup_closes_at": local(2019, 1, 1)}, 0, "报名已截止"),
        ({"takes_signups": False, "capacity": 20}, 0, "名额20人"),
    ],
)
def test_activity_list_says_what_is_free(client, tree, fields, people, words):
    activity = ActivityFactory(organization=tree.community, upcoming=True, **{"takes_signups": True} | fields)
    if people:
        SignupFactory(activity=activity, people=people)
    assert f'<p class="card__meta card__places">{words}</p>' in client.get(LIST).text


def test_activity_list_shows_past_ones_with_cover_and_attendance(client, tree):
    activity = ActivityFactory(organization=tree.community, closed=True)
    first, cover = (ActivityPhotoFactory(activity=activity, order=n) for n in (1, 2))
    text = client.get(LIST).text
    assert f"/activities/photos/{first.pk}/small.jpg" in text
    assert "40人参加" in text
    Activity.objects.filter(pk=activity.pk).update(cover=cover)
    text = client.get(LIST).text
    assert f"/activities/photos/{first.pk}/small.jpg" not in text
    assert f'src="/activities/photos/{cover.pk}/small.jpg" width="64" height="48"' in text


def test_activity_list_says_where_unless_the_station_is_not_public(client, tree):
    for name, is_public in (("海边党群服务站", True), ("内部站点", False)):
        station = StationFactory(organization=tree.community, name=name, is_public=is_public)
        ActivityFactory(organization=tree.community, station=station, place="二楼")
    text = client.get(LIST).text
    assert "海边党群服务站 二楼" in text
    assert "内部站点" not in text


def test_activity_list_of_a_community_says_whose_it_is(client, tree):
    """Promise R29: by community."""
    hold(tree, local(2019, 6, 5))
    text = client.get(LIST, {"community": tree.community.pk}).text
    assert f"<h1>{tree.community.label}的活动</h1>" in text
    assert f"/activities/calendar.ics?community={tree.community.pk}" in text
    assert f"/activities/feed/?community={tree.community.pk}" in text


@time_machine.travel(WEDNESDAY, tick=False)
def test_next_first_reads_what_a_page_shows_across_both_parts(tree, django_assert_num_queries):
    rows = [*(local(2019, 6, day) for day in (6, 7, 8)), *(local(2019, 5, day) for day in (3, 2, 1))]
    hold(tree, *rows)
    found = NextFirst(Activity.objects.public())
    expected = [f"{at:%m-%d}" for at in rows]
    for first, last, count in ((0, 2, 2), (2, 5, 2), (4, 6, 1), (0, 6, 2)):
        with django_assert_num_queries(count):
            assert [each.title for each in found[first:last]] == expected[first:last]
    assert found.count() == 6


@time_machine.travel(WEDNESDAY, tick=False)
def test_list_counts_what_is_past_so_far_and_says_how_to_find_the_rest(client, tree, monkeypatch):
    """So that an office's years do not slow the first page."""
    monkeypatch.setattr("events.listing.MOST_PAST", 100)
    older = "更早的活动，请在上面选年份或日期来查"
    hold(tree, local(2019, 6, 6))
    hold(tree, *(local(2019, 6, 4) - timedelta(days=n) for n in range(100)))
    assert "共101场活动" in client.get(LIST).text
    assert older not in client.get(LIST, {"page": 6}).text
    hold(tree, local(2010, 1, 1), local(2010, 1, 2))
    assert "共100多场活动" in client.get(LIST).text
    assert older not in client.get(LIST).text
    last = client.get(LIST, {"page": 6})
    assert titles(last) == ["02-25"]
    assert older in last.text
    assert titles(client.get(LIST, {"year": 2010})) == ["01-02", "01-01"]


def test_list_month_and_series_take_the_same_queries_at_1_and_at_30_rows(client, tree):
    def fill(count):
        for _ in range(count):
            station = StationFactory(organization=tree.community)
            fields = {"organization": tree.community, "station": station, "series": "讲堂"}
            ActivityPhotoFactory(activity=ActivityFactory(closed=True, **fields))

    addresses = (LIST, f"{MONTH}?month=2019-05", reverse("events:series_detail", args=["讲堂"]))
    fill(1)
    few = [queries(client, address) for address in addresses]
    fill(29)
    assert [queries(client, address) for address in addresses] == few
    assert max(few) < MOST


@time_machine.travel(WEDNESDAY, tick=False)
def test_month_shows_each_day_and_leads_to_the_months_beside_and_to_the_day(client, tree):
    hold(tree, local(2019, 6, 30, 23, 59), local(2019, 6, 1, 0), *[local(2019, 6, 5, 9)] * 5)
    hold(tree, local(2019, 7, 1), local(2019, 5, 31, 23, 59))
    response = client.get(MONTH)
    days = response.context["days"]
    assert (days[0].date.isoformat(), days[-1].date.isoformat()) == ("2019-05-27", "2019-06-30")
    assert {f"{day.date:%m-%d}": len(day.activities) for day in days if day.activities} == {
        "06-01": 1,
        "06-05": 5,
        "06-30": 1,
    }
    assert [day.date.day for day in days if day.is_today] == [5]
    assert f'href="{LIST}?since=2019-06-05&amp;until=2019-06-05">还有2场' in response.text
    assert f'href="{MONTH}?month=2019-07"' in response.text
    assert f'href="{MONTH}?month=2019-05"' in response.text


def test_month_keeps_the_filters_and_says_what_it_cannot_read(client, tree):
    hold(tree, local(2019, 6, 5), kind=ActivityKind.LECTURE)
    hold(tree, local(2019, 6, 6))
    response = client.get(MONTH, {"month": "2019年6月", "kind": "lecture"})
    assert response.context["listing"].count == 1
    assert f'href="{LIST}?kind=lecture&amp;when=weekend"' in response.text
    assert "请写成 2019-06 这样" in client.get(MONTH, {"month": "六月"}).text


def test_months_at_the_ends_of_time_lead_no_further(client, tree):
    assert [month.label for month, _ in client.get(MONTH, {"month": "1900-01"}).context["beside"]] == [
        "1900年2月"
    ]
    assert len(client.get(MONTH, {"month": "2999-12"}).context["beside"]) == 1


@time_machine.travel(WEDNESDAY, tick=False)
def test_series_shows_its_issues_the_next_first_with_pictures(client, tree):
    name = "V观摩/社区"
    fields = {"organization": tree.community, "series": name}
    for number, at in ((3, local(2019, 6, 20)), (2, local(2019, 5, 20)), (4, local(2019, 7, 20))):
        ActivityFactory(title=f"第{number}期", starts_at=at, issue_number=number, **fields)
    photo = ActivityPhotoFactory(activity=Activity.objects.get(issue_number=2))
    ActivityFactory(organization=tree.community, title="别的活动")
    ActivityFactory(title="还没发布", draft=True, **fields)
    response = client.get(reverse("events:series_detail", args=[name]))
    shown = re.findall(r'<h3 class="card__title"><a href="[^"]+">([^<]+)</a>', response.text)
    assert shown == ["第3期", "第4期", "第2期"]
    assert f'content="http://testserver/activities/photos/{photo.pk}/full.jpg"' in response.text
    assert f"/activities/calendar.ics?series={quote(name, safe='')}" in response.text


def test_series_without_a_public_activity_is_not_found(client, tree):
    ActivityFactory(organization=tree.community, series="内部", private=True)
    assert client.get(reverse("events:series_detail", args=["内部"])).status_code == 404


def test_series_has_pages(client, tree):
    for n in range(PAGE_SIZE + 1):
        at = local(2019, 1, 1) + timedelta(days=n)
        ActivityFactory(organization=tree.community, series="讲堂", starts_at=at)
    address = reverse("events:series_detail", args=["讲堂"])
    assert len(client.get(address, {"page": 2}).context["past"]) == 1
