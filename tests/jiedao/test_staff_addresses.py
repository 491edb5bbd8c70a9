"""What an address may ask of the staff side: what the page itself offers, nothing else."""

import pytest
from django.contrib import admin
from django.urls import reverse

from orgs.access import Action
from orgs.enums import Role
from orgs.models import IndicatorValue, Unit
from partnerships.models import Agreement, Project, Resource
from tests.jiedao import registry
from tests.orgs.factories import OrganizationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

EVERY_RECORD = pytest.mark.parametrize("model", registry.RECORDS, ids=registry.labels(registry.RECORDS))


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def address(model, page):
    return reverse(registry.url_name(model, page))


# The first lines ask about a column of the row itself, the others about rows of a sibling behind it.
PROBES = [
    (Unit, "contact_phone__startswith", "139"),
    (Unit, "note__contains", "1"),
    (Unit, "community__note__contains", "1"),
    (Unit, "nature__startswith", "s"),
    (Resource, "category__items__contact_phone__startswith", "139"),
    (Project, "category__projects__budget__gt", "1000"),
    (IndicatorValue, "indicator__values__value__gt", "1"),
    (IndicatorValue, "month__week", "1"),
]


@pytest.mark.parametrize(("model", "lookup", "value"), PROBES, ids=[lookup for _, lookup, _ in PROBES])
def test_hidden_columns_cannot_be_probed_by_the_address(client, clerk, tree, model, lookup, value):
    registry.RECORDS[model](tree.sister)
    assert client.get(address(model, "changelist"), {lookup: value}).status_code == 400


@EVERY_RECORD
def test_no_filter_leads_on_to_other_columns(client, clerk, tree, model):
    """Whatever a list filters by, nothing can be asked beyond the value itself."""
    for each in admin.site._registry[model].list_filter:
        name = getattr(each, "parameter_name", each)
        for lookup in ("startswith", "gt", "note__contains", "items__contact_phone__startswith", "regex"):
            response = client.get(address(model, "changelist"), {f"{name}__{lookup}": "1"})
            assert response.status_code == 400, f"{name}__{lookup}"


@EVERY_RECORD
def test_every_link_beside_a_list_opens(client, clerk, tree, model):
    registry.RECORDS[model](tree.community)
    page = client.get(address(model, "changelist"))
    changelist = page.context["cl"]
    links = [
        choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)
    ]
    if name := changelist.date_hierarchy:
        links += [f"?{name}__year=2019", f"?{name}__year=2019&{name}__month=5&{name}__day=14"]
    for link in links:
        assert client.get(address(model, "changelist") + link).status_code == 200, link


@EVERY_RECORD
@pytest.mark.parametrize("value", ["²", "\0", "9" * 30, "x"], ids=["superscript", "NUL", "huge", "letter"])
def test_strange_value_of_a_filter_is_no_fault_of_the_server(client, clerk, tree, model, value):
    for each in admin.site._registry[model].list_filter:
        name = getattr(each, "parameter_name", f"{each}__exact")
        response = client.get(address(model, "changelist"), {name: value})
        assert response.status_code in (200, 302, 400), name


@EVERY_RECORD
@pytest.mark.parametrize("value", ["abc", "²", "\0", "9" * 30], ids=["letters", "superscript", "NUL", "huge"])
def test_strange_value_in_the_address_of_a_new_row_is_left_out(client, clerk, tree, model, value):
    names = [field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)]
    response = client.get(address(model, "add"), dict.fromkeys(names, value))
    may_none = model in registry.NEVER_ADDED or not registry.may(Role.REVIEW, Action.ADD, model)
    assert response.status_code == (403 if may_none else 200)


def test_choice_in_the_address_of_a_new_row_is_taken(client, clerk, tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    for organization, expected in ((branch, branch), (tree.sister, tree.community)):
        response = client.get(address(Agreement, "add"), {"organization": organization.pk})
        assert response.context["adminform"].form.initial["organization"] in (expected.pk, str(expected.pk))
