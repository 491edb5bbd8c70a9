"""Every state of a problem × every verb: which begin there, and what is said of the others."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from orgs.access import Action
from orgs.enums import ReviewState, Role
from orgs.models import AuditEntry, RecordStep
from orgs.moves import Refused, may_move, moves_open_to, steps_of
from partnerships.enums import ProblemState
from partnerships.models import Problem
from partnerships.workflow import problems
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import ProblemFactory

pytestmark = pytest.mark.django_db
RAISED, DUE, SOLVED = date(2019, 4, 10), date(2019, 5, 10), date(2019, 6, 10)
VERBS = {
    "assign": lambda p, u: problems.assign(p, u, due_on=date(2019, 7, 1)),
    "solve": lambda p, u: problems.solve(p, u, on=SOLVED, result="已修好"),
    "verify": lambda p, u: problems.verify(p, u, on=date(2019, 6, 12)),
    "reopen": lambda p, u: problems.reopen(p, u, reason="又坏了"),
}
MOVES = (problems.ASSIGN, problems.SOLVE, problems.VERIFY, problems.REOPEN)
# What the verb leads to; its absence: the verb does not begin there.
TABLE = {
    ProblemState.OPEN: {"assign": ProblemState.OVERDUE, "solve": ProblemState.SOLVED},
    ProblemState.OVERDUE: {"assign": ProblemState.OVERDUE, "solve": ProblemState.SOLVED},
    ProblemState.SOLVED: {"verify": ProblemState.VERIFIED, "reopen": ProblemState.OPEN},
    ProblemState.VERIFIED: {"reopen": ProblemState.OPEN},
}
FIELDS = {
    ProblemState.OPEN: {},
    ProblemState.OVERDUE: {"due_on": DUE},
    ProblemState.SOLVED: {"solved_on": SOLVED, "result": "已修好"},
    ProblemState.VERIFIED: {"solved_on": SOLVED, "result": "已修好", "verified_on": SOLVED},
}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


def standing_at(state, place):
    problem = ProblemFactory(organization=place, raised_on=RAISED, **FIELDS[state])
    assert problem.state() == state
    return problem


def test_table_knows_every_state_and_verb():
    assert set(TABLE) == set(FIELDS) == set(ProblemState)
    assert {move.key for move in MOVES} == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ProblemState)
def test_verb_moves_the_problem_or_is_refused_with_the_reason(tree, clerk, state, verb):
    problem = standing_at(state, tree.community)
    before = Problem.objects.filter(pk=problem.pk).values().get()
    move = next(move for move in MOVES if move.key == verb)
    if after := TABLE[state].get(verb):
        VERBS[verb](problem, clerk)
        (step,) = steps_of(problem)
        assert (problem.state(), step.word, step.before, step.after) == (after, move.word, state, after)
        return
    with pytest.raises(Refused) as refused:
        VERBS[verb](problem, clerk)
    assert str(refused.value) == f"这条记录现在是“{state.label}”，不能{move.word}。请刷新后再看。"
    assert Problem.objects.filter(pk=problem.pk).values().get() == before
    assert not RecordStep.objects.exists()


@pytest.mark.parametrize("state", ProblemState)
def test_buttons_are_the_verbs_that_begin_there(tree, clerk, state):
    problem = standing_at(state, tree.community)
    assert {move.key for move in moves_open_to(MOVES, problem, clerk)} == set(TABLE[state])


def test_assigning_tells_who_does_it_until_when(tree, clerk):
    problem, unit = standing_at(ProblemState.OPEN, tree.community), UnitFactory(name="图书馆")
    problems.assign(problem, clerk, owner=tree.cousin, units=[unit], due_on=DUE)
    problem.refresh_from_db()
    assert (problem.owner, list(problem.units.all()), problem.due_on) == (tree.cousin, [unit], DUE)
    assert steps_of(problem).get().reason == "责任单位：图书馆"
    told = AuditEntry.objects.latest("pk").changes
    assert ["责任党组织", "", str(tree.cousin)] in told
    assert ["办理时限", "", "2019年5月10日"] in told


class TestOwnersClerk:
    """Of the organisation that answers for a problem filed elsewhere."""

    @pytest.fixture
    def owner(self, tree):
        return UserFactory(organizations=[tree.cousin])

    @pytest.fixture
    def problem(self, tree):
        return ProblemFactory(organization=tree.community, owner=tree.cousin)

    def test_sees_and_solves_it(self, problem, owner):
        assert list(Problem.objects.visible_to(owner)) == [problem]
        problems.solve(problem, owner, on=SOLVED, result="已修好")
        assert problem.solved_by == owner

    def test_may_do_nothing_else_to_it(self, problem, owner):
        assert [move for move in MOVES if may_move(move, owner, problem)] == [problems.SOLVE]
        assert not Problem.objects.managed_by(owner).exists()
        problems.solve(problem, UserFactory(organizations=[problem.organization]), on=SOLVED, result="好了")
        with pytest.raises(PermissionDenied):
            problems.verify(problem, owner, on=SOLVED)

    def test_who_only_reads_there_sees_and_does_not_solve_it(self, problem, tree):
        reader = UserFactory(organizations=[tree.cousin], organizations__role=Role.VIEW)
        assert list(Problem.objects.visible_to(reader)) == [problem]
        assert not may_move(problems.SOLVE, reader, problem)

    def test_it_is_seen_once_by_who_works_at_both(self, problem, tree):
        both = UserFactory(organizations=[tree.community, tree.cousin])
        assert list(Problem.objects.visible_to(both)) == [problem]
        assert list(Problem.objects.handled_by(both, Action.CHANGE)) == [problem]

    def test_others_do_not_see_it(self, problem, tree):
        assert not Problem.objects.visible_to(UserFactory(organizations=[tree.sister])).exists()


class TestResultThatResidentsRead:
    """Nobody reviewed its words yet."""

    @pytest.fixture
    def problem(self, tree):
        return ProblemFactory(organization=tree.community, owner=tree.cousin, is_public=True)

    @pytest.mark.parametrize("place", ["community", "cousin"])
    def test_of_who_may_not_publish_is_reviewed(self, tree, problem, place):
        clerk = UserFactory(organizations=[getattr(tree, place)], organizations__role=Role.ENTER)
        assert problems.solve(problem, clerk, on=SOLVED, result="已修好")
        assert problem.review == ReviewState.SUBMITTED
        assert not Problem.objects.public().exists()

    def test_of_a_reviewer_is_public_at_once(self, problem, clerk):
        assert not problems.solve(problem, clerk, on=SOLVED, result="已修好")
        assert list(Problem.objects.public()) == [problem]

    def test_of_what_is_private_needs_no_review(self, tree):
        problem = ProblemFactory(organization=tree.community, is_public=False)
        clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
        assert not problems.solve(problem, clerk, on=SOLVED, result="已修好")
        assert problem.review == ReviewState.PUBLISHED
