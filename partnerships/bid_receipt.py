"""The address of a bid that a team sent, for whoever sent it: not to be guessed, no account."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from partnerships.models import Bid


def address_of(key: int) -> str:
    return reverse("partnerships:bid_receipt", args=[_signer().sign(key)])


def bid_of(token: str) -> Bid | None:
    """None for any text that was not given. One query."""
    try:
        key = _signer().unsign(token)
    except BadSignature:
        return None
    return Bid.objects.filter(pk=key).select_related("project__organization").first()


def _signer():
    return Signer(salt="partnerships.bid_receipt", sep=".")
