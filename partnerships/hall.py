"""公开认领: demands that nobody claimed by their deadline, for anybody to claim."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lib.days import today
from partnerships.enums import ItemKind
from partnerships.models import Claim


def in_hall(items: QuerySet, at: date | None = None) -> QuerySet:
    """Those of the items that stand in the hall on that day, who waits longest first. The deadline's own
    day is still the deadline's.
    """
    at = at or today()
    held = Claim.objects.holding().filter(item=OuterRef("pk")).order_by()
    waiting = items.filter(
        Q(available_until=None) | Q(available_until__gte=at), kind=ItemKind.DEMAND, claim_by__lt=at
    )
    return waiting.filter(~Exists(held)).order_by("claim_by", "pk")
