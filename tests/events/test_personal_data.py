"""Promise 35: what 个人信息 finds, hands over and erases of sign-ups, volunteers, visits and postings."""

import json

import pytest
from django.urls import reverse

from events.models import Signup
from lib.days import today
from orgs.enums import Role
from orgs.personal import requests
from orgs.personal.finding import find
from orgs.personal.person import Person
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    HoursCertificateFactory,
    SignupFactory,
    VisitFactory,
    VolunteerFactory,
)
from tests.jiedao.test_personal_requests import everything
from tests.orgs.factories import UserFactory
from tests.orgs.place_factories import PostingFactory

pytestmark = pytest.mark.django_db

NUMBER, NAME = "13805321234", "欧阳示例"


@pytest.fixture
def rows(tree):
    place, contact = tree.community, {"contact_name": NAME, "contact_phone": NUMBER}
    volunteer = VolunteerFactory(organization=place, **contact)
    return [
        SignupFactory(activity=ActivityFactory(organization=place, upcoming=True), **contact),
        volunteer,
        HoursCertificateFactory(volunteer=volunteer, contact_name=NAME),
        VisitFactory(organization=place, visitor_name=NAME),
        PostingFactory(organization=place, person_name=NAME),
    ]


@pytest.fixture
def manager(tree):
    return UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)


def test_all_of_it_is_found_by_name_and_what_has_a_number_by_number(rows, manager):
    assert {str(each) for each in find(Person.asked_for(NAME), manager).contacts} == set(map(str, rows))
    found = find(Person.asked_for(f"+86 {NUMBER}"), manager).contacts
    assert {str(each) for each in found} == set(map(str, rows[:2]))


def test_it_is_handed_over(client, rows, manager):
    client.force_login(manager)
    response = client.post(reverse("admin:personal_export"), {"person": NUMBER, "json": "1"})
    told = json.loads(b"".join(response.streaming_content))
    assert {each["存放在"] for each in told} >= {"报名", "志愿者"}
    assert {each["联系电话"] for each in told if each["存放在"] in ("报名", "志愿者")} == {NUMBER}


def test_it_is_erased_and_counts_stay(rows, manager):
    """Promise 35."""
    requests.erase(Person.asked_for(NUMBER), manager)
    requests.erase(Person.asked_for(NAME), manager)
    told = everything()
    assert NUMBER not in told
    assert NAME not in told
    signup = Signup.objects.get()
    assert (signup.people, signup.erased_on) == (1, today())


def test_place_of_who_is_erased_before_the_day_is_the_next_one_s(rows, manager):
    """Promise 35: nobody would come to it; what is over already stays as it was."""
    activity = rows[0].activity
    activity.capacity = 1
    activity.save()
    waiting = SignupFactory(activity=activity, waiting=True)
    past = SignupFactory(activity=ActivityFactory(organization=activity.organization), contact_phone=NUMBER)
    requests.erase(Person.asked_for(NUMBER), manager)
    states = dict(Signup.objects.values_list("pk", "status"))
    assert states == {rows[0].pk: "cancelled", waiting.pk: "confirmed", past.pk: "confirmed"}
    assert set(Signup.objects.filter(erased_on=today())) == {rows[0], past}


def test_it_is_none_of_another_branch_s_business(rows, tree):
    stranger = UserFactory(organizations=[tree.cousin], organizations__role=Role.MANAGE)
    assert not find(Person.asked_for(NUMBER), stranger)
    assert not find(Person.asked_for(NAME), stranger)
