"""The staff's list of sign-ups: of one activity, and whatever else an address may ask for."""

import pytest
from django.urls import reverse

from orgs.enums import Role
from tests.events.people_factories import SignupFactory
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signup(client, tree):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    return SignupFactory(activity__organization=tree.community)


def listed(client, activity):
    answer = client.get(reverse("admin:events_signup_changelist"), {"activity": activity})
    return list(answer.context["cl"].queryset)


def test_of_one_activity(client, signup):
    SignupFactory(activity__organization=signup.activity.organization)
    assert listed(client, signup.activity_id) == [signup]


@pytest.mark.parametrize("activity", ["9" * 30, "9223372036854775808", "-1", "x"])
def test_of_what_is_no_activity_there_are_none(client, signup, activity):
    assert listed(client, activity) == []
