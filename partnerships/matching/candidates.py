"""Which records may be proposed: shown to whoever asks, on their list, free in that time, still open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from partnerships.enums import ItemKind
from partnerships.models import Claim, ListItem

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orgs.models import User

OFFERS = [ItemKind.RESOURCE, ItemKind.SERVICE]
# Dates so far off that nothing is dated beyond them, for what has no beginning or no end.
FIRST, LAST = date.min, date.max


def candidates(item: ListItem, user: User | None, at: date) -> QuerySet[ListItem]:
    """For a demand resources and services; for one of these the demands that it could answer.

    Residents (no user) are proposed what residents see, staff also what their branches hold.
    """
    shown = ListItem.objects.public()
    if user is not None:
        shown |= ListItem.objects.visible_to(user)
    listed = (
        shown.on_list(at).filter(Q(available_until=None) | Q(available_until__gte=at)).exclude(pk=item.pk)
    )
    if item.unit_id:  # nobody needs to be told of what is theirs
        listed = listed.exclude(unit=item.unit_id)
    return _offers(listed, item, at) if item.kind == ItemKind.DEMAND else _demands(listed, item, at)


def time_of(item: ListItem, at: date) -> tuple[date, date]:
    """From when until when it is needed, or free. A demand is to be met about when it must be claimed, unless
    that has passed: then as soon as anybody can.
    """
    ends = item.available_until
    if ends is None and item.claim_by and item.claim_by >= at:
        ends = max(item.claim_by, item.available_from or at)
    return max(at, item.available_from or at), ends or LAST


def _offers(listed, demand, at):
    begins, ends = time_of(demand, at)
    return listed.filter(
        Q(available_from=None) | Q(available_from__lte=ends),
        Q(available_until=None) | Q(available_until__gte=begins),
        kind__in=OFFERS,
    )


def _demands(listed, offer, at):
    """Those that still have a place, and that no project answers."""
    begins, ends = time_of(offer, at)
    in_time = (
        Q(available_until__gte=begins)
        | Q(available_until=None) & (Q(claim_by=None) | Q(claim_by__lt=at) | Q(claim_by__gte=begins))
        | Q(available_until=None, available_from__gte=begins)
    )
    taken = Claim.objects.holding().order_by().values("item").annotate(held=Count("pk"))
    full = taken.filter(held__gte=F("item__places")).values("item")
    answered = ListItem.objects.matched(at).order_by().values("pk")
    needed = listed.filter(
        in_time, Q(available_from=None) | Q(available_from__lte=ends), kind=ItemKind.DEMAND
    )
    return needed.exclude(pk__in=full).exclude(pk__in=answered)
