"""List items: confirmed to be valid still, withdrawn from their list, put back on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from lib.days import today
from lib.templatetags.jiedao_text import day
from orgs.moves import Move, Refused, Who, move_all, moving
from partnerships.enums import ClaimState, ItemKind, ItemState
from partnerships.models import Claim, ListItem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from orgs.models import User

_ON_LIST = (ItemState.OPEN, ItemState.STALE)
# Somebody counts on the item.
_UNFINISHED = (ClaimState.PENDING, ClaimState.CLAIMED, ClaimState.WORKING)

CONFIRM = Move("confirm", "确认仍有效", _ON_LIST)
WITHDRAW = Move("withdraw", "从清单撤回", (*_ON_LIST, ItemState.LAPSED), needs_reason=True)
RELIST = Move("relist", "撤销撤回", (ItemState.WITHDRAWN,))


def confirm(item: ListItem, by: Who, request: HttpRequest | None = None, *, on: date) -> None:
    """A resource or service can still be had: fresh for another refresh period."""
    with moving(CONFIRM, item, by, request) as row:
        if row.kind == ItemKind.DEMAND:
            raise Refused("需求不用确认。办好了的请办结认领，不再需要的请撤回。")
        if on < row.published_on:
            raise Refused("确认日期不能早于发布日期。")
        if row.confirmed_on and on < row.confirmed_on:
            raise Refused(f"{day(row.confirmed_on)}已经确认过，请填这一天以后的日期。")
        row.confirmed_on = on


def confirm_all(rows: QuerySet, user: User, request: HttpRequest | None = None) -> int:
    """Those of the rows that the user may confirm today; how many."""
    is_due = Q(confirmed_on=None) | Q(confirmed_on__lt=today())
    return move_all(
        CONFIRM, rows.exclude(kind=ItemKind.DEMAND).filter(is_due), user, request, confirmed_on=today()
    )


def withdraw(item: ListItem, by: Who, request: HttpRequest | None = None, *, on: date, reason: str) -> None:
    """Off its list from that day on; days before it count it as listed."""
    with moving(WITHDRAW, item, by, request, reason) as row:
        if why := kept_by(row):
            raise Refused(why)
        row.withdrawn_on, row.withdrawal_reason = on, reason.strip()


def relist(item: ListItem, by: Who, request: HttpRequest | None = None) -> None:
    """Only on the day of the withdrawal: afterwards days have been counted without it."""
    with moving(RELIST, item, by, request) as row:
        if not may_relist(row):
            raise Refused(counted_without(row.withdrawn_on))
        row.withdrawn_on, row.withdrawal_reason = None, ""


def counted_without(since: date) -> str:
    return f"{day(since)}起已按撤回统计，不能再撤销。要重新上清单，请另录一条。"


def may_relist(item: ListItem) -> bool:
    """Has no day yet been counted without it?"""
    return item.withdrawn_on is not None and item.withdrawn_on >= today()


def kept_by(item: ListItem) -> str:
    """Why it can't be withdrawn: somebody is at work on it; "" when nobody is. One query."""
    at_work = Claim.objects.filter(item=item.pk, status__in=_UNFINISHED).count()
    if not at_work:
        return ""
    if item.kind == ItemKind.SERVICE:
        return f"还有{at_work}个点单没有办完，请先出单、退单或不接单，再撤回。"
    return f"还有{at_work}项认领没有办完，请先办结、退回或谢绝，再撤回。"
