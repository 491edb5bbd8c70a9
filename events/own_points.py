"""Points on a volunteer's private page: how many, for what, what they buy, and the codes to fetch it with."""

from __future__ import annotations

from typing import Any

from events.enums import RedemptionState
from events.models import PointAccount, Reward, Volunteer

_NEWEST = 10


def own_points(volunteer: Volunteer) -> dict[str, Any]:
    """For events/includes/own_points.html. Five queries."""
    account = PointAccount.objects.filter(volunteer=volunteer).first()
    rewards = Reward.objects.public().for_accounts_of(volunteer.organization).filter(stock__gte=1)
    told = {"balance": 0, "entries": [], "redemptions": [], "rewards": list(rewards)}
    if account is None:
        return told
    redemptions = account.redemptions.select_related("reward", "organization")
    return told | {
        "balance": account.balance(),
        "entries": list(account.entries.select_related("corrects")[:_NEWEST]),
        "redemptions": list(redemptions.exclude(status=RedemptionState.CANCELLED)[:_NEWEST]),
    }
