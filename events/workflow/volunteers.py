"""Volunteers: registered of their own accord, taken in by the community, and gone when they like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from events.enums import VolunteerState
from events.models import Volunteer, VolunteerTeam
from lib.days import today
from orgs.models import ConsentText, Organization
from orgs.moves import Move, Refused, Who, moving, tell_begun
from orgs.personal.person import numbers_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

BY_FORM = "网上登记"
HERSELF = "志愿者本人（专用链接）"
_PENDING, _ACTIVE = VolunteerState.PENDING, VolunteerState.ACTIVE
LIVE = (_PENDING, _ACTIVE)
_DIGITS = 7

ACCEPT = Move("accept", "接收", (_PENDING,))
REFUSE = Move("refuse", "不接收", (_PENDING,), needs_reason=True)
LEAVE = Move("leave", "退出", (_ACTIVE,))
NAME = Move("name", "改“同意公开姓名”", LIVE)


@transaction.atomic
def register(
    organization: Organization,
    *,
    contact_name: str,
    contact_phone: str,
    consent: ConsentText | None,
    teams: Iterable[VolunteerTeam] = (),
    skills: str = "",
    is_named_public: bool = False,
    request: HttpRequest | None = None,
) -> Volunteer:
    """By the public form. Nobody is told whether the number is known: the community finds out."""
    volunteer = Volunteer(
        organization=organization,
        contact_name=contact_name,
        contact_phone=contact_phone,
        consent=consent,
        consented_at=timezone.now() if consent else None,
        skills=skills,
        is_named_public=is_named_public,
    )
    begin(volunteer, _PENDING)
    try:
        volunteer.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    volunteer.save()
    volunteer.teams.set(teams)
    tell_begun(volunteer, BY_FORM, BY_FORM, request)
    return volunteer


def begin(volunteer: Volunteer, status: VolunteerState) -> None:
    """What a new one has before it is saved: a number, a day, a private link."""
    volunteer.number, volunteer.status = _new_number(), status
    volunteer.registered_on = volunteer.registered_on or today()
    volunteer.link_edition = 1


def accept(volunteer: Volunteer, by: Who, request: HttpRequest | None = None) -> None:
    with moving(ACCEPT, volunteer, by, request) as row:
        if same := matching(row.organization, row.contact_name, row.contact_phone):
            raise Refused(f"同名同号的居民已经是志愿者，编号{same.number}。请点“不接收”，不要重复登记。")
        row.status = _ACTIVE


def refuse(volunteer: Volunteer, by: Who, request: HttpRequest | None = None, *, reason: str) -> None:
    with moving(REFUSE, volunteer, by, request, reason) as row:
        row.status, row.left_on, row.is_named_public = VolunteerState.REFUSED, today(), False


def leave(volunteer: Volunteer, by: Who, request: HttpRequest | None = None) -> None:
    """Hours and points stay where they were counted; the private link ends."""
    with moving(LEAVE, volunteer, by, request) as row:
        row.status, row.left_on, row.is_named_public = VolunteerState.LEFT, today(), False


def name_in_public(volunteer: Volunteer, agrees: bool, by: Who, request: HttpRequest | None = None) -> None:
    with moving(NAME, volunteer, by, request) as row:
        row.is_named_public = agrees


def matching(organization: Organization, name: str, phone: str) -> Volunteer | None:
    """The active volunteer of the same street with that name and number, however both are written."""
    wanted, number = "".join(name.split()), numbers_in(phone)
    if not (wanted and number):
        return None
    found = _of_street(organization).active().filter(contact_phone__contains=max(number, key=len)[-3:])
    return next((each for each in found.order_by("pk") if _is_same(each, wanted, number)), None)


def numbered(organization: Organization, number: str) -> Volunteer | None:
    """The active volunteer of the same street with that number (V0000001)."""
    return _of_street(organization).active().filter(number=number.strip().upper()).first()


def _of_street(organization) -> QuerySet[Volunteer]:
    return Volunteer.objects.within(organization.office())


def _is_same(volunteer, name, number):
    own = "".join(volunteer.contact_name.split())
    return own == name and bool(numbers_in(volunteer.contact_phone) & number)


def _new_number():
    while True:
        number = "V" + get_random_string(_DIGITS, "0123456789")
        if not Volunteer.objects.filter(number=number).exists():
            return number
