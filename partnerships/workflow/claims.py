"""Claims from hand to hand: 待确认 → 已认领 → 办理中 → 已办结 → 已评价, or 退回, 谢绝, 过期 with a reason.

A claim is filed under the side that asks. That side confirms who claims its demand; an order (点单) is
accepted by the side that offers the service. Both write down what happens, and so does an organisation that
holds a claim; the asking side alone rates.
Orders go through the same states under words of their own (`MOVES_OF_ORDERS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lib.days import today
from orgs.access import Action, least_role
from orgs.models import ConsentText, Organization, Unit, User
from orgs.moves import Move, Refused, Who, moving, tell_begun
from partnerships.enums import UNDER_WAY, ClaimOrigin, ClaimState, ItemState, PartnerRole
from partnerships.models import Agreement, Claim, ClaimParty, ListItem, ProgressNote
from partnerships.workflow import places
from partnerships.workflow.places import Party
from partnerships.workflow.places import places_left as places_left

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

_PENDING, _BEGUN = (ClaimState.PENDING,), UNDER_WAY
BY_FORM = "认领单位（网上认领）"

BOTH_SIDES, HOLDERS = "open_to_both_sides", "open_to_holders"

# On a demand.
ASSIGN = Move("assign", "派单", (ItemState.OPEN, ItemState.STALE))

CONFIRM = Move("confirm", "确认认领", _PENDING)
DECLINE = Move("decline", "谢绝", _PENDING, needs_reason=True)
CONTACT = Move("contact", "登记联系", _BEGUN, rows=HOLDERS)
START = Move("start", "开始办理", (ClaimState.CLAIMED,), rows=HOLDERS)
FINISH = Move("finish", "办结", _BEGUN)
RATE = Move("rate", "评价", (ClaimState.DONE,))
RETURN = Move("return", "退回", _BEGUN, needs_reason=True, rows=HOLDERS)
EXPIRE = Move("expire", "按过期处理", _BEGUN, needs_reason=True)
MOVES = (CONFIRM, DECLINE, CONTACT, START, FINISH, RATE, RETURN, EXPIRE)

MOVES_OF_ORDERS = (
    replace(CONFIRM, word="接单", rows="open_to_provider"),
    replace(DECLINE, word="不接单", rows=BOTH_SIDES),
    CONTACT,
    replace(START, word="开始服务"),
    replace(FINISH, word="出单", rows=BOTH_SIDES),
    replace(RATE, word="评单"),
    replace(RETURN, word="退单"),
    EXPIRE,
)
_OF_ORDERS = {move.key: move for move in MOVES_OF_ORDERS}


def move_of(move: Move, claim: Claim) -> Move:
    """The verb as it is for that claim."""
    return _OF_ORDERS[move.key] if claim.is_order else move


@transaction.atomic
def assign(
    item: ListItem,
    parties: Sequence[Party],
    user: User,
    request: HttpRequest | None = None,
    *,
    due_on: date | None = None,
    offer: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    status: ClaimState = ClaimState.CLAIMED,
    origin: ClaimOrigin = ClaimOrigin.ASSIGNED,
) -> Claim:
    """派单: staff give a demand to units or organisations, the first of which leads. Takes a place.

    Raises PermissionDenied for who may not enter claims there, `Refused` for whatever else stands in the way.
    """
    _must_be_somebody(parties)
    row = places.locked(item)
    _may_ask(user, row.organization)
    places.take_place(row)
    places.must_not_hold(row, parties)
    claim = Claim(
        item=row,
        organization=row.organization,
        origin=origin,
        status=status,
        claimed_on=None if status == ClaimState.PENDING else today(),
        due_on=due_on,
        offer=offer,
        contact_name=contact_name,
        contact_phone=contact_phone,
    )
    return _begun(claim, parties, ClaimOrigin(origin).label, user, request)


@transaction.atomic
def apply(
    item: ListItem,
    *,
    unit_name: str,
    contact_name: str,
    contact_phone: str,
    offer: str,
    consent: ConsentText | None,
    unit: Unit | None = None,
    request: HttpRequest | None = None,
) -> Claim:
    """网上认领: a unit's contact claims a demand by the public form. Takes a place; staff confirm it."""
    row = places.locked(item)
    places.must_be_public(row)
    places.must_be_unheard(row, unit_name)
    parties = [unit] if unit else []
    places.must_not_hold(row, parties)
    places.take_place(row)
    claim = Claim(
        item=row,
        organization=row.organization,
        origin=ClaimOrigin.PUBLIC,
        unit_name=unit_name,
        contact_name=contact_name,
        contact_phone=contact_phone,
        offer=offer,
        consent=consent,
        consented_at=timezone.now() if consent else None,
    )
    return _begun(claim, parties, ClaimOrigin.PUBLIC.label, BY_FORM, request)


@transaction.atomic
def order(
    service: ListItem,
    organization: Organization,
    user: User,
    request: HttpRequest | None = None,
    *,
    wanted: str = "",
    due_on: date | None = None,
) -> Claim:
    """点单: an organisation orders a service; who offers it accepts or not. Services have no places."""
    row = places.locked(service)
    _may_ask(user, organization)
    places.take_order(row, organization)
    claim = Claim(
        item=row, organization=organization, origin=ClaimOrigin.ORDERED, offer=wanted, due_on=due_on
    )
    return _begun(claim, [row.party], ClaimOrigin.ORDERED.label, user, request)


