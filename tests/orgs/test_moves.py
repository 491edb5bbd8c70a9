"""What all verbs have in common, shown by that which solves a problem."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, RecordStep
from orgs.moves import Refused, moves_open_to, steps_of
from partnerships.enums import ProblemState
from partnerships.models import ProblemReopening
from partnerships.workflow import problems
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ProblemFactory

pytestmark = pytest.mark.django_db
JUNE = date(2019, 6, 3)
DONE = {"on": JUNE, "result": "装好了路灯"}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def problem(tree):
    return ProblemFactory(organization=tree.community, raised_on=date(2019, 5, 1))


def test_verb_moves_the_record_and_tells_the_steps_and_the_audit(problem, clerk):
    problems.solve(problem, clerk, **DONE)

    problem.refresh_from_db()
    assert (problem.state(), problem.solved_by) == (ProblemState.SOLVED, clerk)
    (step,) = steps_of(problem)
    assert (step.word, step.who, step.before, step.after) == ("办结", str(clerk), "open", "solved")
    entry = AuditEntry.objects.get(act=AuditAct.ACT)
    assert ["解决日期", "", "2019年6月3日"] in entry.changes


def test_verb_that_does_not_begin_where_the_record_stands_is_refused(problem, clerk):
    problems.solve(problem, clerk, **DONE)
    with pytest.raises(Refused, match="现在是“已解决”，不能办结"):
        problems.solve(problem, clerk, **DONE)
    assert RecordStep.objects.count() == 1


def test_verb_of_another_branch_is_denied(problem, tree):
    stranger = UserFactory(organizations=[tree.cousin])
    with pytest.raises(PermissionDenied):
        problems.solve(problem, stranger, **DONE)
    assert not RecordStep.objects.exists()


def test_verb_above_the_role_is_denied(problem, tree):
    problems.solve(problem, UserFactory(is_superuser=True), **DONE)
    entering = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    with pytest.raises(PermissionDenied):
        problems.verify(problem, entering, on=JUNE)


def test_rule_of_the_model_that_would_be_broken_is_told(problem, clerk):
    with pytest.raises(Refused, match="不能早于提出日期"):
        problems.solve(problem, clerk, on=date(2019, 4, 1), result="早了")
    problem.refresh_from_db()
    assert problem.solved_on is None


def test_old_value_that_breaks_a_later_rule_stands_in_no_verb_s_way(problem, clerk):
    type(problem).objects.filter(pk=problem.pk).update(title="请打13812345678")
    problems.solve(problem, clerk, **DONE)
    assert problem.state() == ProblemState.SOLVED


def test_verb_without_its_reason_is_a_fault_of_the_program(problem, clerk):
    problems.solve(problem, clerk, **DONE)
    with pytest.raises(ValueError, match="needs a reason"):
        problems.reopen(problem, clerk, reason=" ")
    assert not ProblemReopening.objects.exists()


def test_moves_open_are_those_of_the_state_and_of_the_role(problem, tree, clerk):
    every = (problems.SOLVE, problems.VERIFY, problems.REOPEN)
    entering = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    assert moves_open_to(every, problem, entering) == [problems.SOLVE]
    problems.solve(problem, clerk, **DONE)
    assert moves_open_to(every, problem, clerk) == [problems.VERIFY, problems.REOPEN]
    assert moves_open_to(every, problem, entering) == []
