"""What waits of problems, and of what residents report."""

from django.db.models import Q

from jiedao.today.claims import days_until
from jiedao.today.groups import DECIDE, LATE
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind
from partnerships.enums import ReportState
from partnerships.models import Problem, ProblemReport
from partnerships.workflow import problems, reports


def _overdue(rows, at, user):
    return rows.filter(Q(solved_on=None) | Q(solved_on__gt=at), due_on__lt=at)


def _to_verify(rows, at, user):
    """Who solved it does not verify it."""
    return rows.solved(at).filter(solved_on__lte=at, verified_on=None).exclude(solved_by=user.pk)


KINDS = (
    Kind(
        key="problems-late",
        group=LATE,
        title="逾期没有解决的问题",
        model=Problem,
        waiting=_overdue,
        day="due_on",
        words=lambda problem, at: days_until(problem.due_on, at),
        verb=problems.SOLVE,
    ),
    Kind(
        key="problems-solved",
        group=DECIDE,
        title="办结了，待核实的问题",
        model=Problem,
        waiting=_to_verify,
        day="solved_on",
        words=lambda problem, at: f"{day(problem.solved_on)}办结",
        verb=problems.VERIFY,
    ),
    Kind(
        key="reports-pending",
        group=DECIDE,
        title="待受理的居民反映",
        model=ProblemReport,
        waiting=lambda rows, at, user: rows.filter(status=ReportState.PENDING),
        day="created_at__date",
        words=lambda report, at: f"{day(report.created_at)}反映",
        verb=reports.ACCEPT,
    ),
)
