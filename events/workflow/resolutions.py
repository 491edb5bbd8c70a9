"""议定事项: carried out by who answers for it, verified by another; may become a project or a problem."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from events.enums import ResolutionState
from events.meetings import day_of
from events.models import Resolution
from lib.days import today
from orgs import review
from orgs.access import Action, least_role
from orgs.enums import ReviewState
from orgs.models import Category, Organization, User
from orgs.moves import Move, Refused, moving, tell_begun
from partnerships.enums import ProblemSource
from partnerships.models import Problem, Project
from partnerships.workflow import projects

if TYPE_CHECKING:
    from django.http import HttpRequest

_OPEN = (ResolutionState.OPEN, ResolutionState.OVERDUE)

FINISH = Move("finish", "办结", _OPEN, rows="handled_by")
VERIFY = Move("verify", "核实", (ResolutionState.DONE,), Action.REVIEW)
# Before it is verified only; no figure counts resolutions, so no day that was told changes.
RETURN = Move("return", "退回重办", (ResolutionState.DONE,), Action.REVIEW, needs_reason=True)
TO_PROJECT = Move("project", "转为项目", _OPEN)
TO_PROBLEM = Move("problem", "转为问题", _OPEN)


def finish(
    resolution: Resolution, by: User, request: HttpRequest | None = None, *, on: date, result: str
) -> None:
    """Also by clerks of the organisation that carries it out."""
    with moving(FINISH, resolution, by, request) as row:
        if on < day_of(row.meeting):
            raise Refused("办结日期不能早于开会日期。")
        row.done_on, row.result, row.done_by = on, result, by


def verify(resolution: Resolution, by: User, request: HttpRequest | None = None, *, on: date) -> None:
    """By another than who carried it out."""
    with moving(VERIFY, resolution, by, request) as row:
        if row.done_by_id == by.pk:
            raise Refused("这一项是您办结的，请换一个人核实。")
        row.verified_on, row.verified_by = on, by


def return_(resolution: Resolution, by: User, request: HttpRequest | None = None, *, reason: str) -> None:
    """It is to be carried out still; what was told of it stays in the steps."""
    with moving(RETURN, resolution, by, request, reason) as row:
        row.done_on = row.done_by = None
        row.result = ""


def to_project(
    resolution: Resolution,
    by: User,
    request: HttpRequest | None = None,
    *,
    title: str,
    category: Category,
    decided_on: date | None = None,
    goal: str = "",
) -> Project:
    """One project, however often it is asked for; the resolution is done when somebody says so."""
    with moving(TO_PROJECT, resolution, by, request) as row:
        _refuse_second(row)
        row.project = projects.make(
            title, category, row.organization, by, request, decided_on=decided_on, goal=goal
        )
    return row.project


def to_problem(
    resolution: Resolution, by: User, request: HttpRequest | None = None, *, title: str
) -> Problem:
    """One problem with a number, raised at the meeting; who was to carry it out answers for it."""
    with moving(TO_PROBLEM, resolution, by, request) as row:
        _refuse_second(row)
        row.problem = _raised(row, title, by, request)
    return row.problem


def _refuse_second(resolution):
    if made := resolution.project or resolution.problem:
        word = made._meta.verbose_name
        raise Refused(f"这一项已经转为{word}“{made}”，不能再转。")


def _raised(resolution, title, by, request):
    place = resolution.organization
    role = least_role(Problem, Action.ADD)
    if not Organization.objects.under(by, role).filter(pk=place.pk).exists():
        raise PermissionDenied
    at_once = by.is_superuser or not review.is_reviewed(Problem, place)
    problem = Problem(
        organization=place,
        title=title,
        source=ProblemSource.COUNCIL,
        raised_on=min(day_of(resolution.meeting), today()),
        owner=resolution.owner if resolution.owner_id != place.pk else None,
        due_on=resolution.due_on,
        review=ReviewState.PUBLISHED if at_once else ReviewState.DRAFT,
        note=_told(resolution),
    )
    try:
        problem.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    problem.save()
    if resolution.owner_unit:
        problem.units.add(resolution.owner_unit)
    tell_begun(problem, "由议定事项立为问题", by, request)
    return problem


def _told(resolution):
    day = timezone.localdate(resolution.meeting.starts_at)
    return f"{resolution.meeting}（{day:%Y-%m-%d}）议定：{resolution.text}"
