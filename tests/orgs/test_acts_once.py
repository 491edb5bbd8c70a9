"""The same form of a verb sent twice, by a double tap or by going back: it is done once."""

from datetime import date

import pytest
from django.urls import reverse

from orgs.admin.acts import TOKEN, act_address
from partnerships.models import Claim, FundEntry, ProgressNote, Project
from partnerships.workflow import bids, funds
from partnerships.workflow.notes import NOTE_PROJECT
from tests.lib.pictures import photo, upload
from tests.orgs.factories import CategoryFactory, UnitFactory, UserFactory
from tests.partnerships.factories import ListItemFactory, ProjectFactory
from tests.partnerships.loop_factories import BidFactory, FundFactory

pytestmark = pytest.mark.django_db
PAID = {"day": "2019-06-10", "amount": "1000.50", "purpose": "捐赠"}


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def test_money_sent_twice_is_received_once(client, clerk, tree):
    page = act_address(FundFactory(organization=tree.community), funds.RECEIVE)
    sent = PAID | {TOKEN: client.get(page).context["act_token"]}

    client.post(page, sent)
    again = client.post(page, sent, follow=True)

    assert FundEntry.objects.count() == 1
    assert "刚才已经办好，没有再办一次。" in again.content.decode()


def test_another_sum_from_the_same_page_is_another_entry(client, clerk, tree):
    page = act_address(FundFactory(organization=tree.community), funds.RECEIVE)
    token = {TOKEN: client.get(page).context["act_token"]}
    client.post(page, PAID | token)
    client.post(page, PAID | token | {"amount": "20"})
    assert FundEntry.objects.count() == 2


def test_same_sum_from_a_page_that_was_opened_anew_is_another_entry(client, clerk, tree):
    page = act_address(FundFactory(organization=tree.community), funds.RECEIVE)
    for _ in range(2):
        client.post(page, PAID | {TOKEN: client.get(page).context["act_token"]})
    assert FundEntry.objects.count() == 2


def test_what_was_refused_is_done_when_it_comes_again(client, clerk, tree):
    fund = FundFactory(organization=tree.community)
    page = act_address(fund, funds.SPEND)
    token = client.get(page).context["act_token"]
    refused = client.post(page, PAID | {TOKEN: token})
    assert "余额不足" in refused.content.decode()
    assert refused.context["act_token"] == token

    fund.may_overdraw = True
    fund.save()
    client.post(page, PAID | {TOKEN: token})
    assert FundEntry.objects.count() == 1


def test_note_with_photographs_sent_twice_is_one(client, clerk, tree):
    page = act_address(ProjectFactory(organization=tree.community), NOTE_PROJECT)
    sent = {"text": "装好了。", "noted_on": "2019-07-01", TOKEN: client.get(page).context["act_token"]}
    for _ in range(2):
        client.post(page, sent | {"photos": [upload(photo(), "一.jpg"), upload(photo(), "二.jpg")]})
    assert ProgressNote.objects.get().photos.count() == 2


def test_choice_sent_twice_is_told_as_done(client, clerk, tree):
    project = ProjectFactory(organization=tree.community, proposed=True, offered_on=date(2019, 6, 1))
    bid = BidFactory(project=project, unit=UnitFactory())
    page = act_address(project, bids.CHOOSE)
    sent = {"bid": bid.pk, "on": "2019-06-20", TOKEN: client.get(page).context["act_token"]}
    client.post(page, sent)
    again = client.post(page, sent, follow=True)
    assert "刚才已经办好" in again.content.decode()


def test_demands_sent_twice_become_one_project(client, clerk, tree):
    demand = ListItemFactory(demand=True, organization=tree.community)
    page = f"{reverse('admin:partnerships_project_found')}?demand={demand.pk}"
    kind = CategoryFactory(kind="project")
    sent = {"title": "修灯", "category": kind.pk, "organization": tree.community.pk}
    sent[TOKEN] = client.get(page).context["act_token"]

    answers = [client.post(page, sent) for _ in range(2)]

    assert [answer.url for answer in answers] == [
        reverse("admin:partnerships_project_change", args=[Project.objects.get().pk])
    ] * 2


def test_order_sent_twice_is_one(client, clerk, tree):
    service = ListItemFactory(service=True, organization=tree.community)
    page = reverse("admin:partnerships_service_order", args=[service.pk])
    sent = {"organization": tree.community.pk, TOKEN: client.get(page).context["act_token"]}

    answers = [client.post(page, sent) for _ in range(2)]

    assert {answer.url for answer in answers} == {
        reverse("admin:partnerships_claim_change", args=[Claim.objects.get().pk])
    }
