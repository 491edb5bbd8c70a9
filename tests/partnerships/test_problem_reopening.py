"""A problem that came back: the days before count it as solved, the later ones do not, and all is kept."""

from datetime import date

import pytest
import time_machine

from lib.months import Month
from orgs.course import entries, timeline
from orgs.moves import Refused, steps_of
from partnerships.enums import ProblemState
from partnerships.figures import PROBLEMS_SOLVED
from partnerships.ledgers import PROBLEMS
from partnerships.models import Problem
from partnerships.workflow import problems
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ProblemFactory
from tests.partnerships.figures import read

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE, JULY = (Month(2019, month) for month in (4, 5, 6, 7))


@pytest.fixture
def clerks(tree):
    return [UserFactory(organizations=[tree.community]) for _ in "ab"]


@pytest.fixture
def problem(tree, clerks):
    """Solved on 5 June 2019, verified on the 10th, reopened on 2 July."""
    problem = ProblemFactory(organization=tree.community, raised_on=date(2019, 4, 10), is_public=True)
    problems.solve(problem, clerks[0], on=date(2019, 6, 5), result="换了灯泡")
    problems.verify(problem, clerks[1], on=date(2019, 6, 10))
    with time_machine.travel("2019-07-02 09:00+08:00"):
        problems.reopen(problem, clerks[1], reason="又不亮了")
    return problem


@pytest.mark.parametrize(("at", "number"), [(4, 0), (5, 1), (30, 1)], ids=["before", "solved", "end of June"])
def test_days_before_it_came_back_count_it(problem, tree, at, number):
    assert read(PROBLEMS_SOLVED, tree.street, date(2019, 6, at)) == number


def test_days_since_do_not(problem, tree):
    assert read(PROBLEMS_SOLVED, tree.street, date(2019, 7, 1)) == 1
    assert read(PROBLEMS_SOLVED, tree.street, date(2019, 7, 2)) == 0
    assert not Problem.objects.public().exists()


def test_second_solution_counts_from_its_own_day(problem, tree, clerks):
    problems.solve(problem, clerks[0], on=date(2019, 7, 20), result="换了线路")
    days = [date(2019, 5, 31), date(2019, 6, 30), date(2019, 7, 19), date(2019, 7, 20)]
    assert [read(PROBLEMS_SOLVED, tree.street, day) for day in days] == [0, 1, 0, 1]
    assert timeline([PROBLEMS_SOLVED], tree.street, days) == {"problems_solved": [0, 1, 0, 1]}
    assert list(PROBLEMS_SOLVED.rows(tree.street, days[1])) == [problem]


def test_month_in_which_it_was_solved_keeps_it(problem, tree, clerks):
    problems.solve(problem, clerks[0], on=date(2019, 7, 20), result="换了线路")
    found = [entries([PROBLEMS_SOLVED], [tree.street], month) for month in (MAY, JUNE)]
    assert [each["problems_solved"][tree.street.pk] for each in found] == [0, 1]


def test_ledger_of_a_month_tells_the_solution_that_held_at_its_end(problem, clerks):
    problems.solve(problem, clerks[0], on=date(2019, 7, 20), result="换了线路")

    def row(month):
        record = PROBLEMS.touched(month).get()
        cells = dict(zip([c.header for c in PROBLEMS.columns], PROBLEMS.row(record, month.last), strict=True))
        return cells["解决日期"], cells["解决情况"], PROBLEMS.happened(record, month)

    assert row(APRIL) == (None, None, "提出")
    assert row(JUNE) == (date(2019, 6, 5), "换了灯泡", "解决、核实")
    assert row(JULY) == (date(2019, 7, 20), "换了线路", "解决、重新办理")
    assert not PROBLEMS.touched(MAY).exists()


def test_export_of_today_tells_the_present_state(problem):
    (record,) = PROBLEMS.complete(date(2026, 1, 1))
    assert (record.solved_then, record.result_then) == (None, "")


def test_first_solution_is_kept_with_who_and_why(problem, clerks):
    (kept,) = problem.reopenings.all()
    assert (kept.solved_on, kept.result, kept.solved_by) == (date(2019, 6, 5), "换了灯泡", clerks[0])
    assert (kept.verified_on, kept.verified_by) == (date(2019, 6, 10), clerks[1])
    assert (kept.reopened_on, kept.reason, kept.user) == (date(2019, 7, 2), "又不亮了", clerks[1])
    assert [step.word for step in steps_of(problem)] == ["办结", "核实", "重新办理"]
    assert (problem.state(), problem.result, problem.verified_by) == (ProblemState.OPEN, "", None)


def test_second_solution_is_not_dated_before_it_came_back(problem, clerks):
    with pytest.raises(Refused, match="解决日期不能早于重新办理的日期（2019年7月2日）。"):
        problems.solve(problem, clerks[0], on=date(2019, 7, 1), result="换了线路")


def test_second_solution_is_verified_by_another_too(problem, clerks):
    problems.solve(problem, clerks[1], on=date(2019, 7, 20), result="换了线路")
    with pytest.raises(Refused, match="请换一个人核实"):
        problems.verify(problem, clerks[1], on=date(2019, 7, 21))
    problems.verify(problem, clerks[0], on=date(2019, 7, 21))
    assert problem.state() == ProblemState.VERIFIED


def test_page_of_the_figure_lists_it_on_the_days_before(problem, client, tree):
    query = {"organization": tree.street.pk, "date": "2019-06-30"}
    page = client.get("/statistics/problems_solved/", query).text
    assert problem.title in page
    assert "后来重新办理，还没有解决" in page
    assert (
        problem.title not in client.get("/statistics/problems_solved/", query | {"date": "2019-07-02"}).text
    )
