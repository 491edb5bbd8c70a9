"""An activity of a project is a sign of its progress."""

from datetime import date

from django.db.models import OuterRef, QuerySet

from events.enums import TAKES_PLACE
from events.models import Activity
from lib.days import beginning, ending
from partnerships import progress


def register() -> None:
    progress.signs.append(_activities)


def _activities(since: date, at: date) -> QuerySet:
    begun = Activity.objects.filter(starts_at__gte=beginning(since), starts_at__lt=ending(at))
    return begun.filter(project=OuterRef("pk"), status__in=TAKES_PLACE)
