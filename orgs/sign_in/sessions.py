"""How long a session lives: until nobody used it for `SESSION_IDLE_MINUTES`, and `SESSION_HOURS` at most.

A session that has run out, or whose account was switched off or got another password, is deleted, not only
left: its cookie leads to the sign-in page for good. In its stead stands a nameless one that knows whose it
was, so that what that person typed can be kept for her (`typed.py`).
"""

from functools import partial

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

BEGAN, SEEN, OWNER = "began", "seen", "owner"
# A session in use is written this often, in seconds.
_EVERY = 60


class ClerkMiddleware(AuthenticationMiddleware):
    """Django's, with the limits above. A page that asks for no user costs nothing."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_living_user, request))


def start(session) -> None:
    """The session of somebody who has just signed in."""
    session[BEGAN] = session[SEEN] = _now()


def owner_of(request) -> int | None:
    """Whose session it was that ran out in this browser."""
    return request.session.get(OWNER)


def _living_user(request):
    session = request.session
    owner = session.get(SESSION_KEY)
    user = get_user(request)
    if owner is None:
        return user
    # Who must change the password has no session before that (`steps.py`).
    if user.is_anonymous or user.must_change_password or _has_run_out(session):
        session.flush()
        session[OWNER] = int(owner)
        request._cached_user = AnonymousUser()
        return request._cached_user
    if BEGAN not in session:  # it is older than these limits
        start(session)
    elif _now() - session[SEEN] >= _EVERY:
        session[SEEN] = _now()
    return user


def _has_run_out(session) -> bool:
    now = _now()
    idle, age = now - session.get(SEEN, now), now - session.get(BEGAN, now)
    return idle >= settings.SESSION_IDLE_MINUTES * 60 or age >= settings.SESSION_HOURS * 3600


def _now() -> int:
    return int(timezone.now().timestamp())
