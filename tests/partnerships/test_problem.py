from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from partnerships.enums import ProblemState
from partnerships.models import Problem
from tests.orgs.factories import OrganizationFactory
from tests.partnerships.factories import ProblemFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
RAISED, DUE, SOLVED, VERIFIED = (date(2019, month, 10) for month in (4, 5, 6, 7))


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (DUE, ProblemState.OPEN),
        (DUE + DAY, ProblemState.OVERDUE),
        (SOLVED - DAY, ProblemState.OVERDUE),
        (SOLVED, ProblemState.SOLVED),
        (VERIFIED - DAY, ProblemState.SOLVED),
        (VERIFIED, ProblemState.VERIFIED),
    ],
)
def test_state_on_a_day(at, state):
    problem = ProblemFactory(raised_on=RAISED, due_on=DUE, solved_on=SOLVED, verified_on=VERIFIED)
    assert problem.state(at) == state


def test_without_a_time_limit_never_overdue():
    assert ProblemFactory().state() == ProblemState.OPEN


@pytest.mark.parametrize(("at", "solved"), [(SOLVED - DAY, False), (SOLVED, True), (VERIFIED, True)])
def test_solved_by_a_day(at, solved):
    ProblemFactory(solved_on=SOLVED)
    assert Problem.objects.solved(at).exists() is solved


def test_residents_matters_are_private_unless_decided_otherwise():
    ProblemFactory(solved=True)
    ProblemFactory(public=True)
    shown = ProblemFactory(solved=True, public=True)
    assert list(Problem.objects.public()) == [shown]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"solved_on": RAISED - DAY}, "办理时限和解决日期不能早于提出日期。"),
        ({"due_on": RAISED - DAY}, "办理时限和解决日期不能早于提出日期。"),
        ({"verified_on": SOLVED}, "解决之后才能核实，核实日期不能早于解决日期。"),
        ({"solved_on": SOLVED, "verified_on": SOLVED - DAY}, "解决之后才能核实，核实日期不能早于解决日期。"),
    ],
)
def test_impossible_dates_are_refused(fields, message):
    problem = ProblemFactory.build(
        organization=OrganizationFactory(), raised_on=RAISED, result="已解决。", **fields
    )
    with pytest.raises(ValidationError, match=message):
        problem.full_clean()
    with pytest.raises(IntegrityError):
        problem.save()


def test_solving_needs_a_result():
    problem = ProblemFactory(solved_on=SOLVED)
    with pytest.raises(ValidationError) as refused:
        problem.full_clean()
    assert refused.value.message_dict == {"result": ["请写明解决情况。"]}
