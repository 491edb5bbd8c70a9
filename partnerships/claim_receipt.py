"""The address of what a unit sent by the public form, for whoever sent it: not to be guessed, no account."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from partnerships.enums import ClaimOrigin
from partnerships.models import Claim


def address_of(key: int) -> str:
    return reverse("partnerships:claim_receipt", args=[_signer().sign(key)])


def claim_of(token: str) -> Claim | None:
    """None for any text that was not given. One query."""
    try:
        key = _signer().unsign(token)
    except BadSignature:
        return None
    sent = Claim.objects.filter(origin=ClaimOrigin.PUBLIC).select_related("item__unit", "organization")
    return sent.filter(pk=key).first()


def _signer():
    return Signer(salt="partnerships.claim_receipt", sep=".")
