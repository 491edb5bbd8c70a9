"""Rows for the addresses of what is on offer (揭榜挂帅)."""

from datetime import date

from partnerships import bid_receipt
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import BidFactory


def _offered(place, is_public):
    offered = {"decided_on": None, "offered_on": date(2019, 5, 1), "goal": "修好路灯"}
    return {"pk": ProjectFactory(organization=place, is_public=is_public, **offered).pk}


def _receipt(place, is_public):
    """Whoever has the address of a bid's receipt reads it."""
    bid = BidFactory(project__organization=place)
    return {"token": bid_receipt.address_of(bid.pk).rstrip("/").rpartition("/")[2]}


PAGES = [
    (r"projects/<int:pk>/bid/", _offered),
    (r"projects/bid/", _receipt),
]
