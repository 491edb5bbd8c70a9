"""Messages beside the field, and what the forms of councils, applications, indicators and categories hold."""

from datetime import date

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from orgs.enums import ApplicationState, Role
from orgs.models import IndicatorValue, NewSectorApplication, Organization
from tests.orgs.factories import (
    CategoryFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def submit(client, model, **fields):
    return client.post(reverse(f"admin:orgs_{model}_add"), fields)


def errors(response):
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def application(tree, **dates):
    unit = UnitFactory(new_sector=True, community=tree.community)
    fields = {"unit": unit.pk, "organization": tree.community.pk, "party_member_count": 5}
    return (
        fields
        | {"proposed_level": "branch", "proposed_name": "示例党支部", "applied_on": "2019-04-01"}
        | dates
    )


def test_application_in_four_steps(client, clerk, tree):
    dates = {"verified_on": "2019-04-08", "reviewed_on": "2019-04-15", "approved_on": "2019-04-22"}
    assert submit(client, "newsectorapplication", **application(tree, **dates)).status_code == 302
    assert NewSectorApplication.objects.get().state(date(2019, 4, 22)) == ApplicationState.APPROVED


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"verified_on": "2019-03-01"}, "verified_on"),
        ({"verified_on": "2019-04-08", "reviewed_on": "2019-04-07"}, "reviewed_on"),
        (
            {"verified_on": "2019-04-08", "reviewed_on": "2019-04-15", "approved_on": "2019-04-14"},
            "approved_on",
        ),
    ],
)
def test_step_out_of_order_is_refused_beside_it(client, clerk, tree, dates, field):
    response = submit(client, "newsectorapplication", **application(tree, **dates))
    assert errors(response) == {field: ["四个步骤的日期应依次为：提出申请、管区核验、联合初审、街道批复。"]}


def test_advised_level_is_shown(client, clerk, tree):
    row = NewSectorApplicationFactory(organization=tree.community, party_member_count=52)
    page = client.get(reverse("admin:orgs_newsectorapplication_change", args=[row.pk])).content.decode()
    assert "党总支（党员不足3名设联合党支部" in page


@pytest.mark.parametrize("typed", ["2019-06", "2019年6月", "2019-06-01", "2019-06-30"])
def test_month_of_an_indicator(client, clerk, tree, typed):
    indicator = IndicatorFactory()
    fields = {"organization": tree.community.pk, "indicator": indicator.pk, "month": typed, "value": "937"}
    assert submit(client, "indicatorvalue", **fields).status_code == 302
    assert IndicatorValue.objects.get().month == date(2019, 6, 1)


def test_month_filled_in_twice_is_refused_beside_it(client, clerk, tree):
    value = IndicatorValueFactory(organization=tree.community)
    fields = {"organization": tree.community.pk, "indicator": value.indicator_id, "value": "1"}
    response = submit(client, "indicatorvalue", month="2019-06", **fields)
    assert errors(response) == {"month": ["这个党组织本月的该项指标已经填过。"]}
    assert submit(client, "indicatorvalue", month="六月", **fields).context["adminform"].form.errors[
        "month"
    ] == ["请填写月份，如 2019-06。"]


def test_organization_of_the_same_name_is_refused_beside_the_name(client, clerk, tree):
    OrganizationFactory(name="第一党支部", parent=tree.community)
    fields = {"parent": tree.community.pk, "level": "branch", "name": "第一党支部"}
    assert errors(submit(client, "organization", **fields)) == {
        "name": ["这个上级党组织下已经有同名的党组织。"]
    }


def test_organization_below_itself_is_refused(client, clerk, tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    below = OrganizationFactory(branch=True, parent=branch)
    fields = {"parent": below.pk, "level": "branch", "name": branch.name}
    response = client.post(reverse("admin:orgs_organization_change", args=[branch.pk]), fields)
    assert errors(response) == {"parent": ["上级不能是它自己或它的下级党组织。"]}


def test_organizations_stand_in_the_order_of_the_tree(client, tree):
    client.force_login(UserFactory(superuser=True))
    response = client.get(reverse("admin:orgs_organization_changelist"))
    assert list(response.context["cl"].result_list) == list(Organization.objects.order_by("path"))
    assert f'<span class="indent indent--4">{tree.community.name}</span>' in response.content.decode()


def test_council_with_a_seat_nobody_holds_is_refused_beside_it(client, clerk, tree):
    council = {
        "organization": tree.community.pk,
        "kind": "community_council",
        "name": "示例议事会",
        "cadence": 3,
    }
    seats = {"seats-TOTAL_FORMS": 1, "seats-INITIAL_FORMS": 0}
    seat = {"seats-0-title": "member_unit", "seats-0-since": "2019-01-10"}
    response = submit(client, "council", **council | seats | seat)
    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{"unit": ["请选择成员单位，或填写代表身份。"]}]
    assert 'value="示例议事会"' in response.content.decode()


def test_parent_of_a_category_must_be_of_its_kind(client, tree):
    client.force_login(UserFactory(superuser=True))
    parent = CategoryFactory(kind="demand")
    response = submit(client, "category", kind="resource", name="场地", parent=parent.pk, order=1)
    assert errors(response) == {"parent": ["上级类别要和本类别用于同一种清单。"]}


@pytest.mark.parametrize("action", ["submit_selected", "publish_selected", "delete_selected"])
@pytest.mark.parametrize("key", ["x", "", "\0", "[1]", "9" * 40])
def test_action_on_what_is_no_key_finds_nothing(client, tree, action, key):
    client.force_login(UserFactory(organizations=[tree.street]))
    data = {"action": action, ACTION_CHECKBOX_NAME: key}
    assert client.post(reverse("admin:events_activity_changelist"), data).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "partnerships_resource_changelist?category={}",
        "events_activity_changelist?branch={}",
        "orgs_auditentry_changelist?person={}",
    ],
)
@pytest.mark.parametrize("key", ["x", "9" * 40])
def test_filter_for_what_is_no_key_is_answered(client, tree, address, key):
    client.force_login(UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE))
    name, query = address.split("?")
    assert client.get(f"{reverse(f'admin:{name}')}?{query.format(key)}").status_code == 200
