"""What is proposed on the public page of a demand and on the staff's form."""

import pytest

from lib.days import today
from orgs.enums import Role
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ListItemFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demand(tree):
    return ListItemFactory(demand=True, title="想有一副老花镜", organization=tree.community)


@pytest.fixture
def offer(tree):
    return ListItemFactory(
        service=True,
        fresh=True,
        title="赠送老花镜",
        organization=tree.sister,
        unit=UnitFactory(name="示例眼镜店"),
        contact_name="王师傅",
        contact_phone="13800001234",
    )


def test_public_page_names_what_fits_with_reasons_and_without_contacts(client, demand, offer):
    page = client.get(demand.get_absolute_url()).content.decode()
    assert "赠送老花镜" in page
    assert "同一管区；都提到“老花镜”" in page
    assert "示例眼镜店" in page
    assert "王师傅" not in page
    assert "13800001234" not in page


def test_public_page_proposes_nothing_that_residents_may_not_see(client, demand, offer):
    type(offer).objects.update(is_public=True)
    type(offer).objects.filter(pk=offer.pk).update(is_public=False)
    assert "赠送老花镜" not in client.get(demand.get_absolute_url()).content.decode()


def _form(client, item, user):
    client.force_login(user)
    return client.get(f"/admin/partnerships/{item.kind}/{item.pk}/change/").content.decode()


def test_form_of_a_demand_offers_to_assign_and_to_order(client, tree, demand, offer):
    page = _form(client, demand, UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    assert f"/admin/partnerships/demand/{demand.pk}/act/assign/?unit={offer.unit_id}&amp;offer=" in page
    assert f"/admin/partnerships/service/menu/{offer.pk}/" in page


def test_form_of_a_demand_offers_no_verb_to_who_only_reads(client, tree, demand, offer):
    page = _form(client, demand, UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert "赠送老花镜" in page
    assert "/act/assign/" not in page
    assert f"/service/menu/{offer.pk}/" not in page


def test_form_of_an_offer_shows_the_demands_that_it_could_answer(client, tree, demand, offer):
    page = _form(client, offer, UserFactory(organizations=[tree.sister]))
    assert "想有一副老花镜" in page
    assert f"/demand/{demand.pk}/act/assign/" not in page  # another community's
    page = _form(client, offer, UserFactory(organizations=[tree.area]))
    assert f"/demand/{demand.pk}/act/assign/" in page


def test_a_neighbours_unpublished_offer_is_not_proposed_to_staff(client, tree, demand, offer):
    type(offer).objects.filter(pk=offer.pk).update(published_on=today(), review="draft")
    clerk = UserFactory(organizations=[tree.community])
    assert "赠送老花镜" not in _form(client, demand, clerk)
    assert "赠送老花镜" in _form(client, demand, UserFactory(organizations=[tree.area]))
