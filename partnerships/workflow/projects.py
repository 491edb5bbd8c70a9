"""Projects from hand to hand: made from demands and claims, decided, started, finished, or cancelled.

What is on offer (揭榜挂帅) goes through `partnerships/workflow/bids.py` before it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from lib.days import today
from orgs import review
from orgs.access import Action, least_role
from orgs.enums import ReviewState
from orgs.models import Category, Organization, User
from orgs.moves import Move, Refused, moving, tell_begun
from partnerships.enums import COMPLETED, UNDER_WAY, BidState, ItemKind, PartnerRole, ProjectState
from partnerships.models import Agreement, Claim, ListItem, Project, ProjectDemand, ProjectPartner

if TYPE_CHECKING:
    from django.http import HttpRequest

DECIDE = Move("decide", "确定立项", (ProjectState.PROPOSED,))
START = Move("start", "启动", (ProjectState.DECIDED,))
FINISH = Move("finish", "完成", (ProjectState.DECIDED, ProjectState.RUNNING))
CANCEL = Move(
    "cancel",
    "取消",
    (ProjectState.PROPOSED, ProjectState.DECIDED, ProjectState.RUNNING),
    needs_reason=True,
)
# On a claim: it becomes (part of) a project.
FOUND = Move("found", "立项", (*UNDER_WAY, *COMPLETED))


@transaction.atomic
def make(
    title: str,
    category: Category,
    organization: Organization,
    user: User,
    request: HttpRequest | None = None,
    *,
    demands: Sequence[ListItem] = (),
    claims: Sequence[Claim] = (),
    agreement: Agreement | None = None,
    decided_on: date | None = None,
    goal: str = "",
) -> Project:
    """立项: a project that answers the demands, and those of the claims, whose claimants are its partners.

    The first claim's lead leads. Demands are answered from today on, also by a project decided earlier:
    figures of past days stay. Raises PermissionDenied, and `Refused` for what cannot become a project.
    """
    _must_be_allowed(user, organization)
    project = Project(
        title=title,
        category=category,
        organization=organization,
        agreement=agreement or _agreement_of(claims),
        decided_on=decided_on,
        goal=goal,
        review=_review_of(user, organization),
    )
    _checked(project).save()
    tell_begun(project, FOUND.word, user, request)
    for claim in claims:
        _take_in(claim, project, user, request)
    _answer(project, [*demands, *(claim.item for claim in claims if not claim.is_order)])
    _bring_partners(project, claims)
    return project


def decide(project: Project, by: User, request: HttpRequest | None = None, *, on: date) -> None:
    """It is counted from that day on."""
    with moving(DECIDE, project, by, request) as row:
        if row.bids.filter(status=BidState.PENDING).exists():
            raise Refused("这个项目已有揭榜申请，请用“选定揭榜单位”。")
        row.decided_on = on


def start(project: Project, by: User, request: HttpRequest | None = None, *, on: date) -> None:
    with moving(START, project, by, request) as row:
        if on < row.decided_on:
            raise Refused("开始日期不能早于确定日期。")
        row.started_on = on


def finish(project: Project, by: User, request: HttpRequest | None = None, *, on: date, result: str) -> None:
    with moving(FINISH, project, by, request) as row:
        if not result.strip():
            raise Refused("请写明项目成效。")
        row.finished_on, row.result = on, result.strip()


def cancel(project: Project, by: User, request: HttpRequest | None = None, *, on: date, reason: str) -> None:
    """From that day on it is not counted and not shown; who wanted to take it on is told why."""
    with moving(CANCEL, project, by, request, reason) as row:
        if on > today():
            raise Refused("取消日期不能晚于今天。")
        row.cancelled_on = on
        row.bids.filter(status=BidState.PENDING).update(
            status=BidState.DECLINED, reason=f"项目已取消：{reason.strip()}"[:200], settled_on=today()
        )


def may_make(user: User, organization: Organization) -> bool:
    return places_of(user).filter(pk=organization.pk).exists()


def places_of(user: User):
    """Organisations under which the user may file a project."""
    return Organization.objects.under(user, least_role(Project, Action.ADD))


def _must_be_allowed(user, organization):
    if not may_make(user, organization):
        raise PermissionDenied


def _review_of(user, organization):
    """As a record entered by hand begins (`orgs/admin/reviewed.py`)."""
    at_once = user.is_superuser or not review.is_reviewed(Project, organization)
    return ReviewState.PUBLISHED if at_once else ReviewState.DRAFT


def _checked(row):
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    return row


def _take_in(claim, project, user, request):
    with moving(FOUND, claim, user, request) as row:
        if row.project_id:
            raise Refused(f"“{row}”已经属于项目“{row.project}”，不能再立项。")
        row.project = project


def _agreement_of(claims):
    """The one under which all of them stand; None where they differ."""
    found = {claim.agreement for claim in claims}
    return found.pop() if len(found) == 1 else None


def _answer(project: Project, demands: Iterable[ListItem]) -> None:
    for demand in dict.fromkeys(demands):
        if demand.kind != ItemKind.DEMAND:
            raise Refused(f"“{demand}”不是需求，不能立项。")
        ProjectDemand.objects.create(project=project, demand=demand, since=today())


def _bring_partners(project, claims):
    """Each party once, as `DistinctPartiesFormSet` would have it: an organisation and its unit are one."""
    seen = set()
    for party in (
        party for claim in claims for party in claim.parties.select_related("unit", "organization")
    ):
        who = ("unit", party.unit_id) if party.unit_id else ("organization", party.organization_id)
        if who in seen:
            continue
        leads = not seen and party.role == PartnerRole.LEAD
        seen.add(who)
        ProjectPartner.objects.create(
            project=project,
            organization=party.organization,
            unit=None if party.organization else party.unit,
            role=PartnerRole.LEAD if leads else PartnerRole.TAKES_PART,
        )
