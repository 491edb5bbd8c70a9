"""Tickets: the page of one sign-up, for whoever signed up; not to be guessed, and no account needed.

The link opens as long as the sign-up is stored, whatever became of it. Its address stands in no log, audit
entry or history (`lib/signed_links.py`).
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from events.models import Signup
from lib.keys import is_key


def address_of(signup: Signup) -> str:
    """The path of the ticket page. Never write it down anywhere."""
    return address_of_key(signup.pk)


def address_of_key(key: int) -> str:
    return reverse("events:ticket", args=[token_of_key(key)])


def token_of_key(key: int) -> str:
    return _signer().sign(key)


def signup_of(token: str) -> Signup | None:
    """None for any text that was not given. One query."""
    try:
        key = _signer().unsign(token)
    except BadSignature:
        return None
    signups = Signup.objects.select_related("activity__organization", "activity__station")
    return signups.filter(pk=key).first() if is_key(key) else None


def _signer():
    return Signer(salt="events.ticket", sep=".")
