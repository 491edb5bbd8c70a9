"""A hundred redemptions at the same instant of what there are ten of; twenty from an account for three."""

import pytest
from django.db import transaction

from events.enums import PointEvent
from events.models import PointAccount, PointEntry, Redemption, Reward
from events.workflow import rewards
from events.workflow.points import award
from lib.days import today
from orgs.moves import Refused
from tests.events.people_factories import (
    PointAccountFactory,
    PointRuleFactory,
    RewardFactory,
    VolunteerFactory,
)
from tests.orgs.tree import plant
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

HERSELF = "志愿者本人（专用链接）"
PEOPLE, STOCK, THREADS = 100, 10, 25


@pytest.fixture
def community(transactional_db):
    with transaction.atomic():
        return plant().community


def tried(reward, account):
    """The code, or None where it was refused."""
    try:
        return rewards.redeem(reward, account, HERSELF).code
    except Refused:
        return None


def balances():
    return [account.balance() for account in PointAccount.objects.order_by("pk")]


def test_ten_of_a_hundred_get_the_ten_in_stock(community):
    with transaction.atomic():
        reward = RewardFactory(organization=community, stock=STOCK)
        accounts = [PointAccountFactory(organization=community, points=15) for _ in range(PEOPLE)]

    def spend(thread):
        return [tried(reward, account) for account in accounts[thread::THREADS]]

    codes = [code for some in at_once(spend, THREADS) for code in some if code]
    assert len(codes) == len(set(codes)) == Redemption.objects.count() == STOCK
    assert Reward.objects.get().stock == 0
    assert sorted(balances()) == [5] * STOCK + [15] * (PEOPLE - STOCK)


def test_one_account_spends_no_more_than_it_has(community):
    with transaction.atomic():
        reward = RewardFactory(organization=community, stock=100)
        account = PointAccountFactory(organization=community, points=35)
    codes = at_once(lambda _: tried(reward, account), 20)
    assert len([code for code in codes if code]) == 3
    assert (account.balance(), Reward.objects.get().stock) == (5, 97)
    assert min(balances()) >= 0


def test_cancelled_twice_at_once_comes_back_once(community):
    with transaction.atomic():
        reward = RewardFactory(organization=community, stock=1)
        account = PointAccountFactory(organization=community, points=10)
        made = rewards.redeem(reward, account, HERSELF)

    def cancel(_):
        try:
            rewards.cancel(Redemption.objects.get(pk=made.pk), HERSELF)
        except Refused:
            return False
        return True

    assert sum(at_once(cancel, 10)) == 1
    assert (account.balance(), Reward.objects.get().stock) == (10, 1)


def test_the_same_source_at_once_gives_once(community):
    with transaction.atomic():
        PointRuleFactory(organization=community)
        volunteer = VolunteerFactory(organization=community)
    at_once(lambda _: award(volunteer, PointEvent.SERVICE_HOUR, "service:1", today(), None), 10)
    assert PointEntry.objects.count() == PointAccount.objects.count() == 1
