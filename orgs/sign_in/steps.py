"""What comes between a right password and the session: the code, setting it up, a password of one's own.

Nobody is signed in before the last step: until then the browser's nameless session only says who gave the
right password, for ten minutes, and nothing but these steps opens.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from orgs import audit
from orgs.enums import AuditAct
from orgs.models import User
from orgs.sign_in import passwords, second_factor, sessions, typed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CODE, ENROL, PASSWORD = "admin:sign_in_code", "admin:sign_in_enrol", "admin:sign_in_password"
ON = "admin:sign_in_go_on"
_BACKEND = "orgs.sign_in.lockout.ClerkBackend"
_KEY = "sign_in"
_SECONDS = 600


@dataclass
class Pending:
    """Somebody who gave the right password."""

    user_id: int
    hash: str  # of the password: another one ends this
    at: float
    next: str
    has_code: bool = False


def begin(request: HttpRequest, user: User, address: str) -> HttpResponse:
    """The password was right; on to what remains, and in the end to `address`."""
    request.session.pop(_KEY, None)
    pending = Pending(user.pk, user.get_session_auth_hash(), timezone.now().timestamp(), address)
    return proceed(request, pending, user)


def pending_of(request: HttpRequest) -> tuple[Pending, User] | None:
    """Who is on the way in, in this browser."""
    kept = request.session.get(_KEY)
    if kept is None:
        return None
    pending = Pending(**kept)
    user = User.objects.filter(pk=pending.user_id).first()
    is_in_time = timezone.now().timestamp() - pending.at < _SECONDS
    may_go_on = user is not None and user.is_clerk and is_in_time
    if may_go_on and constant_time_compare(pending.hash, user.get_session_auth_hash()):
        return pending, user
    del request.session[_KEY]
    return None


def next_step(pending: Pending, user: User) -> str | None:
    """URL name of the page that is due; None: nothing remains."""
    if not pending.has_code:
        if second_factor.device_of(user):
            return CODE
        if second_factor.is_required(user):
            return ENROL
    return PASSWORD if passwords.must_change(user) else None


def proceed(request: HttpRequest, pending: Pending, user: User) -> HttpResponse:
    """To the next step, or in."""
    step = next_step(pending, user)
    if step is None:
        return _enter(request, pending, user)
    keep(request, pending)
    return redirect(step)


def keep(request: HttpRequest, pending: Pending) -> None:
    """For the next page. The first time, the cookie gets another value: the old one leads nowhere."""
    if _KEY not in request.session:
        request.session.cycle_key()
    request.session[_KEY] = asdict(pending)


def _enter(request, pending, user):
    login(request, user, backend=_BACKEND)
    request.session.pop(_KEY, None)
    request.session.pop(sessions.OWNER, None)
    request.session.clear_expired()
    audit.log(AuditAct.SIGN_IN, request=request, user=user)
    return redirect("admin:typed" if typed.is_kept_for(request, user) else pending.next)
