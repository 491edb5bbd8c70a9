"""Today's sign-ups on the start page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.enums import Role
from tests.events.people_factories import SignupFactory
from tests.orgs.factories import UserFactory
from tests.orgs.tree import plant

pytestmark = pytest.mark.django_db


def test_start_page_shows_todays_sign_ups_of_ones_own_branch(client):
    """Promise S2: today's sign-ups; promise S10: the number equals the list behind it."""
    tree = plant()
    SignupFactory.create_batch(2, activity__organization=tree.community)
    SignupFactory(activity__organization=tree.community, queued_at=timezone.now() - timedelta(days=1))
    SignupFactory(activity__organization=tree.sister)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))

    page = client.get("/admin/")

    assert page.context["signups"].number == 2
    assert "今日报名<b>2</b>条" in page.text
    listed = client.get(page.context["signups"].url)
    assert listed.context["cl"].result_count == 2


def test_start_page_of_a_day_without_sign_ups_says_nought(client):
    tree = plant()
    client.force_login(UserFactory(organizations=[tree.community]))
    assert "今日报名<b>0</b>条" in client.get("/admin/").text
