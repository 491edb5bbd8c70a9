"""Certificates of hours (志愿服务时长证明): frozen as issued, checked by anybody by their code, revocable."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from events.enums import CertificateState, VolunteerState
from events.models import HoursCertificate, Volunteer
from lib.codes import LETTERS
from lib.days import today
from orgs.access import Action
from orgs.models import User
from orgs.moves import Move, Refused, Who, moving, tell_begun

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

ISSUE = Move("certify", "开具时长证明", (VolunteerState.ACTIVE,))
REVOKE = Move("revoke", "作废", (CertificateState.VALID,), Action.REVIEW, needs_reason=True)
OTHER = "其他志愿服务"
LINES = 12  # service items on the one page; the rest is one line
_SAID = ("contact_name", "office", "lines", "hours", "times")
_LENGTH = 12  # characters of a code: 31 to the power of 12 are not to be guessed
_GAPS = re.compile(r"[\s\-‐-―−]+")


@transaction.atomic
def issue(
    volunteer: Volunteer, by: Who, request: HttpRequest | None = None, *, since: date, until: date
) -> HoursCertificate:
    """For what is recorded of that period now. One that says the very same is given again, not twice."""
    with moving(ISSUE, volunteer, by, request, _period(since, until)):
        certificate = drawn_up(volunteer, since, until)
    if not certificate.times:
        raise Refused("这段时间没有服务记录，开不了证明。请换一段时间。")
    valid = HoursCertificate.objects.filter(volunteer=volunteer, revoked_on=None)
    for other in valid.filter(since=since, until=until, issued_on=today()).order_by("pk"):
        if all(getattr(other, name) == getattr(certificate, name) for name in _SAID):
            return other
    certificate.issued_by = by if isinstance(by, User) else None
    certificate.full_clean(exclude=["volunteer", "issued_by"])
    certificate.save()
    tell_begun(certificate, ISSUE.word, by, request)
    return certificate


def drawn_up(volunteer: Volunteer, since: date, until: date) -> HoursCertificate:
    """As it would be issued today; not saved."""
    lines = _lines(volunteer, since, until)
    return HoursCertificate(
        volunteer=volunteer,
        contact_name=volunteer.contact_name,
        office=volunteer.organization.name,
        code=new_code(),
        since=since,
        until=until,
        lines=lines,
        hours=sum((Decimal(hours) for _, _, hours in lines), Decimal(0)),
        times=sum(times for _, times, _ in lines),
        issued_on=today(),
    )


def revoke(
    certificate: HoursCertificate, by: User, request: HttpRequest | None = None, *, reason: str
) -> None:
    with moving(REVOKE, certificate, by, request, reason) as row:
        row.revoked_on, row.revocation_reason = today(), reason.strip()


def code_in(text: str) -> str:
    """The code as it is stored, however it was typed: with gaps, small, full-width. "" for what is none."""
    code = _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return code if len(code) == _LENGTH and set(code) <= set(LETTERS) else ""


def served(volunteer: Volunteer, since: date, until: date) -> QuerySet:
    """The records that a certificate of that period counts."""
    return volunteer.service_records.counted().filter(served_on__range=(since, until))


def _lines(volunteer, since, until):
    """[service item, times, hours], the one with the most hours first. Sums as text, for JSON."""
    times, hours = defaultdict(int), defaultdict(Decimal)
    for record in served(volunteer, since, until).select_related("category"):
        item = record.category.name if record.category else OTHER
        times[item] += 1
        hours[item] += record.hours
    ranked = sorted(hours, key=lambda item: (item == OTHER, -hours[item], item))
    kept, rest = ranked[:LINES], ranked[LINES:]
    lines = [[item, times[item], str(hours[item])] for item in kept]
    if rest:
        lines.append(["其余项目", sum(times[i] for i in rest), str(sum(hours[i] for i in rest))])
    return lines


def _period(since, until):
    return f"{since}至{until}"


def new_code() -> str:
    """One that nobody can guess, and that is not taken."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(_LENGTH))
        if not HoursCertificate.objects.filter(code=code).exists():
            return code
