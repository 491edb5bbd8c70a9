"""Places of list items: a demand has so many, claims take them, and none is given twice.

Whatever takes a place holds the item's row locked from before it counts until it is done; whoever comes at
the same instant waits, and counts then.
"""

from __future__ import annotations

from orgs.enums import ReviewState
from orgs.models import Organization, Unit
from orgs.moves import Refused
from orgs.names import loose
from partnerships.enums import COMPLETED, ItemKind, ItemState
from partnerships.models import Claim, ClaimParty, ListItem

Party = Unit | Organization

_OPEN = (ItemState.OPEN, ItemState.STALE)
_TWICE = "“{}”已经认领了这一条，不用再认领。"


def places_left(item: ListItem) -> int:
    """How many more may claim it; never below zero. One query."""
    return max(0, item.places - item.claims.holding().count())


def locked(item: ListItem) -> ListItem:
    """The item's row, for this transaction alone until its end."""
    row = ListItem._base_manager.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if row is None:
        raise Refused("这一条已经删除，不能再认领。")
    return row


def take_place(item: ListItem) -> None:
    """Refused where the locked demand has no place left, or nobody may claim it any more."""
    _must_be(item, ItemKind.DEMAND, "只有需求可以认领。")
    _must_be_listed(item)
    if not places_left(item):
        raise Refused("名额已满，这一条已经有人认领。请看看别的需求。")


def take_order(item: ListItem, organization: Organization) -> None:
    """Refused where the locked service may not be ordered, or the organisation waits for it already."""
    _must_be(item, ItemKind.SERVICE, "只有服务可以点单。")
    _must_be_listed(item)
    waiting = item.claims.holding().exclude(status__in=COMPLETED)
    if waiting.filter(organization=organization).exists():
        raise Refused(f"“{organization}”点的这项服务还没有办完，不能再点。")


def must_be_public(item: ListItem) -> None:
    if not ListItem.objects.public().filter(pk=item.pk).exists():
        raise Refused("这条需求已经不在公开的清单上，不能认领。")


def must_not_hold(item: ListItem, parties: list[Party], but: Claim | None = None) -> None:
    """Refused where one of the parties, or the unit that it stands for, holds a claim of the item already."""
    others = item.claims.holding().exclude(pk=but.pk if but else None).order_by()
    held = ClaimParty.objects.filter(claim__in=others).select_related("organization", "unit")
    units = {row.unit_id for row in held} - {None}
    organizations = {row.organization_id for row in held if row.unit_id is None}
    for party in parties:
        unit = unit_of(party)
        if unit in units or (unit is None and party.pk in organizations):
            raise Refused(_TWICE.format(party))


def must_be_unheard(item: ListItem, name: str) -> None:
    """Refused where a unit of that name, as typed or as staff found it to be, holds a claim of the item."""
    for claim in item.claims.holding().prefetch_related("parties__unit", "parties__organization"):
        known = [claim.unit_name, *(str(each) for each in claim.parties.all())]
        known += [each.unit.name for each in claim.parties.all() if each.unit]
        if loose(name) in {loose(each) for each in known if each}:
            raise Refused(_TWICE.format(name))


def unit_of(party: Party) -> int | None:
    return party.pk if isinstance(party, Unit) else party.unit_id


def _must_be(item, kind, words):
    if item.kind != kind:
        raise Refused(words)


def _must_be_listed(item):
    state = item.state()
    if item.review != ReviewState.PUBLISHED:
        raise Refused(f"“{item}”还没有审核发布，请先发布。")
    if state not in _OPEN:
        raise Refused(f"“{item}”现在是“{state.label}”，不能再认领或点单。")
