"""Signing up, the waiting list, cancelling: who gets a place, and who is refused in which words."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from events.enums import ActivityStatus, SignupOrigin, SignupState, SignupStatus
from events.models import Activity, Signup
from events.places import places_left, signup_box, signup_state, taken, waiting, with_taken
from events.workflow import signups
from lib.codes import LETTERS
from orgs.enums import Role
from orgs.models import AuditEntry
from orgs.moves import Refused, steps_of
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory, VolunteerFactory, consent_text
from tests.orgs.factories import UserFactory

CONFIRMED, WAITING = SignupStatus.CONFIRMED, SignupStatus.WAITING


@pytest.fixture
def lecture(tree):
    return ActivityFactory(organization=tree.community, upcoming=True, takes_signups=True, capacity=3)


def sign_up(activity, people=1, **given):
    typed = {"contact_name": "", "contact_phone": "", "consent": consent_text()}
    return signups.sign_up(activity, people=people, **typed | given)


def test_places_are_given_till_there_are_none_then_people_wait(lecture):
    states = [sign_up(lecture, people).status for people in (2, 1, 1, 2)]
    assert states == [CONFIRMED, CONFIRMED, WAITING, WAITING]
    assert (taken(lecture), places_left(lecture), waiting(lecture)) == (3, 0, 2)


def test_nobody_overtakes_who_waits(lecture):
    """One place is free, but the first of the queue needs two: who comes now waits behind her."""
    sign_up(lecture, 2)
    pair = sign_up(lecture, 2)
    assert (pair.status, places_left(lecture)) == (WAITING, 1)
    assert sign_up(lecture).status == WAITING
    assert signup_state(lecture) == SignupState.FULL


def test_head_of_the_queue_waits_till_enough_places_are_free(lecture):
    first, second = sign_up(lecture), sign_up(lecture, 2)
    pair, single = sign_up(lecture, 2), sign_up(lecture)
    signups.cancel(first, signups.BY_TICKET)
    pair.refresh_from_db()
    single.refresh_from_db()
    assert (pair.status, single.status) == (WAITING, WAITING)
    signups.cancel(second, signups.BY_TICKET)
    pair.refresh_from_db()
    single.refresh_from_db()
    assert (pair.status, single.status) == (CONFIRMED, CONFIRMED)


def test_party_that_finds_too_few_places_may_be_asked_first(lecture):
    sign_up(lecture)
    with pytest.raises(signups.TooFewPlaces, match="还剩2个名额，您填了3人"):
        sign_up(lecture, 3, may_wait=False)
    assert sign_up(lecture, 3).status == WAITING


def test_party_larger_than_the_room_is_refused(lecture):
    with pytest.raises(Refused, match="一共只有3个名额"):
        sign_up(lecture, 4)


def test_any_number_comes_without_a_capacity(lecture):
    Activity.objects.update(capacity=None)
    assert [sign_up(lecture, 20).status for _ in range(3)] == [CONFIRMED] * 3
    assert signup_box(Activity.objects.get())["left"] is None


def test_cancelled_one_gives_its_place_to_the_first_who_waits(lecture):
    held = sign_up(lecture, 3)
    queue = [sign_up(lecture) for _ in range(4)]
    signups.cancel(held, signups.BY_TICKET)
    assert [Signup.objects.get(pk=each.pk).status for each in queue] == [CONFIRMED] * 3 + [WAITING]
    assert [step.word for step in steps_of(queue[0])] == ["网上报名", "候补递补"]
    assert steps_of(queue[0]).last().actor == signups.BY_QUEUE
    assert held.cancelled_at is not None


def test_who_leaves_the_queue_lets_nobody_overtake(lecture):
    sign_up(lecture, 3)
    first, second = sign_up(lecture), sign_up(lecture)
    assert [signups.place_in_queue(each) for each in (first, second)] == [1, 2]
    signups.cancel(first, signups.BY_TICKET)
    assert signups.place_in_queue(second) == 1
    assert signups.place_in_queue(first) == 0


def test_raised_capacity_moves_up_the_first(lecture):
    sign_up(lecture, 3)
    queue = [sign_up(lecture, people) for people in (2, 1)]
    Activity.objects.update(capacity=5)
    assert signups.move_up(lecture) == [queue[0]]
    Activity.objects.update(capacity=None)
    assert signups.move_up(lecture) == [queue[1]]


@pytest.mark.parametrize(
    "change",
    [
        {"status": ActivityStatus.CANCELLED},
        {"status": ActivityStatus.CLOSED, "attendance": 1},
        {"starts_at": timezone.now() - timedelta(days=1), "ends_at": None},
    ],
)
def test_nobody_moves_up_to_what_does_not_take_place_any_more(lecture, change):
    held = SignupFactory(activity=lecture, people=3)
    SignupFactory(activity=lecture, waiting=True)
    Signup.objects.filter(pk=held.pk).update(status=SignupStatus.CANCELLED)
    Activity.objects.update(**change)
    assert signups.move_up(lecture) == []


def test_queue_of_a_postponed_activity_goes_on(lecture):
    held, first = sign_up(lecture, 3), sign_up(lecture)
    Activity.objects.update(status=ActivityStatus.POSTPONED)
    signups.cancel(held, signups.BY_TICKET)
    assert Signup.objects.get(pk=first.pk).status == CONFIRMED
    with pytest.raises(Refused, match="取消或延期"):
        sign_up(lecture)


def test_postponed_activity_is_to_come_though_its_first_date_has_passed(lecture):
    held, first = sign_up(lecture, 3), sign_up(lecture)
    Activity.objects.update(
        status=ActivityStatus.POSTPONED, starts_at=timezone.now() - timedelta(days=1), ends_at=None
    )
    held = Signup.objects.get(pk=held.pk)
    assert signups.may_cancel(held)
    signups.cancel(held, signups.BY_TICKET)
    assert Signup.objects.get(pk=first.pk).status == CONFIRMED


def test_smaller_capacity_than_what_is_given_is_refused(lecture):
    SignupFactory(activity=lecture, people=2)
    SignupFactory(activity=lecture, waiting=True, people=3)
    signups.refuse_small_capacity(lecture, 3)
    signups.refuse_small_capacity(lecture, None)
    with pytest.raises(ValidationError, match="已经有2人报上名"):
        signups.refuse_small_capacity(lecture, 1)
    with pytest.raises(ValidationError, match="一次报了3人"):
        signups.refuse_small_capacity(lecture, 2)


def test_same_name_and_phone_again_is_asked_about(lecture):
    same = {"contact_name": "张三", "contact_phone": "13800001234"}
    sign_up(lecture, **same)
    with pytest.raises(signups.SignedUpAlready):
        sign_up(lecture, **same)
    sign_up(lecture, **same, is_second=True)
    assert Signup.objects.count() == 2


@pytest.mark.parametrize(
    ("status", "words"),
    [(SignupStatus.CANCELLED, "已取消"), (SignupStatus.CHECKED_IN, "已签到")],
)
def test_what_is_cancelled_or_checked_in_is_not_cancelled(lecture, status, words):
    signup = SignupFactory(activity=lecture, status=status, checked_in_at=timezone.now())
    with pytest.raises(Refused, match=words):
        signups.cancel(signup, signups.BY_TICKET)


def test_after_the_activity_nothing_is_cancelled(lecture):
    signup = SignupFactory(activity=lecture)
    Activity.objects.update(starts_at=timezone.now() - timedelta(days=1), ends_at=None)
    signup.refresh_from_db()
    assert not signups.may_cancel(signup)
    with pytest.raises(Refused, match="活动已经结束"):
        signups.cancel(signup, signups.BY_TICKET)
    assert Signup.objects.get().status == CONFIRMED


def test_desk_signs_up_before_the_form_opens_and_without_a_form(lecture, tree):
    Activity.objects.update(takes_signups=False, signup_opens_at=timezone.now() + timedelta(days=1))
    clerk = UserFactory(organizations=[tree.community])
    signup = sign_up(lecture, origin=SignupOrigin.DESK, user=clerk, consent=None, contact_name="张三")
    assert (signup.origin, signup.consent) == (SignupOrigin.DESK, None)
    assert steps_of(signup).get().user == clerk
    entry = AuditEntry.objects.latest("pk")
    assert (entry.user, entry.organization, entry.name) == (clerk, tree.community, signup.code)


@pytest.mark.parametrize("where", ["sister", "viewer"])
def test_desk_signs_nobody_up_elsewhere(lecture, tree, where):
    if where == "sister":
        user = UserFactory(organizations=[tree.sister])
    else:
        user = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    with pytest.raises(PermissionDenied):
        sign_up(lecture, origin=SignupOrigin.DESK, user=user)
    assert not Signup.objects.exists()


def test_desk_signs_up_for_nothing_that_is_over_or_off(lecture, tree):
    clerk = UserFactory(organizations=[tree.community])
    Activity.objects.update(status=ActivityStatus.CANCELLED)
    with pytest.raises(Refused, match="已取消"):
        sign_up(lecture, origin=SignupOrigin.DESK, user=clerk)
    Activity.objects.update(status=ActivityStatus.PUBLISHED, starts_at=timezone.now() - timedelta(days=1))
    Activity.objects.update(ends_at=None)
    with pytest.raises(Refused, match="活动已经结束"):
        sign_up(lecture, origin=SignupOrigin.DESK, user=clerk)


def test_registered_volunteer_is_known_by_name_and_phone_together(lecture, tree):
    volunteer = VolunteerFactory(
        organization=tree.community, contact_name="张三", contact_phone="13800001234"
    )
    assert sign_up(lecture, contact_name="张三", contact_phone="13800001234").volunteer == volunteer
    assert sign_up(lecture, contact_name="李四", contact_phone="13800001234").volunteer is None


def test_codes_hold_nothing_that_looks_alike(lecture):
    code = sign_up(lecture).code
    assert len(code) == 8
    assert set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, SignupState.OPEN),
        ({"capacity": None}, SignupState.OPEN),
        ({"capacity": 1}, SignupState.FULL),
        ({"takes_signups": False}, SignupState.NONE),
        ({"status": ActivityStatus.DRAFT}, SignupState.NONE),
        ({"status": ActivityStatus.CANCELLED}, SignupState.CALLED_OFF),
        ({"status": ActivityStatus.POSTPONED}, SignupState.CALLED_OFF),
        ({"status": ActivityStatus.CLOSED, "attendance": 1}, SignupState.OVER),
        ({"signup_opens_at": timezone.now() + timedelta(hours=1)}, SignupState.NOT_YET),
        ({"signup_closes_at": timezone.now() - timedelta(hours=1)}, SignupState.CLOSED),
        ({"starts_at": timezone.now() - timedelta(hours=1)}, SignupState.CLOSED),
        ({"ends_at": None, "starts_at": timezone.now() - timedelta(hours=1)}, SignupState.OVER),
    ],
)
def test_state_of_signing_up_follows_from_dates_and_places(lecture, change, state):
    SignupFactory(activity=lecture)
    Activity.objects.update(**change)
    assert signup_state(Activity.objects.get()) == state
    assert signup_state(with_taken(Activity.objects.all()).get()) == state


def test_places_in_a_list_cost_no_further_query(lecture, django_assert_num_queries):
    SignupFactory(activity=lecture, people=3)
    SignupFactory.create_batch(2, activity=lecture, waiting=True)
    SignupFactory(activity=lecture, cancelled=True, people=9)
    ActivityFactory(organization=lecture.organization, upcoming=True, takes_signups=True, capacity=5)
    with django_assert_num_queries(1):
        found = {each.pk: signup_box(each) for each in with_taken(Activity.objects.order_by("pk"))}
    full, empty = found.values()
    assert (full["state"], full["left"], full["waiting"]) == (SignupState.FULL, 0, 2)
    assert (empty["state"], empty["left"], empty["waiting"]) == (SignupState.OPEN, 5, 0)
