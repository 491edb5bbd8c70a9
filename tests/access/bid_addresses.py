"""Rows for the addresses of what is on offer (揭榜挂帅)."""

from datetime import date

from partnerships import bid_receipt
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import BidFactory


def _offered(place, is_public):
    offered = {"decided_on": None, "offered_on": date(2019, 5, 1), "goal": "修好路灯"}
    return {"pk": ProjectFactory(organization=place, is_public=is_public, **offered).pk}


def _receipt(place, is_public):
    """Whoever has the receipt's address may open it; nobody makes one of a row's key."""
    bid = BidFactory(project__organization=place)
    return {"token": bid_receipt.address_of(bid.pk).split("/")[-2] if is_public else bid.pk}


PAGES = [
    (r"projects/<int:pk>/bid/", _offered),
    (r"projects/bid/", _receipt),
]
