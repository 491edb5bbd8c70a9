"""Rewards (爱心银行): stock comes in and is counted, points are spent on it, a code fetches it at the desk.

Whoever changes both locks the account first and the reward second; stock is changed under the reward's lock
alone, never by a form that was opened before.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from events.enums import AccountState, RedemptionState, RewardState
from events.models import PointAccount, PointEntry, Redemption, Reward
from events.workflow import points
from lib.codes import random_code
from lib.days import today
from orgs.access import Action, least_role
from orgs.models import User
from orgs.moves import Move, Refused, Who, moving, tell_begun

if TYPE_CHECKING:
    from django.http import HttpRequest

_ALL = tuple(RewardState)
STOCK_IN = Move("stock_in", "入库", _ALL, needs_reason=True)
COUNT = Move("count", "盘点", _ALL, Action.REVIEW, needs_reason=True)
REDEEM = Move("redeem", "兑换奖品", tuple(AccountState), Action.ADD)
HAND_OVER = Move("hand_over", "确认领取", (RedemptionState.RESERVED,))
CANCEL = Move("cancel", "取消兑换", (RedemptionState.RESERVED,))

_MOST = 2_000_000_000  # what the column holds


def stock_in(
    reward: Reward, by: User, request: HttpRequest | None = None, *, number: int, reason: str
) -> None:
    with moving(STOCK_IN, reward, by, request, reason) as row:
        if row.stock + number > _MOST:
            raise Refused("库存太多了，请核对数量。")
        row.stock += number


def count(reward: Reward, by: User, request: HttpRequest | None = None, *, number: int, reason: str) -> None:
    """What was found on the shelf, without what is reserved for those who have a code."""
    with moving(COUNT, reward, by, request, reason) as row:
        row.stock = number


def redeem(reward: Reward, account: PointAccount, by: Who, request: HttpRequest | None = None) -> Redemption:
    """Points are taken and one is reserved, with a code. `by` a member of staff, or in words the volunteer
    herself, who came by her own link.
    """
    with transaction.atomic():
        if isinstance(by, User) and not _may_spend(by, account):
            raise PermissionDenied
        account = points.locked(account)
        reward = Reward.objects.select_for_update(of=("self",)).filter(pk=reward.pk).first()
        _refuse(reward, account)
        points.refuse_shortage(account, reward.points)
        Reward.objects.filter(pk=reward.pk).update(stock=F("stock") - 1)
        redemption = Redemption.objects.create(
            organization_id=reward.organization_id,
            reward=reward,
            account=account,
            points=reward.points,
            code=random_code(_is_taken),
            reserved_on=today(),
        )
        spent = PointEntry(
            account=account, points=-reward.points, reason=f"兑换{reward}", redemption=redemption
        )
        points.write(spent, by, request, REDEEM.word)
        tell_begun(redemption, REDEEM.word, by, request)
    return redemption


def hand_over(redemption: Redemption, user: User, request: HttpRequest | None = None) -> None:
    with moving(HAND_OVER, redemption, user, request) as row:
        row.status, row.taken_on, row.handed_by = RedemptionState.TAKEN, today(), user


def cancel(redemption: Redemption, by: Who, request: HttpRequest | None = None) -> None:
    """Points and stock come back."""
    with moving(CANCEL, redemption, by, request) as row:
        row.status, row.cancelled_on = RedemptionState.CANCELLED, today()
        account = points.locked(row.account)
        reward = Reward.objects.select_for_update(of=("self",)).get(pk=row.reward_id)
        Reward.objects.filter(pk=reward.pk).update(stock=F("stock") + 1)
        for spent in row.entries.filter(corrects=None, corrected_by=None):
            back = PointEntry(
                account=account,
                points=-spent.points,
                reason=f"取消兑换{reward}",
                redemption=row,
                corrects=spent,
            )
            points.write(back, by, request, CANCEL.word)


def read_code(code: str) -> str:
    """As it is stored: typed in small letters, with spaces or hyphens, or full-width."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", code).upper()))


def _may_spend(user, account):
    return PointAccount.objects.under(user, least_role(Redemption, Action.ADD)).filter(pk=account.pk).exists()


def _refuse(reward, account):
    if reward is None:
        raise Refused("这个奖品已经没有了，请换一个。")
    if not Reward.objects.for_accounts_of(account.organization).filter(pk=reward.pk).exists():
        raise Refused(f"这个奖品是{reward.organization.label}给本辖区准备的，请换一个。")
    if not reward.stock:
        raise Refused("这个奖品刚刚兑完了，积分没有扣。请换一个，或过些日子再来。")


def _is_taken(code):
    return Redemption.objects.filter(code=code).exists()
