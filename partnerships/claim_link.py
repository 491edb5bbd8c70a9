"""Private links of claims: whoever has one writes progress notes without an account.

A link is signed with the claim's key and the edition in which it was given. A new link is the next odd
edition, none the next even one: whatever was given before is worth nothing from then on. Links end with the
claim, too: what was rated or given up has none. The address stands in no log, audit entry or history; those
tell only that a link was given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from lib.keys import is_key
from orgs.moves import Move, Refused, moving
from partnerships.enums import UNDER_WAY, ClaimState
from partnerships.models import Claim
from partnerships.workflow.claims import BOTH_SIDES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import User

_LIVE = (*UNDER_WAY, ClaimState.DONE)

ISSUE = Move("link", "生成专用链接", _LIVE, rows=BOTH_SIDES)
REVOKE = Move("unlink", "收回专用链接", _LIVE, rows=BOTH_SIDES)


def issue(claim: Claim, user: User, request: HttpRequest | None = None) -> str:
    """The path of a new link; whoever has an older one has nothing from now on."""
    with moving(ISSUE, claim, user, request) as row:
        row.link_edition += 2 if _is_given(row) else 1
    return address_of(claim)


def revoke(claim: Claim, user: User, request: HttpRequest | None = None) -> None:
    with moving(REVOKE, claim, user, request) as row:
        if not _is_given(row):
            raise Refused("现在没有有效的专用链接，不用收回。")
        row.link_edition += 1


def address_of(claim: Claim) -> str:
    """The path of the link that is valid now; "" without one. Never write it down anywhere."""
    if not _is_given(claim) or claim.state() not in _LIVE:
        return ""
    return reverse("partnerships:claim_work", args=[_signer().sign(f"{claim.pk}-{claim.link_edition}")])


def claim_of(token: str) -> Claim | None:
    """The claim whose valid link that is; None for any other text. One query."""
    try:
        key, _, edition = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    if not (is_key(key) and is_key(edition)):
        return None
    claims = Claim.objects.select_related("item", "organization")
    claim = claims.filter(pk=key, link_edition=edition, status__in=_LIVE).first()
    return claim if claim and _is_given(claim) else None


def _signer():
    return Signer(salt="partnerships.claim_link", sep=".")


def _is_given(claim):
    return claim.link_edition % 2 == 1