@transaction.atomic
def confirm(
    claim: Claim,
    by: Who,
    request: HttpRequest | None = None,
    *,
    parties: Sequence[Party] = (),
    due_on: date | None = None,
    agreement: Agreement | None = None,
) -> None:
    """Both sides agree: who holds it (those who did, where none are named), and until when."""
    with moving(move_of(CONFIRM, claim), claim, by, request) as row:
        # After the claim, as the claim's form does: of two that lock in another order, one would fail.
        item = places.locked(row.item)
        if parties:
            row.parties.all().delete()
            _hold(row, parties)
        held = [party.party for party in row.parties.select_related("unit", "organization")]
        _must_be_somebody(held)
        if not row.is_order:
            places.must_not_hold(item, held, but=row)
        row.status, row.claimed_on = ClaimState.CLAIMED, today()
        row.due_on, row.agreement = due_on or row.due_on, agreement or row.agreement
    _forget_rows(claim)


def decline(claim: Claim, by: Who, request: HttpRequest | None = None, *, reason: str) -> None:
    """The place is free again."""
    with moving(move_of(DECLINE, claim), claim, by, request, reason) as row:
        _give_back(row, ClaimState.DECLINED, reason)


def decline_all(rows: QuerySet, user: User, request: HttpRequest | None = None, *, reason: str) -> int:
    """Those of the rows that wait to be confirmed and that the user may decline; how many. Each in its own
    transaction, so that nobody's claiming waits for all of them.
    """
    own = Claim.objects.open_to_both_sides(user, DECLINE.needs).filter(status=ClaimState.PENDING)
    chosen = own.filter(pk__in=rows.order_by().values("pk")).select_related("item").order_by("pk")
    return sum(_declined(claim, user, request, reason) for claim in list(chosen))


def contact(claim: Claim, by: Who, request: HttpRequest | None = None, *, on: date) -> None:
    """The two sides got in touch; what is not in touch after so many days is flagged."""
    with moving(move_of(CONTACT, claim), claim, by, request) as row:
        if on < row.claimed_on:
            raise Refused("联系日期不能早于认领日期。")
        row.contacted_on = on


def start(claim: Claim, by: Who, request: HttpRequest | None = None) -> None:
    with moving(move_of(START, claim), claim, by, request) as row:
        row.status = ClaimState.WORKING


@transaction.atomic
def finish(
    claim: Claim,
    by: Who,
    request: HttpRequest | None = None,
    *,
    on: date,
    result: str,
    public_notes: Iterable[ProgressNote] | None = None,
) -> None:
    """Done. Residents are shown those of its notes, and no others, that are named; None leaves all as is."""
    with moving(move_of(FINISH, claim), claim, by, request) as row:
        row.status, row.done_on, row.result = ClaimState.DONE, on, result
        if public_notes is not None:
            _show(row, [note.pk for note in public_notes])
    _forget_rows(claim)


def rate(
    claim: Claim, by: Who, request: HttpRequest | None = None, *, rating: int, comment: str = ""
) -> None:
    """By the asking side alone, from 1 to 5."""
    with moving(move_of(RATE, claim), claim, by, request) as row:
        row.status, row.rated_on = ClaimState.RATED, today()
        row.rating, row.rating_comment = rating, comment


def give_back(claim: Claim, by: Who, request: HttpRequest | None = None, *, reason: str) -> None:
    """退回: it is not done after all; the place is free again."""
    with moving(move_of(RETURN, claim), claim, by, request, reason) as row:
        _give_back(row, ClaimState.RETURNED, reason)


def expire(claim: Claim, by: Who, request: HttpRequest | None = None, *, reason: str) -> None:
    """Its day has passed and nobody does it: the place is free again."""
    with moving(move_of(EXPIRE, claim), claim, by, request, reason) as row:
        if not row.is_overdue():
            raise Refused("还没有过办理时限，不能按过期处理；不办了的请用“退回”。")
        _give_back(row, ClaimState.EXPIRED, reason)


def _declined(claim, user, request, reason):
    try:
        decline(claim, user, request, reason=reason)
    except Refused:  # somebody was quicker
        return False
    return True


def _begun(claim, parties, word, by, request):
    try:
        claim.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    claim.save()
    _hold(claim, parties)
    tell_begun(claim, word, by, request)
    return claim


def _hold(claim, parties):
    for number, party in enumerate(dict.fromkeys(parties)):
        name = "unit" if isinstance(party, Unit) else "organization"
        role = PartnerRole.TAKES_PART if number else PartnerRole.LEAD
        ClaimParty.objects.create(claim=claim, role=role, **{name: party})


def _show(claim, notes):
    claim.notes.exclude(pk__in=notes).update(is_public=False)
    claim.notes.filter(pk__in=notes).update(is_public=True)


def _give_back(row, status, reason):
    row.status, row.closed_on, row.reason = status, today(), reason.strip()


def _must_be_somebody(parties):
    if not parties:
        raise Refused("请选择认领单位或党组织。")


def _may_ask(user, organization):
    """Claims are filed under who asks: the user must be one who may enter them there."""
    own = Organization.objects.under(user, least_role(Claim, Action.ADD))
    if not own.filter(pk=organization.pk).exists():
        raise PermissionDenied


def _forget_rows(claim):
    """What was fetched with the claim before the verb is asked for anew."""
    getattr(claim, "_prefetched_objects_cache", {}).clear()
