"""How long names and phones of sign-ups are kept: said beside the phone field, and done by the erasure."""

from django.conf import settings

from orgs.models import ConsentText


def keep_days(consent: ConsentText | None) -> int:
    """Days after the activity: as the office has set, sooner where the text that was agreed to says so."""
    if consent is None:
        return settings.SIGNUP_KEEP_DAYS
    return min(settings.SIGNUP_KEEP_DAYS, consent.retention_days)
