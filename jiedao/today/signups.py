"""How many signed up today, for the start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from events.models import Signup
from lib.days import beginning
from orgs.access import Action, may
from orgs.models import User


@dataclass(frozen=True)
class SignupsOfDay:
    number: int
    url: str  # of the list that holds them


def signups_of_day(user: User, at: date) -> SignupsOfDay | None:
    """Those that the user may see, whatever became of them; None for who sees none. One query."""
    if not may(user, Action.VIEW, Signup):
        return None
    number = Signup.objects.visible_to(user).filter(queued_at__gte=beginning(at)).count()
    return SignupsOfDay(number, f"{reverse('admin:events_signup_changelist')}?signed_up=today")
