"""Rewards: points are spent, stock goes down, a code fetches it; cancelled, both come back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from events.enums import RedemptionState
from events.models import PointEntry, Redemption, Reward
from events.workflow import rewards
from events.workflow.volunteers import HERSELF
from jiedao.today.rewards import KINDS
from lib.days import today
from orgs.enums import Role
from orgs.models import RecordStep
from orgs.moves import Refused
from tests.events.people_factories import PointAccountFactory, RedemptionFactory, RewardFactory
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def reward(tree):
    return RewardFactory(organization=tree.community, stock=2)


@pytest.fixture
def account(tree):
    return PointAccountFactory(organization=tree.community, points=25)


def test_points_and_stock_go_down_and_a_code_comes(reward, account, clerk):
    made = rewards.redeem(reward, account, clerk)
    reward.refresh_from_db()
    assert (reward.stock, account.balance(), made.points) == (1, 15, 10)
    assert (made.state(), made.reserved_on) == (RedemptionState.RESERVED, today())
    assert len(made.code) == 8
    assert set(made.code) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert made.entries.get().reason == f"兑换{reward}"


def test_what_was_earned_stays_earned_when_it_is_spent(reward, account, clerk):
    made = rewards.redeem(reward, account, clerk)
    rewards.cancel(made, clerk)
    assert sum(PointEntry.objects.earned().values_list("points", flat=True)) == 25


def test_too_few_points_are_refused_with_the_balance(reward, clerk, tree):
    poor = PointAccountFactory(organization=tree.community, points=9)
    with pytest.raises(Refused, match="现在有9分，需要10分"):
        rewards.redeem(reward, poor, clerk)
    assert not Redemption.objects.exists()


def test_an_empty_shelf_takes_no_points(account, clerk, tree):
    with pytest.raises(Refused, match="兑完了，积分没有扣"):
        rewards.redeem(RewardFactory(organization=tree.community, stock=0), account, clerk)
    assert account.balance() == 25


def test_the_price_is_that_of_now_not_of_the_page(reward, account, clerk):
    Reward.objects.filter(pk=reward.pk).update(points=20)
    assert rewards.redeem(reward, account, clerk).points == 20
    assert account.balance() == 5


def test_rewards_from_above_are_had_here_and_a_sisters_are_not(account, clerk, tree):
    assert rewards.redeem(RewardFactory(organization=tree.street), account, clerk).organization == tree.street
    with pytest.raises(Refused, match="给本辖区准备的"):
        rewards.redeem(RewardFactory(organization=tree.sister), account, clerk)


def test_others_spend_nobodys_points(reward, account, tree):
    with pytest.raises(PermissionDenied):
        rewards.redeem(reward, account, UserFactory(organizations=[tree.sister]))


def test_handed_over_once(reward, account, clerk):
    made = rewards.redeem(reward, account, HERSELF)
    rewards.hand_over(made, clerk)
    assert (made.state(), made.taken_on, made.handed_by) == (RedemptionState.TAKEN, today(), clerk)
    with pytest.raises(Refused, match="已领取"):
        rewards.hand_over(made, clerk)
    with pytest.raises(Refused, match="已领取"):
        rewards.cancel(made, clerk)
    words = RecordStep.objects.filter(record=made.pk, kind="events.redemption").values_list("word", flat=True)
    assert list(words.order_by("pk")) == ["兑换奖品", "确认领取"]


def test_cancelled_brings_points_and_stock_back_once(reward, account, clerk):
    made = rewards.redeem(reward, account, clerk)
    rewards.cancel(made, clerk)
    with pytest.raises(Refused, match="已取消"):
        rewards.cancel(made, clerk)
    reward.refresh_from_db()
    assert (reward.stock, account.balance(), made.cancelled_on) == (2, 25, today())
    back = made.entries.exclude(corrects=None).get()
    assert (back.points, back.corrects.points) == (10, -10)


def test_stock_comes_in_and_is_counted_with_a_reason(reward, tree):
    reviewer = UserFactory(organizations=[tree.community])
    rewards.stock_in(reward, reviewer, number=5, reason="示例单位捐赠")
    assert reward.stock == 7
    rewards.count(reward, reviewer, number=0, reason="受潮损坏")
    assert Reward.objects.get(pk=reward.pk).stock == 0
    steps = RecordStep.objects.filter(record=reward.pk, kind="events.reward").order_by("pk")
    assert list(steps.values_list("word", "reason")) == [("入库", "示例单位捐赠"), ("盘点", "受潮损坏")]


def test_counting_the_stock_is_for_reviewers(reward, clerk):
    with pytest.raises(PermissionDenied):
        rewards.count(reward, clerk, number=100, reason="示例")


@pytest.mark.parametrize("typed", ["abcd2345", " ABCD 2345", "abcd-2345", "ＡＢＣＤ２３４５"])
def test_a_code_is_read_as_people_type_it(typed):
    assert rewards.read_code(typed) == "ABCD2345"


def test_what_waits_of_rewards(tree, clerk, settings):
    waiting = {kind.key: kind for kind in KINDS}
    fresh, stale = (
        RedemptionFactory(reward__organization=tree.community),
        RedemptionFactory(
            reward__organization=tree.community,
            reserved_on=today() - timedelta(days=settings.REDEMPTION_DAYS + 1),
        ),
    )
    RedemptionFactory(reward__organization=tree.sister)
    empty = RewardFactory(organization=tree.community, stock=0)
    RewardFactory(organization=tree.community, stock=0, is_public=False)
    for key, rows in (
        ("redemptions-reserved", [fresh]),
        ("redemptions-stale", [stale]),
        ("rewards-out-of-stock", [empty]),
    ):
        assert list(waiting[key].rows(clerk, today())) == rows
