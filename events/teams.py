"""What teams of volunteers did, for the lists that print it."""

from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from events.enums import VolunteerState
from events.models import ServiceRecord
from lib.days import today


def with_deeds(teams: QuerySet) -> QuerySet:
    """Annotates `people` and the `hours` of this year; with what the rows print."""
    active = Q(volunteers__status=VolunteerState.ACTIVE)
    served = ServiceRecord.objects.counted().filter(
        volunteer__teams=OuterRef("pk"), served_on__year=today().year
    )
    hours = served.order_by().values("volunteer__teams").annotate(total=Sum("hours")).values("total")
    teams = teams.select_related("organization", "brand", "unit").order_by("organization__path", "name")
    return teams.annotate(
        people=Count("volunteers", filter=active, distinct=True),
        hours=Coalesce(Subquery(hours), Decimal(0)),
    )
