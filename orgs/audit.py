"""The one door to the audit: who did what, when, from where, on what, and how it ended.

`log` writes inside the transaction of what it tells of: what is rolled back was not done. A refusal is kept
though its transaction rolls back: `refuse` writes it when the answer is ready (`AuditMiddleware`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.source import address_of
from orgs.enums import AuditAct, AuditResult
from orgs.models import AuditEntry, Organization

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from orgs.models import User

Change = tuple[str, str, str]  # label of the field, before, after


def log(
    act: AuditAct,
    *,
    request: HttpRequest | None = None,
    user: User | None = None,
    record: Model | None = None,
    name: str = "",
    changes: Sequence[Change] = (),
    detail: str = "",
    result: AuditResult = AuditResult.DONE,
    organization: Organization | None = None,
) -> AuditEntry:
    """One entry. The user and the address are the request's unless `user` is given; `organization` is where the
    record is filed unless given.
    """
    entry = _entry(act, request, user, record, name, organization)
    entry.changes, entry.detail, entry.result = [list(change) for change in changes], detail, result
    entry.save()
    return entry


def refuse(request: HttpRequest, detail: str, *, record: Model | None = None, name: str = "") -> None:
    """Something was refused to the request's user; written after the answer, whatever is rolled back."""
    entry = _entry(AuditAct.REFUSAL, request, None, record, name, None)
    entry.detail, entry.result = detail, AuditResult.REFUSED
    request.__dict__.setdefault("_refusals", []).append(entry)


class AuditMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for entry in request.__dict__.pop("_refusals", ()):
            entry.save()
        return response


def _entry(act, request, user, record, name, organization):
    user = user or _user_of(request)
    entry = AuditEntry(act=act, user=user, user_name=user.username if user else "", name=name[:300])
    entry.address = address_of(request) if request else None
    if record is not None:
        entry.kind, entry.record = record._meta.label_lower, str(record.pk)
        entry.name = entry.name or str(record)[:300]
        organization = organization or _place_of(record)
    entry.organization = organization
    return entry


def _user_of(request):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _place_of(record):
    if isinstance(record, Organization):
        return record
    place = getattr(record, "organization", None)
    return place if isinstance(place, Organization) else None
