"""Visits: a need that one found becomes a demand of the list or a problem, and is named beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError

from events.enums import VisitState
from events.models import Visit, VisitNeed
from lib.templatetags.jiedao_text import day
from orgs.access import Action, least_role
from orgs.enums import ReviewState
from orgs.models import Category, Organization, User
from orgs.moves import Move, Refused, moving, tell_begun
from orgs.review import was_published
from partnerships.enums import ProblemSource
from partnerships.models import Demand, ListItem, Problem

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

TO_DEMAND = Move("to_demand", "转为需求", (VisitState.OPEN,))
TO_PROBLEM = Move("to_problem", "转为问题", (VisitState.OPEN,))
RELEASE = Move("release", "撤销转办", tuple(VisitState), needs_reason=True)


def to_demand(
    visit: Visit,
    by: User,
    request: HttpRequest | None = None,
    *,
    need: VisitNeed,
    title: str,
    category: Category,
    beneficiary: str = "",
) -> ListItem:
    """A draft on the list of demands, asked by the unit that was visited."""
    with moving(TO_DEMAND, visit, by, request, need.text) as row:
        stored = _open_need(row, need)
        demand = Demand(
            organization=row.organization,
            unit=row.unit,
            title=title,
            category=category,
            beneficiary=beneficiary,
            review=ReviewState.DRAFT,
            note=_told(row, stored),
        )
        _add(demand, by, "由走访转为需求", request)
        stored.demand = demand
        stored.save(update_fields=["demand"])
    return demand


def to_problem(
    visit: Visit, by: User, request: HttpRequest | None = None, *, need: VisitNeed, title: str
) -> Problem:
    """Raised on the day of the visit; residents see nothing of it until it is solved and reviewed."""
    with moving(TO_PROBLEM, visit, by, request, need.text) as row:
        stored = _open_need(row, need)
        problem = Problem(
            organization=row.organization,
            title=title,
            source=ProblemSource.VISIT,
            raised_on=row.visited_on,
            is_public=False,
            review=ReviewState.DRAFT,
            note=_told(row, stored),
        )
        _add(problem, by, "由走访转为问题", request)
        if row.unit:
            problem.units.add(row.unit)
        stored.problem = problem
        stored.save(update_fields=["problem"])
    return problem


def release(
    visit: Visit, by: User, request: HttpRequest | None = None, *, need: VisitNeed, reason: str
) -> ListItem | Problem:
    """The need is open again; what was made of it stays, and can be deleted now. Not what was worked on."""
    with moving(RELEASE, visit, by, request, reason) as row:
        stored = row.needs.select_related("demand", "problem").filter(pk=need.pk).first()
        if stored is None or not stored.is_taken_up:
            raise Refused("这条需求没有转办，不用撤销。")
        made = stored.became
        if _is_begun(made):
            raise Refused(f"“{made}”已经发布或者在办，不能撤销转办。")
        stored.demand = stored.problem = None
        stored.save(update_fields=["demand", "problem"])
    return made


def _open_need(visit, need):
    """As it is stored now, under the visit's lock."""
    stored = visit.needs.filter(pk=need.pk).first()
    if stored is None:
        raise Refused("这条需求已被删去。请刷新后再看。")
    if not stored.is_open:
        raise Refused("这条需求已经转办或者当场答复过，没有再转一次。")
    return stored


def _add(made, by, word, request):
    role = least_role(type(made), Action.ADD)
    if not Organization.objects.under(by, role).filter(pk=made.organization_id).exists():
        raise PermissionDenied
    try:
        made.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    made.save()
    tell_begun(made, word, by, request)


def _told(visit, need):
    """For staff; without who visited, which is not kept for ever."""
    return f"{day(visit.visited_on)}走访“{visit}”发现：{need.text}"


def _is_begun(made: Model) -> bool:
    if was_published(made):
        return True
    if isinstance(made, Problem):
        return made.solved_on is not None or made.reopenings.exists()
    return made.claims.exists() or made.projects.exists()
