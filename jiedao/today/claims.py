"""What waits of claims and orders of services."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Prefetch

from jiedao.today.groups import DECIDE, LATE, SOON
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind
from partnerships.enums import ClaimState
from partnerships.models import Claim, ClaimParty, ProgressNote
from partnerships.workflow import claims

_OF_ORDERS = {move.key: move for move in claims.MOVES_OF_ORDERS}


def days_until(due: date, at: date) -> str:
    """How far a day is, in words."""
    days = (due - at).days
    if days < 0:
        return f"应于{day(due)}前，已过{-days}天"
    return f"{day(due)}前，还有{days}天" if days else f"{day(due)}，就是今天"


def _demands(rows):
    return rows.of_demands()


def _orders(rows):
    return rows.orders()


def _pending(rows):
    return rows.filter(status=ClaimState.PENDING)


def _due_soon(rows, at):
    soon = at + timedelta(days=settings.DEADLINE_NOTICE_DAYS)
    untouched = Claim.objects.without_contact(at).order_by().values("pk")
    return rows.under_way().filter(due_on__gte=at, due_on__lte=soon).exclude(pk__in=untouched)


def _said_done(rows):
    """Whoever holds it wrote so by the private link."""
    told = ProgressNote.objects.saying_done().order_by().values("claim")
    return rows.under_way().filter(pk__in=told)


def _claim_kind(**told):
    # A name is made of those who hold the claim, and what they hold.
    parties = Prefetch("parties", ClaimParty.objects.select_related("organization", "unit"))
    return Kind(model=Claim, related=("item",), prefetched=(parties,), **told)


def _due_words(claim, at):
    return days_until(claim.due_on, at)


KINDS = (
    _claim_kind(
        key="claims-late",
        group=LATE,
        title="逾期没有办结的认领",
        waiting=lambda rows, at, user: _demands(rows).overdue(at),
        day="due_on",
        words=_due_words,
        verb=claims.FINISH,
    ),
    _claim_kind(
        key="orders-late",
        group=LATE,
        title="逾期没有出单的服务",
        waiting=lambda rows, at, user: _orders(rows).overdue(at),
        day="due_on",
        words=_due_words,
        verb=_OF_ORDERS["finish"],
    ),
    _claim_kind(
        key="claims-untouched",
        group=LATE,
        title="认领后还没有联系的",
        waiting=lambda rows, at, user: _not_overdue(_demands(rows).without_contact(at), at),
        day="claimed_on",
        words=lambda claim, at: f"认领{(at - claim.claimed_on).days}天，还没有联系",
        verb=claims.CONTACT,
    ),
    _claim_kind(
        key="orders-untouched",
        group=LATE,
        title="接单后还没有联系的",
        waiting=lambda rows, at, user: _not_overdue(_orders(rows).without_contact(at), at),
        day="claimed_on",
        words=lambda claim, at: f"接单{(at - claim.claimed_on).days}天，还没有联系",
        verb=_OF_ORDERS["contact"],
    ),
    _claim_kind(
        key="claims-pending",
        group=DECIDE,
        title="待确认的认领",
        waiting=lambda rows, at, user: _pending(_demands(rows)),
        day="created_at__date",
        words=lambda claim, at: f"{day(claim.created_at)}提出",
        verb=claims.CONFIRM,
    ),
    _claim_kind(
        key="orders-pending",
        group=DECIDE,
        title="待接的点单",
        waiting=lambda rows, at, user: _pending(_orders(rows)),
        day="created_at__date",
        words=lambda claim, at: f"{day(claim.created_at)}点单",
        verb=_OF_ORDERS["confirm"],
    ),
    _claim_kind(
        key="claims-said-done",
        group=DECIDE,
        title="对方说办完了，待办结的认领",
        waiting=lambda rows, at, user: _said_done(_demands(rows)),
        day="claimed_on",
        words=lambda claim, at: f"{day(claim.claimed_on)}认领",
        verb=claims.FINISH,
    ),
    _claim_kind(
        key="claims-done",
        group=DECIDE,
        title="办结了，待评价的认领",
        waiting=lambda rows, at, user: _demands(rows).filter(status=ClaimState.DONE),
        day="done_on",
        words=lambda claim, at: f"{day(claim.done_on)}办结",
        verb=claims.RATE,
    ),
    _claim_kind(
        key="orders-done",
        group=DECIDE,
        title="出单了，待评单的服务",
        waiting=lambda rows, at, user: _orders(rows).filter(status=ClaimState.DONE),
        day="done_on",
        words=lambda claim, at: f"{day(claim.done_on)}出单",
        verb=_OF_ORDERS["rate"],
    ),
    _claim_kind(
        key="claims-due",
        group=SOON,
        title="快到办理时限的认领",
        waiting=lambda rows, at, user: _due_soon(_demands(rows), at),
        day="due_on",
        words=_due_words,
        verb=claims.FINISH,
    ),
    _claim_kind(
        key="orders-due",
        group=SOON,
        title="快到时限的点单",
        waiting=lambda rows, at, user: _due_soon(_orders(rows), at),
        day="due_on",
        words=_due_words,
        verb=_OF_ORDERS["finish"],
    ),
)


def _not_overdue(rows, at):
    return rows.exclude(due_on__lt=at)
