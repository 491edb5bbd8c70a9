"""The one door to the audit: who did what, when, from where, on what, and how it ended.

`log` writes inside the transaction of what it tells of: what is rolled back was not done, and nothing is
done without its entry. A refusal is kept though its transaction rolls back: `refuse` has it written when the
answer is ready (`AuditMiddleware`). Whatever is written has its phone numbers masked and stays on one line.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.utils import timezone

from lib.masking import masked, one_line
from lib.signed_links import without_tokens
from lib.source import address_of
from orgs.enums import AuditAct, AuditResult
from orgs.models import AuditEntry, Organization, User

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

Change = tuple[str, str, str]  # label of the field, before, after

BY_COMMAND = "命令行"
REFUSALS_A_MINUTE = 30  # of one user, or of one address; a scanner does not fill the disk
_MORE_REFUSALS = f"一分钟内被拒绝超过{REFUSALS_A_MINUTE}次，后面的不再逐条记录。"
_WHY = {400: "地址里的条件不对", 403: "没有权限", 404: "没有这条记录，或不在管理范围内"}
_log = logging.getLogger(__name__)
# For whom work is done just now, so that verbs that know no request need not be told.
_current: ContextVar[HttpRequest | None] = ContextVar("audited request", default=None)


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
    user_name: str = "",
) -> AuditEntry:
    """One entry. User and address are the request's, which is the present one unless given; without one it
    was a command. `organization` is where the record is filed unless given, else the user's first branch;
    `user_name` is what was typed where nobody is signed in yet.
    """
    request = request or _current.get()
    user = user or _user_of(request)
    if user is None and request is None:
        detail = f"{BY_COMMAND}：{detail}" if detail else BY_COMMAND
    entry = _entry(act, request, user, record, name, detail, organization)
    entry.user_name = entry.user_name or _plain(user_name)[:150]
    entry.changes, entry.result = [[_plain(each) for each in change] for change in changes], result
    entry.save()
    return entry


def refuse(request: HttpRequest, detail: str, *, record: Model | None = None, name: str = "") -> None:
    """Something was refused to the request's user; written after the answer, whatever is rolled back."""
    told = {"user": _user_of(request), "record": record, "name": name, "detail": detail}
    request.__dict__.setdefault("_refusals", []).append(told)


def log_download(request: HttpRequest, record: Model, file_name: str) -> None:
    """A stored file of the record went out; a HEAD tells of it only."""
    if request.method == "GET":
        log(AuditAct.DOWNLOAD, request=request, record=record, detail=file_name)


class AuditMiddleware:
    """Writes what was refused, also what nobody told of: a 403 anywhere, a 404 or 400 of the staff side."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = _current.set(request)
        try:
            response = self.get_response(request)
            _write_refusals(request, response)
        finally:
            _current.reset(before)
        return response


def _write_refusals(request, response):
    """The answer goes out also when nothing can be written."""
    refusals = request.__dict__.pop("_refusals", [])
    try:
        for each in refusals or _untold(request, response):
            _write_refusal(request, **each)
    except Exception:
        _log.exception("not written to the audit: %s %s", _plain(request.path), response.status_code)


def _untold(request, response):
    """What the answer itself says was refused to somebody who is signed in."""
    match = request.resolver_match
    is_staff_page = match is not None and match.app_name == "admin" and match.url_name
    if response.status_code != 403 and not (response.status_code in _WHY and is_staff_page):
        return []
    user = _user_of(request)
    if user is None:
        return []
    verb = "打开" if request.method in ("GET", "HEAD") else "提交"
    detail = f"{verb} {without_tokens(request.path)}：{_WHY[response.status_code]}。"
    return [{"user": user, "record": None, "name": "", "detail": detail, **_asked_for(match)}]


def _asked_for(match):
    """Kind and key of the record of an admin's page: orgs_unit_change 12 → orgs.unit, 12."""
    app, _, rest = (match.url_name or "").partition("_") if match else ("", "", "")
    key = match.kwargs.get("object_id") if match else None
    try:
        model = apps.get_model(app, rest.partition("_")[0])
    except LookupError:
        return {}
    return {"kind": model._meta.label_lower, "key": unquote(str(key))} if key else {}


def _write_refusal(request, *, user, record, name, detail, kind="", key=""):
    with transaction.atomic():
        entry = _entry(AuditAct.REFUSAL, request, user, record, name, detail, None)
        entry.kind, entry.record = entry.kind or kind, entry.record or _plain(key)[:40]
        entry.result = AuditResult.REFUSED
        earlier = _last_minute(entry)
        if earlier == REFUSALS_A_MINUTE:
            entry.detail = _MORE_REFUSALS
        if earlier <= REFUSALS_A_MINUTE:
            entry.save()


def _last_minute(entry):
    whose = {"user": entry.user_id} if entry.user_id else {"user": None, "address": entry.address}
    since = timezone.now() - timedelta(minutes=1)
    return AuditEntry.objects.filter(**whose, act=AuditAct.REFUSAL, at__gte=since).count()


def _entry(act, request, user, record, name, detail, organization):
    entry = AuditEntry(act=act, user=user, user_name=_plain(user.username) if user else "")
    entry.address = address_of(request) if request else None
    if record is not None:
        entry.kind, entry.record = record._meta.label_lower, str(record.pk or "")
        name = name or _name_of(record)
        organization = organization or _place_of(record, act)
    entry.name, entry.detail = _plain(name)[:300], _plain(detail)
    entry.organization = organization or _branch_of(user)
    return entry


def _plain(text):
    return one_line(masked(text))


def _user_of(request):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _name_of(record):
    """With the number that it has on paper: people look for that."""
    return f"{getattr(record, 'number', None) or ''} {record}".strip()


def _place_of(record, act):
    """The organisation under which the record is filed; None where it lies nowhere."""
    if isinstance(record, User):
        return _branch_of(record)
    if isinstance(record, Organization) and act in (AuditAct.DELETE, AuditAct.PURGE):
        return record.parent
    lookup = getattr(record._meta.default_manager.all(), "path_lookup", "")
    place = record
    for name in lookup.split("__")[:-1]:
        place = getattr(place, name, None)
    return place if isinstance(place, Organization) else None


def _branch_of(user):
    """Where the user works, the first of several. One query."""
    return user.organizations.order_by("path").first() if user and user.pk else None
