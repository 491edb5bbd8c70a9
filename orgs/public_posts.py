"""What one source sent by a public form: so many in a time, and the same only once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lib.source import address_of
from orgs.models import PublicPost

KEPT = timedelta(days=1)  # as long as a form that was opened is taken
_PRUNED_EVERY = 100
_DIGITS = 30  # of a digest, as many as PublicPost.form holds
_NETWORK = {4: 32, 6: 64}  # of IPv6, one household has 2**64 addresses


def source_of(request: HttpRequest) -> str:
    """A digest under the server's key: the address itself is nobody's business."""
    address = address_of(request)
    if address is None:
        return ""
    network = ip_network(address)
    wide = network.supernet(new_prefix=_NETWORK[network.version])
    return _hidden(str(wide))


def sent_since(form: str, source: str, span: timedelta) -> int:
    """How many of this form came from the source in so long a time."""
    return PublicPost.objects.filter(form=form, source=source, at__gte=timezone.now() - span).count()


def admit(form: str, request: HttpRequest, sender: str = "") -> bool:
    """Count one more of this form from this source; False, and nothing written, once there were too many.

    Other sources and other forms are not affected. `sender`: who it is, where that is known better than by
    the address, which all desks of an office share.
    """
    source = _hidden(sender) if sender else source_of(request)
    if sent_since(form, source, timedelta(minutes=settings.PUBLIC_POSTS_MINUTES)) >= settings.PUBLIC_POSTS:
        return False
    post = PublicPost.objects.create(form=form, source=source)
    if post.pk % _PRUNED_EVERY == 0:
        PublicPost.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return True


def once(fingerprint: str, subject: models.Model, make: Callable[[], models.Model]) -> int:
    """The key of what `make` made for this fingerprint, now or when the same came before (a double tap).

    The row of `subject` (the demand, the project …) is locked meanwhile, so that of two at the same instant
    the second finds what the first made. What `make` raises undoes all.
    """
    with transaction.atomic():
        locked = type(subject)._base_manager.select_for_update(of=("self",), no_key=True)
        list(locked.filter(pk=subject.pk).values_list("pk"))
        if (before := made_before(fingerprint)) is not None:
            return before
        made = make()
        PublicPost.objects.create(form=_digest(fingerprint), source=made.pk)
    return made.pk


def made_before(fingerprint: str) -> int | None:
    """The key of what was made when the same came before. One query."""
    before = PublicPost.objects.filter(form=_digest(fingerprint)).first()
    return int(before.source) if before else None


def _hidden(source):
    return salted_hmac("orgs.public_posts.source", source, algorithm="sha256").hexdigest()


def _digest(fingerprint):
    return salted_hmac("orgs.public_posts.once", fingerprint, algorithm="sha256").hexdigest()[:_DIGITS]
