"""What waits of rewards: those to be fetched, those that nobody fetched, and empty shelves."""

from datetime import timedelta

from django.conf import settings

from events.enums import RedemptionState
from events.models import Redemption, Reward
from events.workflow import rewards
from jiedao.today.groups import DECIDE, FOLLOW
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind


def _reserved(rows):
    return rows.filter(status=RedemptionState.RESERVED)


def _oldest(at):
    return at - timedelta(days=settings.REDEMPTION_DAYS)


def _reserved_words(redemption, at):
    return f"{redemption.points}分，{day(redemption.reserved_on)}兑换"


def _kind(**told):
    return Kind(model=Redemption, day="reserved_on", words=_reserved_words, related=("reward",), **told)


KINDS = (
    _kind(
        key="redemptions-reserved",
        group=DECIDE,
        title="等人来领的兑换",
        waiting=lambda rows, at, user: _reserved(rows).filter(reserved_on__gte=_oldest(at)),
        verb=rewards.HAND_OVER,
    ),
    _kind(
        key="redemptions-stale",
        group=FOLLOW,
        title="好久没有人来领的兑换",
        waiting=lambda rows, at, user: _reserved(rows).filter(reserved_on__lt=_oldest(at)),
        verb=rewards.CANCEL,
    ),
    Kind(
        key="rewards-out-of-stock",
        group=FOLLOW,
        title="兑完了的奖品",
        model=Reward,
        waiting=lambda rows, at, user: rows.public().filter(stock=0),
        day="updated_at__date",
        words=lambda reward, at: f"{reward.points}分，没有库存",
        verb=rewards.STOCK_IN,
    ),
)
