"""Private links of volunteers: whoever has one sees her own hours and points without an account.

Signed with the volunteer's key and the edition in which it was given, as links of claims are
(`partnerships/claim_link.py`): a new one is the next odd edition, none the next even one. It ends when she
leaves. The address stands in no log, audit entry or history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from events.models import Volunteer
from events.workflow.volunteers import LIVE
from lib.keys import is_key
from orgs.moves import Move, Refused, moving

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import User

ISSUE = Move("link", "生成专用链接", LIVE)
REVOKE = Move("unlink", "收回专用链接", LIVE)


def issue(volunteer: Volunteer, user: User, request: HttpRequest | None = None) -> str:
    """The path of a new link; whoever has an older one has nothing from now on."""
    with moving(ISSUE, volunteer, user, request) as row:
        row.link_edition += 2 if _is_given(row) else 1
    return address_of(volunteer)


def revoke(volunteer: Volunteer, user: User, request: HttpRequest | None = None) -> None:
    with moving(REVOKE, volunteer, user, request) as row:
        if not _is_given(row):
            raise Refused("现在没有有效的专用链接，不用收回。")
        row.link_edition += 1


def address_of(volunteer: Volunteer, page: str = "own") -> str:
    """The path of the link that is valid now; "" without one. Never write it down anywhere."""
    return reverse(f"events:{page}", args=[token]) if (token := token_of(volunteer)) else ""


def token_of(volunteer: Volunteer) -> str:
    if not _is_given(volunteer) or volunteer.status not in LIVE:
        return ""
    return _signer().sign(f"{volunteer.pk}-{volunteer.link_edition}")


def volunteer_of(token: str) -> Volunteer | None:
    """Whose valid link that is; None for any other text. One query."""
    try:
        key, _, edition = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    if not (is_key(key) and is_key(edition)):
        return None
    volunteers = Volunteer.objects.select_related("organization", "consent")
    found = volunteers.filter(pk=key, link_edition=edition, status__in=LIVE).first()
    return found if found and _is_given(found) else None


def _signer():
    return Signer(salt="events.volunteer_link", sep=".")


def _is_given(volunteer):
    return volunteer.link_edition % 2 == 1
