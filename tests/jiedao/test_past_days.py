"""Whatever is done to records, figures of the days before the day of the act stay as they were told."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jiedao.figures import FIGURES
from orgs.course import timeline
from orgs.figures import numbers
from tests.jiedao.lives import ANY, BEGINNING, Life, LifeOfActivities

pytestmark = pytest.mark.django_db


def _acts(life):
    """(verb, the record, how many days ago it was, how many days pass before the next)"""
    verbs = sorted(name for name, verb in vars(life).items() if callable(verb) and name[0] != "_")
    verbs = [verb for verb in verbs if verb not in ("begin", "take", "figures")]
    ago, passing = st.sampled_from([0, 0, 1, 3]), st.sampled_from([0, 0, 1, 2])
    act = st.tuples(st.sampled_from(verbs), st.integers(0, ANY), ago, passing)
    return st.lists(act, min_size=30, max_size=40)


@pytest.fixture
def clock(monkeypatch):
    """Moves the office's day to that of a life."""
    real = timezone.localdate

    def run_on(life):
        monkeypatch.setattr(timezone, "localdate", lambda *of: real(*of) if of else life.day)

    return run_on


# Not shrunk: the verb that is told says enough, and many lives take minutes.
few = settings(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@few
@given(acts=_acts(Life))
def test_days_before_an_act_are_counted_as_before(tree, clock, acts):
    _live(Life, tree, clock, acts)


@few
@given(acts=_acts(LifeOfActivities))
def test_days_before_an_act_on_activities_visits_and_resolutions_are_counted_as_before(tree, clock, acts):
    _live(LifeOfActivities, tree, clock, acts)


def _live(kind, tree, clock, acts):
    with transaction.atomic():
        life = kind(tree)
        clock(life)
        life.begin()
        told = {life.day: life.figures(life.day)}
        life.day += timedelta(days=2)
        for verb, which, ago, passing in acts:
            on = max(BEGINNING, life.day - timedelta(days=ago))
            first = life.take(verb, which, on)
            for day in [day for day in told if day >= first]:
                told[day] = life.figures(day)
            if told and first > life.day - timedelta(days=1):
                yesterday = max(told)
                assert life.figures(yesterday) == told[yesterday], verb
            for _ in range(passing):
                told[life.day] = life.figures(life.day)
                life.day += timedelta(days=1)
        assert {day: life.figures(day) for day in told} == told
        _timeline_agrees(life, list(told))
        transaction.set_rollback(True)


def _timeline_agrees(life, days):
    if not days:
        return
    counted = [figure for figure in FIGURES if figure.turns or figure.dated]
    shown = timeline(counted, life.tree.street, days)
    for number, day in enumerate(days):
        assert {key: row[number] for key, row in shown.items()} == numbers(counted, life.tree.street, day)
