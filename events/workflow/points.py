"""Points of units, organisations and volunteers: given by published rules, taken back by counter-entries.

Nothing is ever changed. An account's row is locked while an entry is written, so the same thing gives points
once, and who spends sees what was spent. Spending and deducting never bring a balance below zero. Only taking
back what was wrongly given may: the points may have been spent meanwhile, and what comes later makes up for
them first.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from events.enums import AccountState, PointEvent, PointLine
from events.models import PointAccount, PointEntry, PointRule, Volunteer
from lib.days import today
from lib.privacy import is_impersonal
from lib.templatetags.jiedao_text import day as day_words
from orgs import audit
from orgs.access import Action, least_role
from orgs.enums import AuditAct
from orgs.models import Organization, Unit, User
from orgs.moves import Move, Refused, Who

if TYPE_CHECKING:
    from django.http import HttpRequest

Holder = Organization | Unit | Volunteer

GRANT = Move("grant", "加分", tuple(AccountState), Action.ADD)
DEDUCT = Move("deduct", "扣减", tuple(AccountState), Action.REVIEW, needs_reason=True)
COUNTER = Move("counter", "冲销", tuple(AccountState), Action.REVIEW, needs_reason=True)
_LONGEST = 200  # characters of a reason


def account_of(holder: Holder) -> PointAccount:
    """Its account, opened where there is none yet."""
    field = {Organization: "holder", Unit: "unit", Volunteer: "volunteer"}[type(holder)]
    account, _ = PointAccount.objects.get_or_create(
        **{field: holder}, defaults={"organization": place_of(holder)}
    )
    return account


def place_of(holder: Holder) -> Organization:
    """Where its account is filed: an organisation's at itself, a unit's where it stands."""
    if isinstance(holder, Organization):
        return holder
    if isinstance(holder, Unit):
        return holder.community or Organization.objects.office()
    return holder.organization


def rule_for(holder: Holder, event: PointEvent, on: date) -> PointRule | None:
    """The one in force that day for what the holder does; the nearest of those above it. One query."""
    line = PointLine.VOLUNTEERS if isinstance(holder, Volunteer) else PointLine.UNITS
    rules = PointRule.objects.in_force(on).filter(line=line, event=event)
    return rules.holding_at(place_of(holder)).first()


def worth(rule: PointRule, times: Decimal | int) -> int:
    """Points for so many times (hours): halves are rounded up."""
    return int((rule.points * Decimal(times)).quantize(Decimal(1), ROUND_HALF_UP))


def award(
    holder: Holder,
    event: PointEvent,
    source: str,
    on: date,
    by: Who | None,
    *,
    times: Decimal | int = 1,
    reason: str = "",
) -> PointEntry | None:
    """Points for what was done on a day, once for each source ("service:12"); None where no rule gives any.

    The caller's verb has asked for the rights: partners get points though their accounts are filed elsewhere.
    What was taken back may be given again.
    """
    rule = rule_for(holder, event, on)
    if rule is None or not (points := worth(rule, times)):
        return None
    with transaction.atomic():
        account = locked(account_of(holder))
        given = list(_of_source(source).filter(account=account).select_related("corrected_by"))
        if standing := next((each for each in given if not hasattr(each, "corrected_by")), None):
            return standing
        again = f"{source}#{len(given) + 1}" if given else source
        return write(
            PointEntry(
                account=account,
                day=on,
                points=points,
                reason=_reason(reason) or rule.text,
                rule=rule,
                source=again,
            ),
            by,
            None,
            PointEvent(event).label,
        )


def take_back(source: str, by: Who | None, reason: str) -> list[PointEntry]:
    """Counters what the source gave, on whichever accounts; called by the verb that undoes it."""
    with transaction.atomic():
        given = _of_source(source).filter(corrects=None, corrected_by=None)
        keys = sorted(given.values_list("account", flat=True).distinct())
        for account in PointAccount.objects.filter(pk__in=keys).order_by("pk"):
            locked(account)
        return [_countered(entry, by, None, reason) for entry in given.order_by("pk")]


def grant(
    account: PointAccount,
    by: User,
    request: HttpRequest | None = None,
    *,
    rule: PointRule,
    day: date,
    times: int = 1,
    reason: str,
) -> PointEntry:
    """Points by a published rule for what no record tells of (其他加分)."""
    with transaction.atomic():
        account = _opened(account, by, Action.ADD)
        in_force = PointRule.objects.in_force(day).filter(line=account.line, event=PointEvent.OTHER)
        if not in_force.holding_at(account.organization).filter(pk=rule.pk).exists():
            raise Refused(f"这条积分规则在{day_words(day)}没有生效，请核对日期，或换一条规则。")
        entry = PointEntry(account=account, day=day, points=worth(rule, times), reason=reason, rule=rule)
        return write(entry, by, request, GRANT.word)


def deduct(
    account: PointAccount, by: User, request: HttpRequest | None = None, *, points: int, reason: str
) -> PointEntry:
    """`Refused` for more than the account has."""
    with transaction.atomic():
        account = _opened(account, by, Action.REVIEW)
        refuse_shortage(account, points)
        entry = PointEntry(account=account, day=today(), points=-points, reason=reason)
        return write(entry, by, request, DEDUCT.word)


def counter(entry: PointEntry, by: User, request: HttpRequest | None = None, *, reason: str) -> PointEntry:
    """An entry of the opposite points, dated today: days before keep the balance that was told of them."""
    if not reason.strip():
        raise ValueError("counter needs a reason")
    with transaction.atomic():
        account = _opened(entry.account, by, Action.REVIEW)
        if entry.corrects_id:
            raise Refused("这一笔本身是冲销，不能再冲销。要恢复原来那一笔，请重新加分。")
        if entry.redemption_id:
            raise Refused("这一笔是兑换奖品用掉的，请到“兑换”里取消那次兑换。")
        if PointEntry.objects.filter(corrects=entry).exists():
            raise Refused("这一笔已经冲销过了，请刷新后再看。")
        entry.account = account
        return _countered(entry, by, request, reason)


def locked(account: PointAccount) -> PointAccount:
    """Its row, until the transaction ends."""
    return (
        PointAccount.objects.select_for_update(of=("self",)).select_related("organization").get(pk=account.pk)
    )


def refuse_shortage(account: PointAccount, points: int) -> None:
    """`Refused`, with the balance in words, for who has fewer points. The account is locked."""
    had = account.balance()
    if had < points:
        raise Refused(f"积分不够：现在有{had}分，需要{points}分。")


def write(entry: PointEntry, by: Who | None, request: HttpRequest | None, word: str) -> PointEntry:
    """Into the book, and into the audit; the account is locked."""
    entry.user = by if isinstance(by, User) else None
    try:
        entry.full_clean(exclude=["account", "rule", "redemption", "corrects", "user"])
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    entry.save()
    told = [("日期", "", day_words(entry.day)), ("积分", "", f"{entry.points:+}"), ("事由", "", entry.reason)]
    actor = by if isinstance(by, str) else ""
    detail = f"{word}（{actor}）" if actor else word
    audit.log(
        AuditAct.ACT, request=request, user=entry.user, record=entry.account, changes=told, detail=detail
    )
    return entry


def _opened(account, by, action):
    """The locked row, for whom the table of roles lets write (or counter) entries of it."""
    if not PointAccount.objects.under(by, least_role(PointEntry, action)).filter(pk=account.pk).exists():
        raise PermissionDenied
    return locked(account)


def _reason(words):
    """Of old records: a number in the title of one keeps nobody from the points."""
    words = words[:_LONGEST]
    return words if is_impersonal(words) else ""


def _of_source(source):
    return PointEntry.objects.filter(Q(source=source) | Q(source__startswith=f"{source}#")).order_by("pk")


def _countered(entry, by, request, reason):
    opposite = PointEntry(
        account=entry.account,
        day=today(),
        points=-entry.points,
        reason=reason.strip()[:_LONGEST],
        rule=entry.rule,
        corrects=entry,
    )
    return write(opposite, by, request, COUNTER.word)
