"""How long names and phones of sign-ups are kept: said beside the phone field, and done by the erasure; and
what goes again with a volunteer who had erased her data when an older backup is restored.
"""

from collections.abc import Sequence

from django.db.models import F
from django.db.models.functions import Coalesce, Mod

from events.enums import VolunteerState
from events.models import Signup, Volunteer
from events.workflow import signups
from lib.days import today
from orgs.models import ConsentText
from orgs.personal import erasures, retention

BY_REQUEST = "居民（要求删除个人信息）"


def keep_days(consent: ConsentText | None) -> int:
    """Days after the activity: as the office has set, sooner where the text that was agreed to says so."""
    return retention.keep_days(Signup, consent)


def register() -> None:
    erasures.with_more(Volunteer, _forget)
    erasures.with_preparation(Signup, _free_places)


def _free_places(found: Sequence[Signup]) -> None:
    """Nobody would come to what is still ahead: whoever waits moves up. One activity after the other, as two
    who erase at once would.
    """
    for signup in sorted(found, key=lambda each: (each.activity_id, each.pk)):
        if signups.may_cancel(signup):
            signups.cancel(signup, BY_REQUEST)


def _forget(volunteer: Volunteer) -> None:
    """She has left again, and no private link of hers is valid."""
    Volunteer.objects.filter(pk=volunteer.pk).update(
        status=VolunteerState.LEFT,
        left_on=Coalesce("left_on", today()),
        is_named_public=False,
        link_edition=F("link_edition") + Mod(F("link_edition"), 2),
    )
    volunteer.teams.clear()
