"""What claims tell of list items, for the rows of a page: places taken, who claimed, how often ordered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Avg, Count

from orgs.templatetags.orgs_names import public_name
from partnerships.enums import ItemKind, ItemState
from partnerships.models import Claim, ClaimParty, ListItem


@dataclass
class Tally:
    taken: int = 0  # places of a demand
    claimants: list[str] = field(default_factory=list)  # names that residents may read, the leads first
    orders: int = 0  # accepted ones of a service
    ratings: int = 0
    rating: float | None = None  # their mean, 1 to 5


def tally(items: Iterable[ListItem]) -> None:
    """Sets `tally`, `places_left` and `may_be_claimed` on items of one kind, which residents may see.

    One query for services, two for demands, none for resources.
    """
    items = list(items)
    if not items:
        return
    found = defaultdict(Tally)
    if items[0].kind == ItemKind.DEMAND:
        _count_places(found, items)
        _name_claimants(found, items)
    elif items[0].kind == ItemKind.SERVICE:
        _count_orders(found, items)
    for item in items:
        item.tally = found[item.pk]
        item.places_left = max(0, item.places - item.tally.taken) if item.kind == ItemKind.DEMAND else 0
        item.may_be_claimed = item.places_left > 0 and item.state() == ItemState.OPEN


def _count_places(found, items):
    held = Claim.objects.holding().filter(item__in=items).order_by()
    for item, taken in held.values_list("item").annotate(Count("pk")):
        found[item].taken = taken


def _name_claimants(found, items):
    claims = _confirmed(items)
    parties = ClaimParty.objects.filter(claim__in=claims).select_related("claim", "unit", "organization")
    for party in parties.order_by("claim", "role", "pk"):
        found[party.claim.item_id].claimants.append(public_name(party.party))


def _count_orders(found, items):
    orders = _confirmed(items).values_list("item")
    for item, *told in orders.annotate(Count("pk"), Count("rating"), Avg("rating")):
        found[item].orders, found[item].ratings, found[item].rating = told


def _confirmed(items):
    """As `Claim.objects.public()`, but for whether the items are: they are on a page of what is."""
    return Claim.objects.holding().filter(claimed_on__isnull=False, item__in=items).order_by()
