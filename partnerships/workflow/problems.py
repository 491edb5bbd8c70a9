"""Problems of residents: solved, verified by somebody else, reopened where the solution did not hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from lib.days import today
from lib.templatetags.jiedao_text import day
from orgs import review
from orgs.access import Action
from orgs.models import Organization, Unit, User
from orgs.moves import Move, Refused, Who, moving
from partnerships.enums import ProblemState
from partnerships.models import Problem, ProblemReopening

if TYPE_CHECKING:
    from django.http import HttpRequest

_UNSOLVED = (ProblemState.OPEN, ProblemState.OVERDUE)
_SOLVED = (ProblemState.SOLVED, ProblemState.VERIFIED)
_LONGEST = 200  # characters of a step's reason
# Said of a solution's day that would be emptied.
KEPT = "已经解决的不能清空。要重新办理的，请点“重新办理”，原来的解决情况会保留。"

ASSIGN = Move("assign", "交办", _UNSOLVED)
SOLVE = Move("solve", "办结", _UNSOLVED, rows="handled_by")
VERIFY = Move("verify", "核实", (ProblemState.SOLVED,), Action.REVIEW)
REOPEN = Move("reopen", "重新办理", _SOLVED, Action.REVIEW, needs_reason=True)


def assign(
    problem: Problem,
    by: User,
    request: HttpRequest | None = None,
    *,
    owner: Organization | None = None,
    units: Iterable[Unit] = (),
    due_on: date | None = None,
) -> None:
    """Who answers for it (None: where it is filed), which units do it, until when."""
    units = list(units)
    told = f"责任单位：{'、'.join(map(str, units))}"[:_LONGEST] if units else ""
    with moving(ASSIGN, problem, by, request, told) as row:
        row.owner, row.due_on = owner, due_on
        row.units.set(units)


@transaction.atomic
def solve(problem: Problem, by: User, request: HttpRequest | None = None, *, on: date, result: str) -> bool:
    """It is counted from that day on. Also by clerks of the organisation that answers for it.

    Residents would read the result from now on, so it is reviewed where others' words are: was it hidden?
    """
    with moving(SOLVE, problem, by, request) as row:
        refuse_early_solution(row, on)
        row.solved_on, row.result, row.solved_by = on, result, by
    return problem.is_public and review.review_again(problem, by, request)


def refuse_early_solution(problem: Problem, on: date) -> None:
    """`Refused` for a day before the last reopening: the earlier days are told already."""
    if (reopened := problem.last_reopened_on) and on < reopened:
        raise Refused(too_early(reopened))


def too_early(reopened: date) -> str:
    return f"解决日期不能早于重新办理的日期（{day(reopened)}）。"


def verify(problem: Problem, by: User, request: HttpRequest | None = None, *, on: date) -> None:
    """By another than who solved it."""
    with moving(VERIFY, problem, by, request) as row:
        if row.solved_by_id == by.pk:
            raise Refused("这个问题是您办结的，请换一个人核实。")
        row.verified_on, row.verified_by = on, by


def reopen(problem: Problem, by: Who, request: HttpRequest | None = None, *, reason: str) -> None:
    """The solution is kept beside it: days before this one count it as solved."""
    with moving(REOPEN, problem, by, request, reason) as row:
        ProblemReopening.objects.create(
            problem=row,
            solved_on=row.solved_on,
            result=row.result,
            solved_by=row.solved_by,
            verified_on=row.verified_on,
            verified_by=row.verified_by,
            reopened_on=today(),
            reason=reason,
            user=by if isinstance(by, User) else None,
        )
        row.solved_on = row.solved_by = row.verified_on = row.verified_by = None
        row.result = ""
