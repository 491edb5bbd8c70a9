"""Accounts of points move with who holds them: those who look after her now see her points, others no more.

Units know nothing of accounts, so this is told by a signal.
"""

from django.db.models.signals import post_save

from events.models import PointAccount, Volunteer
from events.workflow.points import place_of
from orgs.models import Unit

_HOLDERS = {Unit: "unit", Volunteer: "volunteer"}


def register() -> None:
    for model in _HOLDERS:
        post_save.connect(_follow, sender=model, dispatch_uid=f"account_places.{model.__name__}")


def _follow(sender, instance, created, raw=False, **kwargs):
    """One query; one more where a unit belongs to no community."""
    if created or raw:
        return
    place = place_of(instance)
    own = PointAccount.objects.filter(**{_HOLDERS[sender]: instance})
    own.exclude(organization=place).update(organization=place)
