"""Checking in: at the desk's page, by the code on the ticket, and walk-ins; nothing counts twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import roll
from events.enums import SignupOrigin, SignupStatus
from events.models import Signup
from events.workflow import check_in
from orgs.enums import Role
from orgs.models import RecordStep
from orgs.moves import Refused
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory, VolunteerFactory
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def activity(tree):
    return ActivityFactory(
        organization=tree.community, takes_signups=True, capacity=40, starts_at=timezone.now()
    )


def desk(activity):
    return reverse("admin:events_activity_check_in", args=[activity.pk])


def one(signup):
    return reverse("admin:events_signup_check_in", args=[signup.pk])


def said(response):
    return [str(message) for message in response.context["messages"]]


def pressed(signup, do="check-in", **more):
    return {"do": do, "signup": signup.pk} | more


def test_code_leads_staff_to_the_sign_up(client, clerk, activity):
    signup = SignupFactory(activity=activity, code="ABCD2345")
    answer = client.get(reverse("events:check_in", args=["abcd2345"]))
    assert answer["Location"] == one(signup)
    assert "no-store" in answer["Cache-Control"]
    page = client.get(one(signup)).content.decode()
    assert signup.contact_name in page
    assert signup.contact_phone not in page


def test_code_tells_strangers_nothing(client, activity):
    SignupFactory(activity=activity, code="ABCD2345")
    real, made_up = (client.get(reverse("events:check_in", args=[code])) for code in ("ABCD2345", "ABCD2346"))
    assert real.status_code == made_up.status_code == 302
    assert real["Location"].replace("2345", "2346") == made_up["Location"]
    assert "/admin/login/" in real["Location"]


def test_code_of_another_branch_is_nobodys(client, tree, activity):
    SignupFactory(activity=activity, code="ABCD2345")
    client.force_login(UserFactory(organizations=[tree.sister]))
    assert client.get(reverse("events:check_in", args=["ABCD2345"])).status_code == 404


def test_one_button_checks_in_and_a_resend_counts_once(client, clerk, activity):
    """Issue 6 §3: a double submit or a reload never counts twice."""
    signup = SignupFactory(activity=activity, people=2)
    first = client.post(one(signup), {"do": "check-in"}, follow=True)
    assert said(first) == [f"{signup.contact_name}（2人）已签到。"]
    assert "签到。</p>" in first.content.decode()
    again = client.post(one(signup), {"do": "check-in"}, follow=True)
    assert "没有重复计数" in said(again)[0]
    assert roll.counts(activity).present == 2
    assert RecordStep.objects.filter(kind="events.signup", record=signup.pk).count() == 1
    signup.refresh_from_db()
    assert (signup.status, signup.checked_in_by) == (SignupStatus.CHECKED_IN, clerk)


@pytest.mark.parametrize(
    "words",
    ["王小", "王 小明", "abcd2345", "８０１２", "13800008012"],
    ids=["name", "spaced", "code", "last", "phone"],
)
def test_desk_finds_by_name_code_or_last_digits(client, clerk, activity, words):
    wanted = SignupFactory(
        activity=activity, contact_name="王小明", contact_phone="13800008012", code="ABCD2345"
    )
    SignupFactory(activity=activity, contact_name="李四", contact_phone="13800009999")
    response = client.post(desk(activity), {"do": "find", "words": words})
    assert response.context["found"] == [wanted]
    assert "138****8012" in response.content.decode()
    assert "13800008012" not in response.content.decode().replace(f'value="{words}"', "")


def test_desk_counts_persons(client, clerk, activity):
    SignupFactory(activity=activity, people=3)
    SignupFactory(activity=activity, people=2, waiting=True)
    SignupFactory(activity=activity, cancelled=True)
    client.post(desk(activity), pressed(SignupFactory(activity=activity, people=2)))
    client.post(desk(activity), {"do": "walk-in", "people": 4})
    assert roll.counts(activity) == roll.Counts(expected=5, present=6, walked_in=4, waiting=2)


def test_undo_puts_back_and_its_resend_does_not_undo_what_came_later(client, clerk, activity):
    signup = SignupFactory(activity=activity)
    client.post(desk(activity), pressed(signup))
    undo = pressed(signup, "undo", act_token="t1")
    client.post(desk(activity), undo)
    signup.refresh_from_db()
    assert (signup.status, signup.checked_in_at) == (SignupStatus.CONFIRMED, None)
    client.post(desk(activity), pressed(signup))
    client.post(desk(activity), undo)
    assert roll.counts(activity).present == 1


def test_walk_in_counts_once_however_often_it_is_sent(client, clerk, activity):
    sent = {"do": "walk-in", "people": 2, "contact_name": "路过的居民", "act_token": "t1"}
    client.post(desk(activity), sent)
    again = client.post(desk(activity), sent, follow=True)
    assert said(again)[-1] == "刚才已经计入，没有重复计数。"
    client.post(desk(activity), sent | {"act_token": "t2"})  # a new page: somebody else
    assert roll.counts(activity).walked_in == 4
    made = Signup.objects.first()
    assert (made.origin, made.status, made.consent) == (
        SignupOrigin.WALK_IN,
        SignupStatus.CHECKED_IN,
        None,
    )


def test_undone_walk_in_is_gone_from_the_counts(client, clerk, activity):
    signup = check_in.walk_in(activity, clerk, people=3)
    client.post(desk(activity), pressed(signup, "undo"))
    assert roll.counts(activity) == roll.Counts(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"people": ""}, "people"), ({"people": 21}, "people"), ({"people": 1, "number": "V999"}, "number")],
)
def test_wrong_walk_in_says_so_and_keeps_what_was_typed(client, clerk, activity, sent, field):
    response = client.post(desk(activity), {"do": "walk-in", "contact_name": "李四"} | sent)
    assert list(response.context["form"].errors) == [field]
    assert 'value="李四"' in response.content.decode()
    assert response.content.decode().count("<title>错误：") == 1
    assert not Signup.objects.exists()


def test_volunteer_who_signed_up_is_checked_in_by_number(client, clerk, activity, tree):
    volunteer = VolunteerFactory(organization=tree.community)
    signup = SignupFactory(activity=activity, volunteer=volunteer)
    for token in ("t1", "t2"):
        client.post(
            desk(activity),
            {"do": "walk-in", "people": 1, "number": volunteer.number.lower(), "act_token": token},
        )
    signup.refresh_from_db()
    assert (Signup.objects.count(), signup.status) == (1, SignupStatus.CHECKED_IN)


def test_who_waits_gets_a_free_place_else_only_with_leave(client, clerk, activity):
    activity.capacity = 2
    activity.save()
    first, second = (SignupFactory(activity=activity, waiting=True, people=2) for _ in range(2))
    client.post(desk(activity), pressed(first))
    refused = client.post(desk(activity), pressed(second), follow=True)
    assert "名额已满" in said(refused)[-1]
    second.refresh_from_db()
    assert second.status == SignupStatus.WAITING
    client.post(desk(activity), pressed(second, beyond="1"))
    assert roll.counts(activity).present == 4


@pytest.mark.parametrize("trait", ["cancelled", "postponed", "draft"])
def test_nobody_comes_to_what_does_not_take_place(clerk, tree, trait):
    activity = ActivityFactory(organization=tree.community, **{trait: True})
    with pytest.raises(Refused):
        check_in.walk_in(activity, clerk)
    with pytest.raises(Refused):
        check_in.check_in(SignupFactory(activity=activity), clerk)


def test_wrong_day_is_a_warning_and_no_wall(client, clerk, tree):
    activity = ActivityFactory(organization=tree.community, upcoming=True)
    assert "请核对是不是这一场" in client.get(desk(activity)).content.decode()
    check_in.walk_in(activity, clerk)
    assert roll.counts(activity).present == 1
    now = activity.starts_at
    assert roll.doubt(activity, now - timedelta(hours=2)) == ""
    assert "补签" in roll.doubt(activity, now + timedelta(days=3))


def test_who_only_views_checks_nobody_in(client, tree, activity):
    viewer = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    signup = SignupFactory(activity=activity)
    client.force_login(viewer)
    for address in (desk(activity), one(signup)):
        assert client.get(address).status_code == client.post(address, pressed(signup)).status_code == 403
    with pytest.raises(PermissionDenied):
        check_in.walk_in(activity, viewer)


def test_button_of_another_activity_is_not_there(client, clerk, activity):
    other = SignupFactory(activity__organization=activity.organization)
    assert client.post(desk(activity), pressed(other)).status_code == 404


def test_desk_asks_as_many_queries_for_30_as_for_one(client, clerk, activity, django_assert_num_queries):
    SignupFactory(activity=activity)
    SignupFactory(activity=activity, present=True)
    with CaptureQueriesContext(connection) as few:
        client.get(desk(activity))
    SignupFactory.create_batch(15, activity=activity)
    SignupFactory.create_batch(15, activity=activity, present=True)
    with django_assert_num_queries(len(few)):
        assert client.get(desk(activity)).status_code == 200


def test_who_waited_waits_again_when_it_was_the_wrong_one(client, clerk, activity):
    activity.capacity = 2
    activity.save()
    SignupFactory(activity=activity, people=2)
    waiting = SignupFactory(activity=activity, waiting=True)
    client.post(desk(activity), pressed(waiting, beyond="1"))
    client.post(desk(activity), pressed(waiting, "undo"))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.checked_in_at) == (SignupStatus.WAITING, None)


def test_place_of_an_undone_walk_in_is_the_first_s_who_waits(client, clerk, tree):
    activity = ActivityFactory(organization=tree.community, capacity=1, upcoming=True)
    came = check_in.walk_in(activity, clerk)
    waiting = SignupFactory(activity=activity, waiting=True)
    client.post(desk(activity), pressed(came, "undo"))
    waiting.refresh_from_db()
    assert waiting.status == SignupStatus.CONFIRMED


@pytest.mark.parametrize("words", ["王\0小", "王\u200b小", "%", "_"])
def test_desk_finds_by_what_can_be_seen(client, clerk, activity, words):
    wanted = SignupFactory(activity=activity, contact_name="王小明")
    found = client.post(desk(activity), {"do": "find", "words": words}).context["found"]
    assert found == ([wanted] if "王" in words else [])


@pytest.mark.parametrize("code", ["%00", "A%00B", "A'B"])
def test_what_is_no_code_is_not_there(client, clerk, code):
    assert client.get(f"/check-in/{code}/").status_code == 404
