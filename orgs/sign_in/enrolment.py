"""The secret that a page shows until a code proves that a phone has it: kept in the session meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgs import audit
from orgs.enums import AuditAct
from orgs.sign_in.second_factor import Enrolment

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import User

_KEY = "enrolment"


def enrolment_of(request: HttpRequest, user: User) -> Enrolment:
    """The same secret on every look, so that a page that was opened twice still fits the phone."""
    return Enrolment(user, request.session.setdefault(_KEY, Enrolment.new_key()))


def finish(request: HttpRequest, user: User) -> None:
    request.session.pop(_KEY, None)
    audit.log(AuditAct.SECOND_FACTOR, request=request, user=user, record=user, detail="设置动态口令")
