"""The ticket: a private page of one sign-up."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import cv2
import numpy
import pytest
from django.urls import reverse
from django.utils import timezone

from events import ticket
from events.enums import ActivityStatus, SignupStatus
from events.models import Activity, Signup
from lib import qr
from orgs.enums import ReviewState
from orgs.models import RecordStep
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory
from tests.orgs.place_factories import StationFactory
from tests.orgs.queries import MOST, queries


@pytest.fixture
def lecture(tree):
    return ActivityFactory(
        organization=tree.community, title="示例讲堂", upcoming=True, takes_signups=True, capacity=3
    )


@pytest.fixture
def signup(lecture):
    return SignupFactory(activity=lecture, contact_name="买买提·艾山", contact_phone="13800001234", people=2)


def page(client, signup):
    return client.get(ticket.address_of(signup)).text


def test_ticket_has_all_that_one_needs_on_the_day(client, tree, lecture, signup):
    """Promise R17: code, time, place, contact, cancel, print; promise R19: the number dials."""
    type(tree.community).objects.filter(pk=tree.community.pk).update(phone="0532-88881234")
    Activity.objects.update(station=StationFactory(name="示例服务站", address="示例路8号"), place="")
    text = page(client, signup)
    for words in (
        signup.code,
        "示例讲堂",
        "14:00",
        "示例服务站",
        "示例路8号",
        "2人",
        'href="tel:053288881234"',
        reverse("events:activity_calendar", args=[lecture.pk]),
        f"{ticket.address_of(signup)}cancel/",
        "截图",
    ):
        assert words in text, words
    assert "138****1234" in text
    assert "13800001234" not in text


def test_code_on_the_ticket_leads_to_the_desk(client, signup, monkeypatch):
    """What the page draws is read by a scanner: the address where staff check in."""
    drawn = []
    monkeypatch.setattr("events.views.signups.qr.svg", lambda text, label: drawn.append(text) or "")
    page(client, signup)
    picture = cv2.imdecode(numpy.frombuffer(qr.png(drawn[0]), numpy.uint8), cv2.IMREAD_GRAYSCALE)
    read, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    address = urlsplit(read)
    assert (address.scheme, address.netloc) == ("http", "testserver")
    assert address.path == reverse("events:check_in", args=[signup.code])


def test_ticket_is_kept_by_no_cache_and_found_by_no_search(client, signup):
    """Promise 36: no cacheable answer; the address goes to no other host."""
    answer = client.get(ticket.address_of(signup))
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'content="noindex, nofollow"' in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("token", ["1", "1.", "1.aaaa", "x.y", "-1"])
@pytest.mark.parametrize("name", ["ticket", "ticket_cancel"])
def test_ticket_cannot_be_guessed(client, signup, token, name):
    assert client.get(reverse(f"events:{name}", args=[token])).status_code == 404
    assert client.post(reverse("events:ticket_cancel", args=[token])).status_code == 404
    assert Signup.objects.get().status == SignupStatus.CONFIRMED


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SignupStatus.CONFIRMED, "报名成功"),
        (SignupStatus.WAITING, "候补第1位"),
        (SignupStatus.CANCELLED, "报名已取消"),
        (SignupStatus.CHECKED_IN, "已签到"),
    ],
)
def test_ticket_says_where_the_sign_up_stands(client, signup, status, words):
    Signup.objects.update(status=status, checked_in_at=timezone.now())
    assert words in page(client, signup)


@pytest.mark.parametrize(
    ("status", "words"),
    [(ActivityStatus.POSTPONED, "您的报名还有效"), (ActivityStatus.CANCELLED, "活动已经取消，不用来了")],
)
def test_ticket_says_what_became_of_the_activity(client, signup, status, words):
    Activity.objects.update(status=status)
    assert words in page(client, signup)


def test_ticket_of_a_hidden_activity_tells_nothing_of_it(client, signup):
    """What a clerk has changed is shown once somebody has looked it over."""
    Activity.objects.update(review=ReviewState.SUBMITTED, title="没有审核的题目")
    text = page(client, signup)
    assert "没有审核的题目" not in text
    assert "正在更新" in text
    assert signup.code in text


def test_ticket_is_cancelled_after_one_question(client, lecture, signup):
    """Promise R17: the cancel link asks once; who waits gets the place."""
    Activity.objects.update(capacity=2)
    first = SignupFactory(activity=lecture, waiting=True)
    address = f"{ticket.address_of(signup)}cancel/"
    assert "要取消报名吗？" in client.get(address).text
    assert Signup.objects.get(pk=signup.pk).status == SignupStatus.CONFIRMED

    answer = client.post(address)

    assert answer.url == ticket.address_of(signup)
    assert "报名已取消" in client.get(answer.url).text
    assert Signup.objects.get(pk=first.pk).status == SignupStatus.CONFIRMED


def test_cancelling_twice_is_once(client, signup):
    """Promise 29: a double tap is one."""
    address = f"{ticket.address_of(signup)}cancel/"
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert RecordStep.objects.filter(verb="cancel").count() == 1


@pytest.mark.parametrize("when", ["checked in", "over"])
def test_cancelling_too_late_is_refused_in_words(client, signup, when):
    if when == "checked in":
        Signup.objects.update(status=SignupStatus.CHECKED_IN, checked_in_at=timezone.now())
    else:
        Activity.objects.update(starts_at=timezone.now() - timedelta(days=1), ends_at=None)
    address = f"{ticket.address_of(signup)}cancel/"
    assert "现在不能取消报名" in client.get(address).text
    assert "没有取消" in client.post(address).text
    assert not Signup.objects.filter(status=SignupStatus.CANCELLED).exists()


def test_ticket_after_erasure_says_that_the_data_is_gone(client, signup):
    Signup.objects.update(contact_name="", contact_phone="", erased_on=date(2019, 8, 1))
    text = page(client, signup)
    assert "报名信息已删除" in text
    assert signup.code not in text
    assert client.post(f"{ticket.address_of(signup)}cancel/").status_code == 302


def test_ticket_asks_few_queries_however_many_wait(client, lecture):
    SignupFactory(activity=lecture, people=3)
    few = SignupFactory(activity=lecture, waiting=True)
    asked = queries(client, ticket.address_of(few))
    last = SignupFactory.create_batch(30, activity=lecture, waiting=True)[-1]
    assert queries(client, ticket.address_of(last)) == asked <= MOST
