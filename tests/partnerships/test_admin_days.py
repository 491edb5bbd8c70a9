"""The list's bar of years, asked for days that no calendar has."""

import pytest
from django.urls import reverse

from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clerk(client, tree):
    client.force_login(UserFactory(organizations=[tree.community]))


@pytest.mark.parametrize("page", ["partnerships_agreement", "events_activity"])
@pytest.mark.parametrize("year", ["9" * 30, "9" * 5000, "9999", "1", "0", "-5", "'", "²"])
def test_impossible_year_fails_nothing(client, page, year):
    day = "signed_on" if "agreement" in page else "starts_at"
    response = client.get(reverse(f"admin:{page}_changelist"), {f"{day}__year": year})
    assert response.status_code in (302, 400)


@pytest.mark.parametrize("day", ["31", "32", "9" * 30])
def test_impossible_day_fails_nothing(client, day):
    asked = {"signed_on__year": "2018", "signed_on__month": "2", "signed_on__day": day}
    response = client.get(reverse("admin:partnerships_agreement_changelist"), asked)
    assert response.status_code in (302, 400)


def test_year_that_can_be_is_a_list(client):
    response = client.get(reverse("admin:partnerships_agreement_changelist"), {"signed_on__year": "2018"})
    assert response.status_code == 200
