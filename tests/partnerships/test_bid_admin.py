"""Bids on the staff side: entered for what is on offer, and for that project alone."""

from datetime import date

import pytest
from django.urls import reverse

from orgs.enums import Role
from partnerships.enums import BidState
from partnerships.models import Bid
from tests.orgs.two_editors import opened
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import BidFactory
from tests.partnerships.review_form import address, sign_in

pytestmark = pytest.mark.django_db
ADD = reverse("admin:partnerships_bid_add")


@pytest.fixture(autouse=True)
def clerk(client, tree):
    return sign_in(client, tree.community, Role.ENTER)


@pytest.fixture
def offered(tree):
    return ProjectFactory(organization=tree.community, decided_on=None, offered_on=date(2019, 5, 1))


def test_bid_that_came_on_paper_is_entered(client, offered):
    client.post(ADD, {"project": offered.pk, "unit_name": "示例单位", "plan": "每月两次。"})
    assert offered.bids.get().status == BidState.PENDING


@pytest.mark.parametrize("fields", [{}, {"decided_on": None}])
def test_bid_for_what_is_not_on_offer_is_refused(client, tree, fields):
    project = ProjectFactory(organization=tree.community, **fields)
    sent = {"project": project.pk, "unit_name": "示例单位", "plan": "每月两次。"}
    assert "这个项目没有在张榜" in client.post(ADD, sent).text
    assert not Bid.objects.exists()


def test_bid_stays_with_its_project(client, tree, offered):
    chosen = BidFactory(project__organization=tree.community, status=BidState.CHOSEN)
    page = address(chosen)
    sent = opened(client, page) | {"plan": "每周一次。"}
    assert "不能填的栏目（项目）" in client.post(page, sent | {"project": offered.pk}).text
    assert client.post(page, sent).status_code == 302
    kept = Bid.objects.get(pk=chosen.pk)
    assert (kept.project, kept.plan) == (chosen.project, "每周一次。")
