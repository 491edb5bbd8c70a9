"""Which list items can be relied on: lists show those first that were confirmed within the refresh period.

The same rule as `ListItem.state`, as conditions of the database.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, Q, Value, When

from partnerships.enums import ItemKind


def fresh_since(at: date) -> date:
    """What was published or confirmed on this day or later is fresh on the day `at`."""
    return at - timedelta(days=settings.CONFIRMATION_DAYS)


def is_fresh(at: date) -> Q:
    """Confirmed, or published, lately. Demands need no confirmation."""
    since = fresh_since(at)
    return Q(kind=ItemKind.DEMAND) | Q(published_on__gte=since) | Q(confirmed_on__gte=since)


def is_lapsed(at: date) -> Q:
    return Q(available_until__lt=at)


def standing(at: date) -> Case:
    """0 for what is fresh, 1 for 待更新, 2 for what has lapsed: to order a list by."""
    return Case(When(is_lapsed(at), then=Value(2)), When(is_fresh(at), then=Value(0)), default=Value(1))
