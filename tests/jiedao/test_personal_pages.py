"""Promises 33 and 36: no page holds a contact's number, no address; what may hold it is kept by no cache."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from events.models import Signup, Volunteer
from orgs.models import ConsentText, Unit
from partnerships.models import Bid, Claim, Demand, ProblemReport
from tests.events.people_factories import SignupFactory, VolunteerFactory
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import BidFactory, ClaimFactory, ProblemReportFactory

pytestmark = pytest.mark.django_db

NUMBER, TAIL = "13805321234", "05321234"
KINDS = ("bid", "claim", "demand", "problemreport", "resource", "service")
SHOWN = ["orgs_unit", "events_signup", "events_volunteer", *(f"partnerships_{kind}" for kind in KINDS)]


@pytest.fixture(params=["clerk", "manager", "boss"])
def staff(request, client, tree):
    traits = {"superuser": True} if request.param == "boss" else {"organizations": [tree.community]}
    role = {"organizations__role": "manage"} if request.param == "manager" else {}
    user = UserFactory(**traits, **role)
    client.force_login(user)
    return user


@pytest.fixture
def rows(tree):
    unit = UnitFactory(community=tree.community, contact_name="王老师", contact_phone=NUMBER)
    item = ListItemFactory(
        demand=True, organization=tree.community, unit=unit, contact_name="王老师", contact_phone=NUMBER
    )
    return {Unit: unit, Demand: item}


@pytest.fixture
def answers(tree):
    """What residents and units send: their contacts are kept as those of the registers are."""
    text = ConsentText.objects.create(
        version=ConsentText.objects.next_version(), purpose="联系报名人", body="示例告知", retention_days=90
    )
    contact = {"contact_name": "王老师", "contact_phone": NUMBER}
    contact |= {"consent": text, "consented_at": timezone.now()}
    return {
        Bid: BidFactory(project__organization=tree.community, **contact),
        Claim: ClaimFactory(organization=tree.community, pending=True, **contact),
        ProblemReport: ProblemReportFactory(organization=tree.community, **contact),
        Signup: SignupFactory(activity__organization=tree.community, **contact),
        Volunteer: VolunteerFactory(organization=tree.community, **contact),
    }


def addresses(rows):
    for model, row in rows.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add", "export_full", "import"):
            yield reverse(f"{name}_{page}")
        for page in ("change", "history", "delete"):
            yield reverse(f"{name}_{page}", args=[row.pk])
        yield f"{reverse(f'{name}_changelist')}?q={row}"
        yield row.get_absolute_url()
    for term in ("", "王老师"):
        query = f"?app_label=partnerships&model_name=demand&field_name=unit&term={term}"
        yield reverse("admin:autocomplete") + query
    yield from map(reverse, ("admin:index", "admin:personal", "jiedao:home", "jiedao:privacy"))
    yield reverse("jiedao:search") + "?q=王老师"


def test_no_page_holds_the_number(client, staff, rows):
    for address in addresses(rows):
        content = (response := client.get(address, follow=True)).content
        assert response.status_code in (200, 403), address
        assert NUMBER.encode() not in content, address
        assert TAIL.encode() not in content, address


def test_no_page_of_an_answer_holds_the_number(client, staff, answers):
    for model, row in answers.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
        for address in [reverse(f"{name}_changelist"), *pages]:
            response = client.get(address, follow=True)
            assert response.status_code in (200, 403), address
            assert TAIL.encode() not in response.content, address


@pytest.mark.parametrize("asked", [NUMBER, TAIL, "1234"])
def test_lists_do_not_search_by_number(client, staff, rows, asked):
    """Trying numbers would find out whose they are."""
    for model in rows:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        found = client.get(reverse(name), {"q": asked}).context["cl"].result_list
        assert not list(found), model


def test_lists_do_not_filter_by_number(client, staff, rows):
    for model in rows:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        address = reverse(name)
        assert client.get(address, {"contact_phone__startswith": "138"}).status_code in (302, 400)


def test_every_page_that_shows_a_number_is_asked_for_by_post(client, staff, rows, answers):
    names = [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_personal"
        for model, each in admin.site._registry.items()
        if hasattr(each, "personal_view")
    ]
    assert set(names) == {f"admin:{label}_personal" for label in SHOWN}
    for model, row in (rows | answers).items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_personal", args=[row.pk])
        assert client.get(address).status_code == 405
        shown = client.post(address)
        assert NUMBER in shown.text
        assert "no-store" in shown["Cache-Control"]
        assert NUMBER not in address
