"""Fifty units want the last place at the same instant: one gets it, the others are told."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from lib.days import today
from orgs.enums import AuditAct
from orgs.models import AuditEntry, ConsentText, RecordStep
from orgs.moves import Refused
from partnerships.claim_form import ClaimForm
from partnerships.models import Claim, ClaimParty, ListItem
from partnerships.workflow import claims, items
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.tree import plant
from tests.partnerships.factories import ListItemFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = 50
FULL = "名额已满，这一条已经有人认领。请看看别的需求。"


@pytest.fixture
def tree():
    return plant()


@pytest.fixture
def demand(tree):
    return ListItemFactory(demand=True, organization=tree.community, title="缺一副老花镜")


@pytest.fixture
def consent(db):
    return ConsentText.objects.create(version=1, purpose="联系认领单位", body="示例", retention_days=90)


def row(demand):
    return ListItem.objects.filter(pk=demand.pk).values().get()


def one_is_there(demand, before):
    """One claim, told once; and the demand as it was."""
    claim = Claim.objects.get()
    assert RecordStep.objects.count() == AuditEntry.objects.filter(act=AuditAct.ADD).count() == 1
    assert AuditEntry.objects.count() == 1
    assert row(demand) == before
    return claim


def test_one_of_fifty_gets_the_last_place_by_the_public_form(demand, consent, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    address = reverse("partnerships:claim_form", args=[demand.pk])
    before = row(demand)

    def send(number):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        typed = {
            "unit_name": f"示例单位{number:02}",
            "offer": "每周三派两名志愿者",
            "contact_name": "王芳",
            "contact_phone": f"138000012{number:02}",
            "agreed": "on",
            "form_token": tokens[number],
        }
        return client.post(address, typed)

    opened = RequestFactory().get(address)
    tokens = [ClaimForm(opened, demand).token for _ in range(UNITS)]
    answers = at_once(send, UNITS)

    winner = one_is_there(demand, before)
    won = [number for number, each in enumerate(answers) if each.status_code == 302]
    assert [f"示例单位{number:02}" for number in won] == [winner.unit_name]
    told = [each for each in answers if each.status_code == 200]
    assert len(told) == UNITS - 1
    assert all("名额已满" in each.text for each in told)
    assert not ClaimParty.objects.exists()


def test_one_of_fifty_gets_the_last_place_from_the_clerks(demand, tree):
    clerk, before = UserFactory(organizations=[tree.area]), row(demand)
    units = [UnitFactory() for _ in range(UNITS)]

    def give(number):
        try:
            return claims.assign(demand, [units[number]], clerk).pk
        except Refused as refused:
            return str(refused)

    told = at_once(give, UNITS)
    winner = one_is_there(demand, before)
    assert sorted(map(str, told)) == sorted([str(winner.pk)] + [FULL] * (UNITS - 1))
    assert ClaimParty.objects.get().unit == units[told.index(winner.pk)]


def test_several_places_go_to_as_many(demand, tree):
    ListItem.objects.filter(pk=demand.pk).update(places=3)
    clerk = UserFactory(organizations=[tree.area])
    units = [UnitFactory() for _ in range(8)]

    def give(number):
        try:
            return claims.assign(demand, [units[number]], clerk).state().value
        except Refused as refused:
            return str(refused)

    assert sorted(at_once(give, 8)) == sorted(["claimed"] * 3 + [FULL] * 5)
    assert claims.places_left(demand) == 0
    assert Claim.objects.count() == 3


def test_same_unit_at_once_holds_one_claim(demand, tree):
    ListItem.objects.filter(pk=demand.pk).update(places=9)
    clerk, unit = UserFactory(organizations=[tree.area]), UnitFactory()

    def give(number):
        try:
            return claims.assign(demand, [unit], clerk).state().value
        except Refused as refused:
            return str(refused)

    told = at_once(give, 6)
    assert sorted(told) == sorted(["claimed"] + [f"“{unit}”已经认领了这一条，不用再认领。"] * 5)


def test_demand_withdrawn_at_the_same_instant_is_claimed_or_withdrawn(demand, tree):
    """Never both: nobody is left with a claim of what is off its list."""
    clerk = UserFactory(organizations=[tree.area])
    unit = UnitFactory()

    def step(number):
        try:
            if number:
                return claims.assign(demand, [unit], clerk).state().value
            items.withdraw(ListItem.objects.get(pk=demand.pk), clerk, on=today(), reason="已经解决。")
        except Refused as refused:
            return str(refused)
        return "withdrawn"

    told = at_once(step, 2)
    done = [each for each in told if each in ("claimed", "withdrawn")]
    assert len(done) == 1
    demand.refresh_from_db()
    assert (demand.withdrawn_on is None) == (done == ["claimed"]) == Claim.objects.exists()
