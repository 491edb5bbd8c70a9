"""Confirming who claimed by the public form: by its typed name, until when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.enums import Role
from partnerships.enums import ClaimState
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def typed(tree):
    """Claimed by the public form, in the words of who filled it in."""
    return ClaimFactory(organization=tree.community, pending=True, units=[], unit_name="青岛市 图书馆")


def act(record, verb):
    return reverse("admin:partnerships_claim_act", args=[record.pk, verb])


def initial(client, record, verb):
    return client.get(act(record, verb)).context["form"].initial


def test_unit_that_goes_by_the_typed_name_is_chosen_with_its_agreement(client, clerk, typed, tree):
    unit = UnitFactory(name="青岛市图书馆")
    agreement = AgreementFactory(organization=tree.community, parties=[tree.community, unit])
    AgreementFactory(organization=tree.community, parties=[tree.community, unit], expired=True)
    AgreementFactory(organization=tree.community)
    found = initial(client, typed, "confirm")
    assert (found["unit"], found["agreement"]) == (unit.pk, agreement.pk)

    client.post(act(typed, "confirm"), {"unit": unit.pk, "agreement": agreement.pk, "due_on": str(today())})
    typed.refresh_from_db()
    assert (typed.state(), typed.agreement, typed.due_on) == (ClaimState.CLAIMED, agreement, today())
    assert typed.claimants == "青岛市图书馆"


def test_near_names_are_offered_and_fill_the_form_in(client, clerk, typed, tree):
    near = UnitFactory(name="青岛市图书总馆")
    hidden = UnitFactory(name="青岛市图书分馆", is_public=False, community=tree.cousin)
    UnitFactory(name="青年宫")
    page = client.get(act(typed, "confirm"))
    assert f'<a href="?unit={near.pk}">青岛市图书总馆</a>' in page.text
    assert hidden.name not in page.text
    assert page.context["form"].initial["unit"] is None

    chosen = client.get(act(typed, "confirm"), {"unit": near.pk})
    assert chosen.context["form"].initial["unit"] == near.pk
    for wrong in (hidden.pk, "x", "9" * 30):
        assert initial_of(client, typed, wrong) is None


def initial_of(client, record, unit):
    return client.get(act(record, "confirm"), {"unit": unit}).context["form"].initial["unit"]


def test_choosing_a_near_name_keeps_the_way_back(client, clerk, typed, tree):
    near = UnitFactory(name="青岛市图书总馆")
    page = client.get(act(typed, "confirm"), {"back": "start"})
    assert f'<a href="?unit={near.pk}&amp;back=start">青岛市图书总馆</a>' in page.text


def test_due_day_begins_a_month_from_now_and_is_not_past(client, clerk, typed):
    form = client.get(act(typed, "confirm")).context["form"]
    assert form["due_on"].value() == today() + timedelta(days=30)
    refused = client.post(act(typed, "confirm"), {"unit": UnitFactory().pk, "due_on": "2019-06-01"})
    assert refused.context["form"].errors["due_on"] == ["办理时限不能早于今天，请改成以后的日期。"]
    assert "<title>错误：" in refused.text
    typed.refresh_from_db()
    assert typed.state() == ClaimState.PENDING


def test_confirming_keeps_what_was_typed_when_nobody_is_chosen(client, clerk, typed):
    other = UnitFactory()
    page = client.post(act(typed, "confirm"), {"others": [other.pk], "due_on": str(today())})
    assert page.context["form"].errors["unit"] == ["请选择认领的单位或党组织。"]
    assert other.name in page.text


def test_two_leads_are_refused_in_words(client, clerk, typed, tree):
    sent = {"unit": UnitFactory().pk, "organization": tree.sister.pk, "due_on": str(today())}
    page = client.post(act(typed, "confirm"), sent)
    assert "这是两方" in page.context["form"].errors["organization"][0]


def test_branch_of_the_unit_stands_for_it(client, clerk, typed, tree):
    unit = UnitFactory()
    branch = OrganizationFactory(branch=True, parent=tree.community, unit=unit)
    sent = {"unit": unit.pk, "organization": branch.pk, "others": [unit.pk], "due_on": str(today())}
    client.post(act(typed, "confirm"), sent)
    assert [(each.organization, each.unit) for each in typed.parties.all()] == [(branch, unit)]


def test_agreement_of_others_is_refused(client, clerk, typed, tree):
    foreign = AgreementFactory(organization=tree.community)
    sent = {"unit": UnitFactory().pk, "agreement": foreign.pk, "due_on": str(today())}
    page = client.post(act(typed, "confirm"), sent)
    assert "没有所选的单位" in page.context["form"].errors["agreement"][0]


def test_unit_out_of_sight_is_refused_in_words(client, clerk, typed, tree):
    hidden = UnitFactory(is_public=False, community=tree.cousin)
    page = client.post(act(typed, "confirm"), {"unit": hidden.pk, "due_on": str(today())})
    assert "没有这个认领单位，或不在您的管理范围内" in page.context["form"].errors["unit"][0]
    assert hidden.name not in page.text
