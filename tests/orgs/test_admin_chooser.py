"""Choosers that are sent what no chooser holds."""

import pytest
from django.urls import reverse

from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db
NO_KEYS = ["7'\"", "9" * 30, "-1", "\0", "²"]


@pytest.fixture(autouse=True)
def clerk(client, tree):
    client.force_login(UserFactory(organizations=[tree.community]))


@pytest.mark.parametrize("value", NO_KEYS)
@pytest.mark.parametrize("field", ["organization", "units"])
def test_what_is_no_key_is_refused_beside_the_field(client, field, value):
    response = client.post(reverse("admin:events_activity_add"), {"title": "讲座", field: value})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert 'value="讲座"' in response.content.decode()


@pytest.mark.parametrize("value", NO_KEYS)
def test_address_with_what_is_no_key_opens_an_empty_form(client, value):
    response = client.get(reverse("admin:events_activity_add"), {"organization": value, "units": value})
    assert response.status_code == 200


@pytest.mark.parametrize("value", NO_KEYS)
def test_row_within_a_form_with_what_is_no_key_is_refused(client, value):
    rows = {"parties-TOTAL_FORMS": 1, "parties-INITIAL_FORMS": 0, "parties-0-unit": value}
    response = client.post(reverse("admin:partnerships_agreement_add"), rows)
    assert response.status_code == 200
    [row] = [each for each in response.context["inline_admin_formsets"] if each.formset.prefix == "parties"]
    assert "unit" in row.formset.forms[0].errors


@pytest.mark.parametrize("value", NO_KEYS)
def test_ticked_row_that_is_no_key_is_not_there(client, value):
    address = reverse("admin:events_activity_changelist")
    actions = client.get(address).context["action_form"].fields["action"].choices
    chosen = {"action": actions[-1][0], "_selected_action": [value], "index": "0"}
    assert client.post(address, chosen).status_code == 404
