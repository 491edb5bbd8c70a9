"""What residents report: a problem is made of it, or it is said why not. Not a problem until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lib.days import today
from orgs import audit
from orgs.access import Action, least_role
from orgs.enums import AuditAct, ReviewState
from orgs.models import Organization, User
from orgs.moves import Move, Refused, moving, tell_begun
from partnerships.enums import ProblemSource, ReportState
from partnerships.models import Problem, ProblemReport

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import ConsentText

ACCEPT = Move("accept", "立为问题", (ReportState.PENDING,))
DISMISS = Move("dismiss", "不予受理", (ReportState.PENDING,), needs_reason=True)
REVOKE = Move("revoke", "撤销受理", (ReportState.ACCEPTED,), needs_reason=True)
_LONGEST = Problem._meta.get_field("title").max_length


def report(
    organization: Organization,
    *,
    text: str,
    place: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    consent: ConsentText | None = None,
    request: HttpRequest | None = None,
) -> ProblemReport:
    """By the public form, without an account; the contact only with the text that was agreed to."""
    made = ProblemReport(
        organization=organization,
        text=text,
        place=place,
        contact_name=contact_name,
        contact_phone=contact_phone,
        consent=consent,
        consented_at=timezone.now() if consent else None,
    )
    made.full_clean()
    made.save()
    audit.log(AuditAct.ADD, request=request, record=made, detail="居民网上反映")
    return made


def accept(report: ProblemReport, by: User, request: HttpRequest | None = None) -> Problem:
    """A problem with the resident's words, raised on the day of the report; a draft until it is reviewed."""
    role = least_role(Problem, Action.ADD)
    with moving(ACCEPT, report, by, request) as row:
        if not Organization.objects.under(by, role).filter(pk=row.organization_id).exists():
            raise PermissionDenied
        problem = Problem(
            organization=row.organization,
            title=_title(row),
            source=ProblemSource.RESIDENT,
            raised_on=timezone.localdate(row.created_at),
            is_public=False,
            review=ReviewState.DRAFT,
            note=_told(row),
        )
        try:
            problem.full_clean()
        except ValidationError as error:
            raise Refused("".join(error.messages)) from error
        problem.save()
        tell_begun(problem, "由居民反映立为问题", by, request)
        row.status, row.problem, row.settled_on = ReportState.ACCEPTED, problem, today()
    return problem


def dismiss(report: ProblemReport, by: User, request: HttpRequest | None = None, *, reason: str) -> None:
    with moving(DISMISS, report, by, request, reason) as row:
        row.status, row.reason, row.settled_on = ReportState.DISMISSED, reason, today()


def revoke(report: ProblemReport, by: User, request: HttpRequest | None = None, *, reason: str) -> Problem:
    """The report waits again; the problem that was made of it stays, and can be deleted now."""
    with moving(REVOKE, report, by, request, reason) as row:
        problem = row.problem
        if problem.solved_on or problem.reopenings.exists():
            raise Refused(f"“{problem}”已经办过了，不能撤销受理。")
        row.status, row.problem, row.settled_on = ReportState.PENDING, None, None
    return problem


def _title(report):
    """3号楼前：路灯不亮, cut where a title ends."""
    words = " ".join(f"{report.place}：{report.text}".split() if report.place else report.text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _told(report):
    """The whole of it, for staff."""
    place = f"地点：{report.place}\n" if report.place else ""
    return f"{place}居民反映：{report.text}"
