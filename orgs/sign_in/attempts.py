"""Failed attempts to sign in, counted by account and by source in axes' tables, so that all workers agree.

An account is refused after `SIGN_IN_ATTEMPTS` failures until `SIGN_IN_LOCK_MINUTES` after the last that was
counted; what is tried meanwhile is not counted. A source that failed for `SIGN_IN_SOURCE_ACCOUNTS` accounts
is refused where the account never signed in from it: colleagues behind one office address still get in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lib.source import address_of
from orgs.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

LOCKED, SPRAYING = "账号已锁定", "来源地址试过太多账号"
# How long a source stays known to an account that signed in from it.
_KNOWN_FOR = timedelta(days=180)
# Stands for "the server tells none": a column of a unique index must hold something.
_NOWHERE = "255.255.255.255"
# What axes' tables also ask for, and nobody reads.
_UNUSED = {"user_agent": "", "http_accept": "", "path_info": ""}


def why_refused(request: HttpRequest, username: str) -> str:
    """LOCKED, SPRAYING or "" (may try)."""
    key, source = _key(username), _source(request)
    if _failures(key) >= settings.SIGN_IN_ATTEMPTS:
        return LOCKED
    tried = _recent().filter(ip_address=source).values("username").distinct()
    if source == _NOWHERE or tried.count() < settings.SIGN_IN_SOURCE_ACCOUNTS:
        return ""
    return "" if _sign_ins(username, source).exists() else SPRAYING


def charge(request: HttpRequest, username: str) -> bool:
    """Count an attempt before it is judged, so that of many at once no more are judged than of many in a row.
    False: one too many.
    """
    key = _key(username)
    with transaction.atomic():
        AccessAttempt.objects.filter(attempt_time__lt=_threshold()).delete()
        blank = _UNUSED | {"get_data": "", "post_data": "", "failures_since_start": 0}
        row, _ = AccessAttempt.objects.get_or_create(
            username=key, ip_address=_source(request), user_agent="", defaults=blank
        )
        counted = {"failures_since_start": F("failures_since_start") + 1, "attempt_time": timezone.now()}
        AccessAttempt.objects.filter(pk=row.pk).update(**counted)
    return _failures(key) <= settings.SIGN_IN_ATTEMPTS


def forgive(request: HttpRequest, username: str) -> None:
    """The attempt that was counted last was none: it was right."""
    row = AccessAttempt.objects.filter(username=_key(username), ip_address=_source(request))
    row.filter(failures_since_start__gt=0).update(failures_since_start=F("failures_since_start") - 1)
    row.filter(failures_since_start=0).delete()


def guarded(request: HttpRequest, user: User, is_right: Callable[[], bool]) -> bool:
    """Something secret of the user's, typed by whoever sits there: judged, and counted when wrong."""
    if why_refused(request, user.username) or not charge(request, user.username) or not is_right():
        return False
    forgive(request, user.username)
    return True


def is_locked(user: User) -> bool:
    return _failures(user.username) >= settings.SIGN_IN_ATTEMPTS


def free(user: User) -> None:
    """Forget the failures of an account."""
    AccessAttempt.objects.filter(username=user.username).delete()


def remember(request: HttpRequest, user: User) -> None:
    """The account signed in from here."""
    now, source = timezone.now(), _source(request)
    if not _sign_ins(user.username, source).update(attempt_time=now):
        AccessLog.objects.create(username=user.username, ip_address=source, **_UNUSED)
    AccessLog.objects.filter(attempt_time__lt=now - _KNOWN_FOR).delete()


def _key(username: str) -> str:
    """What failures are counted under. What is no account's name may be a password that was typed into the
    wrong field: of that only a digest is kept.
    """
    if User.objects.filter(username=username).exists():
        return username
    return "?" + salted_hmac("orgs.sign_in.attempts", username, algorithm="sha256").hexdigest()


def _source(request: HttpRequest) -> str:
    """An address; of IPv6 the network that one subscriber has to himself."""
    address = address_of(request)
    if address and ip_address(address).version == 6:
        return str(ip_network(f"{address}/64", strict=False).network_address)
    return address or _NOWHERE


def _threshold() -> datetime:
    return timezone.now() - timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)


def _recent():
    return AccessAttempt.objects.filter(attempt_time__gte=_threshold(), failures_since_start__gt=0).order_by()


def _failures(key: str) -> int:
    return _recent().filter(username=key).aggregate(all=Sum("failures_since_start"))["all"] or 0


def _sign_ins(username: str, source: str):
    return AccessLog.objects.filter(username=username, ip_address=source)
