"""States that follow from dates."""

from datetime import date
from types import SimpleNamespace

from django.db.models import TextChoices

from lib.steps import Steps


class Stage(TextChoices):
    BEFORE = "before"
    BEGUN = "begun"
    DONE = "done"


STEPS = Steps(Stage.BEFORE, ("done_on", Stage.DONE), ("begun_on", Stage.BEGUN))


def stage(at, begun_on=None, done_on=None):
    return STEPS.of(SimpleNamespace(begun_on=begun_on, done_on=done_on), at)


def test_the_furthest_step_that_has_come():
    begun, done = date(2019, 5, 1), date(2019, 6, 1)
    assert stage(date(2019, 4, 30), begun, done) == Stage.BEFORE
    assert stage(begun, begun, done) == Stage.BEGUN
    assert stage(done, begun, done) == Stage.DONE
    assert stage(done, None, done) == Stage.DONE
    assert stage(done) == Stage.BEFORE
