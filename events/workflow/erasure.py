"""A volunteer takes her data back: what names her goes everywhere, hours and counts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from events.enums import VolunteerState
from events.models import HoursCertificate, Signup, Volunteer
from events.workflow import signups
from events.workflow.volunteers import HERSELF, LIVE
from lib.days import today
from orgs import audit
from orgs.enums import AuditAct
from orgs.moves import Move, moving
from orgs.personal import erasures
from orgs.personal.retention import told
from orgs.personal.traces import Traces

if TYPE_CHECKING:
    from django.http import HttpRequest

ERASE = Move("erase", "删除个人信息并退出", LIVE)


@transaction.atomic
def erase(volunteer: Volunteer, request: HttpRequest | None = None) -> None:
    """Name, number, skills, notes; in her sign-ups and certificates too, in histories and the audit. Noted
    for backups that are older. The private link ends.

    Raises Refused where the list of erasures cannot be written.
    """
    keys = {
        Volunteer: [volunteer.pk],
        Signup: list(volunteer.signups.values_list("pk", flat=True)),
        HoursCertificate: list(volunteer.certificates.values_list("pk", flat=True)),
    }
    for signup in volunteer.signups.select_related("activity").order_by("activity_id", "pk"):
        if signups.may_cancel(signup):  # nobody would come: whoever waits moves up
            signups.cancel(signup, HERSELF, request)
    with moving(ERASE, volunteer, HERSELF, request) as row:
        row.status, row.left_on = VolunteerState.LEFT, today()
        row.is_named_public = False
        row.link_edition += row.link_edition % 2
    counts = sum((Traces(model, own).erase() for model, own in keys.items()), start=_nothing())
    Volunteer.objects.filter(pk=volunteer.pk).update(skills="", note="", updated_at=timezone.now())
    volunteer.teams.clear()
    Signup.objects.filter(pk__in=keys[Signup]).update(note="")
    Signup.objects.filter(pk__in=keys[Signup], erased_on=None).update(erased_on=today())
    for model, own in keys.items():
        for record in model.objects.filter(pk__in=own).order_by("pk"):
            erasures.note(record)
    detail = f"本人要求删除个人信息：{told(counts)}"
    audit.log(AuditAct.ERASE, request=request, record=volunteer, detail=detail)


def _nothing():
    return Traces(Volunteer, []).erase()
