"""Two hundred residents at the same instant, for twenty places."""

from threading import local as per_thread
from time import time

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from events.enums import SignupStatus
from events.models import Activity, Signup
from events.workflow import signups
from orgs.enums import Role
from orgs.models import RecordStep
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory, consent_text
from tests.events.signup_form import TYPED, address, opened
from tests.orgs.factories import UserFactory
from tests.orgs.tree import plant
from tests.threads import at_once

RESIDENTS, PLACES, THREADS = 200, 20, 10


@pytest.fixture
def lecture(settings, transactional_db) -> Activity:
    settings.PUBLIC_FORM_SECONDS = 0
    with transaction.atomic():
        consent_text()
        return ActivityFactory(
            organization=plant().community, upcoming=True, takes_signups=True, capacity=PLACES
        )


def states() -> list[str]:
    return list(Signup.objects.order_by("queued_at", "pk").values_list("status", flat=True))


def test_two_hundred_at_once_for_twenty_places(client, lecture):
    """Promise 28: exactly twenty in, the others wait in the order in which they came, nobody twice."""
    form = client.get(address(lecture)).context["form"]
    tokens = [form.token_at(time()) for _ in range(RESIDENTS)]
    mine = per_thread()

    def residents(thread):
        mine.client = Client()
        return [resident(number) for number in range(thread, RESIDENTS, THREADS)]

    def resident(number):
        typed = {"contact_name": f"示例居民{number}", "contact_phone": f"138{number:08}"}
        sent = TYPED | typed | {"form_token": tokens[number]}
        return mine.client.post(address(lecture), sent, REMOTE_ADDR=f"192.0.2.{number}")

    answers = [answer for some in at_once(residents, THREADS) for answer in some]

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == RESIDENTS
    assert states() == [SignupStatus.CONFIRMED] * PLACES + [SignupStatus.WAITING] * (RESIDENTS - PLACES)
    assert Signup.objects.values("contact_phone").distinct().count() == RESIDENTS
    assert RecordStep.objects.count() == RESIDENTS


def test_ten_cancel_at_once_and_the_first_ten_move_up(lecture):
    held = SignupFactory.create_batch(PLACES, activity=lecture)
    queue = SignupFactory.create_batch(30, activity=lecture, waiting=True)

    at_once(lambda number: signups.cancel(held[number], signups.BY_TICKET), 10)

    found = Signup.objects.in_bulk()
    assert [found[each.pk].status for each in queue] == [SignupStatus.CONFIRMED] * 10 + [
        SignupStatus.WAITING
    ] * 20
    assert lecture.signups.holding().people() == PLACES


def test_who_comes_while_others_cancel_overtakes_nobody(lecture):
    held = SignupFactory.create_batch(PLACES, activity=lecture)
    queue = SignupFactory.create_batch(5, activity=lecture, waiting=True)

    def act(number):
        if number % 2:
            signups.cancel(held[number], signups.BY_TICKET)
            return None
        typed = {"contact_name": "", "contact_phone": "", "consent": consent_text()}
        return signups.sign_up(lecture, **typed).pk

    came = [key for key in at_once(act, 8) if key]

    found = Signup.objects.in_bulk()
    assert [found[each.pk].status for each in queue] == [SignupStatus.CONFIRMED] * 4 + [SignupStatus.WAITING]
    assert {found[key].status for key in came} == {SignupStatus.WAITING}


def test_double_taps_at_the_same_instant_are_one(client, lecture):
    """Promise 29: also when they arrive together."""
    sent = TYPED | {"form_token": opened(client, lecture)}

    answers = at_once(lambda _: Client().post(address(lecture), sent), 6)

    assert len({answer.url for answer in answers}) == 1
    assert Signup.objects.count() == RecordStep.objects.count() == 1


def test_same_person_from_two_phones_at_once_is_asked(client, lecture):
    tokens = [opened(client, lecture) for _ in range(4)]

    answers = at_once(
        lambda number: Client().post(address(lecture), TYPED | {"form_token": tokens[number]}), 4
    )

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert Signup.objects.count() == 1


def test_desk_and_residents_who_cancel_at_once_wait_for_nobody_forever(lecture):
    """A clerk cancels who waits while that one is moving up: each locks the activity first."""
    manager = UserFactory(organizations=[lecture.organization], organizations__role=Role.MANAGE)
    held = SignupFactory.create_batch(8, activity=lecture)
    Activity.objects.update(capacity=8)
    queue = SignupFactory.create_batch(8, activity=lecture, waiting=True)
    clients = [Client() for _ in range(4)]
    for each in clients:
        each.force_login(manager)

    def cancel(number):
        for step in range(4):
            if number < 4:
                signups.cancel(held[number * 2 + step % 2], signups.BY_TICKET) if step < 2 else None
            else:
                waits = queue[(number - 4) * 2 + step % 2]
                page = reverse("admin:events_signup_act", args=[waits.pk, "cancel"])
                assert clients[number - 4].post(page, {"act_token": "t"}).status_code == 302

    at_once(cancel, 8)

    assert set(states()) == {SignupStatus.CANCELLED}
