"""Money of funds: it comes in, it is used, and what was wrong is countered. Nothing is ever changed.

The fund's row is locked while an entry is written, so two that spend at once see each other; then no day's
balance from the entry's own on may be below zero, unless the fund may be overdrawn.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from lib.days import today
from lib.templatetags.jiedao_text import day as day_words
from orgs import audit
from orgs.access import Action, least_role
from orgs.enums import AuditAct
from orgs.models import Unit, User
from orgs.moves import Move, Refused
from partnerships.enums import FundState
from partnerships.models import Fund, FundEntry, Project

if TYPE_CHECKING:
    from django.core.files import File
    from django.http import HttpRequest

RECEIVE = Move("receive", "收入", tuple(FundState), Action.CHANGE)
SPEND = Move("spend", "支出", tuple(FundState), Action.CHANGE)
COUNTER = Move("counter", "冲销", tuple(FundState), Action.REVIEW, needs_reason=True)


def enter(
    fund: Fund,
    by: User,
    request: HttpRequest | None = None,
    *,
    day: date,
    amount: Decimal,
    purpose: str,
    document: File | str | None = None,
    project: Project | None = None,
    donor: Unit | None = None,
    donor_name: str = "",
    donor_is_named: bool = False,
) -> FundEntry:
    """Money that came in (positive) or was used (negative).

    Raises PermissionDenied for who may not write in this fund's book, `Refused` with the balance in words for
    what is not there to be spent, and for values that the book does not take.
    """
    entry = FundEntry(
        day=day,
        amount=amount,
        purpose=purpose,
        document=document or "",
        project=project,
        donor=donor,
        donor_name=donor_name,
        donor_is_named=donor_is_named,
    )
    with transaction.atomic():
        entry.fund = _locked(fund, by, Action.ADD)
        return _written(entry, by, request, RECEIVE if amount > 0 else SPEND)


def counter(entry: FundEntry, by: User, request: HttpRequest | None = None, *, reason: str) -> FundEntry:
    """An entry of the opposite amount, dated today: days before it keep the balance that was told of them."""
    if not reason.strip():
        raise ValueError("counter needs a reason")
    with transaction.atomic():
        fund = _locked(entry.fund, by, Action.REVIEW)
        if entry.corrects_id:
            raise Refused("这一笔本身是冲销，不能再冲销。要恢复原来那一笔，请重新录入。")
        if FundEntry.objects.filter(corrects=entry).exists():
            raise Refused("这一笔已经冲销过了，请刷新后再看。")
        opposite = FundEntry(
            fund=fund,
            day=today(),
            amount=-entry.amount,
            purpose=reason.strip(),
            project=entry.project,
            corrects=entry,
        )
        return _written(opposite, by, request, COUNTER)


def _locked(fund, by, action):
    """Its row, for whom the table of roles lets write (or counter) entries of it."""
    open_funds = Fund.objects.under(by, least_role(FundEntry, action))
    if not open_funds.filter(pk=fund.pk).exists():
        raise PermissionDenied
    return Fund.objects.select_for_update(of=("self",)).get(pk=fund.pk)


def _written(entry, by, request, move):
    entry.user = by
    try:
        entry.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    _refuse_overdraft(entry.fund, entry.day, entry.amount)
    entry.save()  # only now: a file that was stored would stay behind
    _tell(entry, by, request, move)
    return entry


def _refuse_overdraft(fund, day, amount):
    """What is used on a day is missing on every later one."""
    if amount > 0 or fund.may_overdraw or fund.lowest(day) + amount >= 0:
        return
    had = fund.balance(day)
    if had + amount >= 0:
        lowest = _words(fund.lowest(day) + amount)
        raise Refused(
            f"余额不足：{day_words(day)}余额是{_words(had)}元，记上这一笔，后来的余额会变成{lowest}元。"
            "请核对日期和金额。"
        )
    when = "现在" if day == today() else day_words(day)
    raise Refused(f"余额不足：{when}余额是{_words(had)}元，这一笔要{_words(-amount)}元。请核对金额。")


def _words(amount):
    return f"{amount:,.2f}"


def _tell(entry, by, request, move):
    """A donor's name is not told: the audit is kept for longer than it."""
    told = [("日期", "", day_words(entry.day)), ("金额（元）", "", _words(entry.amount))]
    told.append(("事由", "", entry.purpose))
    if entry.corrects:
        told.append(("冲销", "", f"{day_words(entry.corrects.day)}“{entry.corrects.purpose}”"))
    if entry.document:
        told.append(("凭证", "", "已上传"))
    audit.log(AuditAct.ACT, request=request, user=by, record=entry.fund, changes=told, detail=move.word)
