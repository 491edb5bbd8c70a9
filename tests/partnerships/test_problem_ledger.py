"""Solutions that come in by a ledger follow the rules of those that are typed in."""

from datetime import date

import pytest

from orgs.enums import Verdict
from orgs.intake import workflow
from orgs.moves import Refused
from partnerships.ledgers import PROBLEMS
from partnerships.models import Problem
from partnerships.workflow import problems
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.ledger_files import errors, receive, take_in, verdicts
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ProblemFactory

pytestmark = pytest.mark.django_db
HEADERS = ["问题编号", "问题", "归口党组织", "来源", "提出日期", "解决日期", "解决情况"]


@pytest.fixture
def clerks(tree):
    return [UserFactory(organizations=[tree.community]) for _ in "ab"]


@pytest.fixture
def problem(tree):
    return ProblemFactory(organization=tree.community, raised_on=date(2019, 4, 10))


def sheet(problem, solved_on, result="换了灯泡"):
    raised, place = problem.raised_on, problem.organization.name
    return xlsx_bytes([HEADERS, [problem.number, problem.title, place, "走访", raised, solved_on, result]])


def bring(problem, user, solved_on):
    return take_in(PROBLEMS, sheet(problem, solved_on), user=user)


def test_who_brings_the_day_has_solved_it(problem, clerks):
    batch = bring(problem, clerks[0], date(2019, 6, 5))
    problem.refresh_from_db()
    assert problem.solved_by == clerks[0]
    with pytest.raises(Refused, match="请换一个人核实"):
        problems.verify(problem, clerks[0], on=date(2019, 6, 6))
    workflow.undo(batch, PROBLEMS, clerks[0])
    problem.refresh_from_db()
    assert (problem.solved_on, problem.solved_by) == (None, None)


def test_new_one_is_solved_by_who_brings_it(tree, clerks):
    bring(ProblemFactory.build(organization=tree.community, number=None), clerks[0], date(2019, 6, 5))
    assert Problem.objects.get().solved_by == clerks[0]


def test_correcting_the_day_keeps_who_solved_it(problem, clerks):
    problems.solve(problem, clerks[0], on=date(2019, 6, 5), result="换了灯泡")
    assert verdicts(bring(problem, clerks[1], date(2019, 6, 4))) == {Verdict.CHANGED: 1}
    problem.refresh_from_db()
    assert (problem.solved_on, problem.solved_by) == (date(2019, 6, 4), clerks[0])


def test_solution_is_not_emptied(problem, clerks):
    problems.solve(problem, clerks[0], on=date(2019, 6, 5), result="换了灯泡")
    ((_, header, message),) = errors(receive(PROBLEMS, sheet(problem, None, ""), user=clerks[1]))
    assert (header, message) == ("解决日期", problems.KEPT)
    problem.refresh_from_db()
    assert problem.solved_on == date(2019, 6, 5)


def test_second_solution_is_not_dated_before_it_came_back(problem, clerks):
    problems.solve(problem, clerks[0], on=date(2019, 6, 5), result="换了灯泡")
    problems.reopen(problem, clerks[1], reason="又不亮了")
    ((_, header, message),) = errors(receive(PROBLEMS, sheet(problem, date(2019, 6, 20)), user=clerks[0]))
    assert header == "解决日期"
    assert message.startswith("解决日期不能早于重新办理的日期")
    problem.refresh_from_db()
    assert problem.solved_on is None
