"""How long names and phones of sign-ups are kept: said beside the phone field, and done by the erasure."""

from events.models import Signup
from orgs.models import ConsentText
from orgs.personal import retention


def keep_days(consent: ConsentText | None) -> int:
    """Days after the activity: as the office has set, sooner where the text that was agreed to says so."""
    return retention.keep_days(Signup, consent)
