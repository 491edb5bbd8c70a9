"""Projects of which nothing is heard, and those with steps that are late."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from partnerships.models import Project
from tests.events.factories import ActivityFactory
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import ClaimFactory, MilestoneFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db

AT = date(2019, 8, 31)
LONG_AGO, LATELY = date(2019, 7, 31), date(2019, 8, 1)  # 31 and 30 days before


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


SIGNS = {
    "note": lambda project, day: ProgressNoteFactory(project=project, noted_on=day),
    "note of a claim": lambda project, day: ProgressNoteFactory(
        claim=ClaimFactory(project=project), noted_on=day
    ),
    "milestone": lambda project, day: MilestoneFactory(project=project, done_on=day),
    "claim": lambda project, day: ClaimFactory(project=project, done=True, done_on=day),
    "activity": lambda project, day: ActivityFactory(project=project, starts_at=noon(day)),
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(("day", "quiet"), [(LONG_AGO, True), (LATELY, False)])
def test_project_is_quiet_when_its_last_sign_is_old(sign, day, quiet):
    project = ProjectFactory(running=True)
    SIGNS[sign](project, day)
    assert Project.objects.quiet(AT).filter(pk=project.pk).exists() is quiet


def test_activity_that_was_called_off_is_no_sign():
    project = ProjectFactory(running=True)
    ActivityFactory(project=project, starts_at=noon(LATELY), status="cancelled")
    assert Project.objects.quiet(AT).get() == project


@pytest.mark.parametrize(
    "fields",
    [{}, {"finished": True}, {"cancelled": True}, {"proposed": True}, {"started_on": LATELY}],
    ids=["decided", "finished", "cancelled", "proposed", "begun lately"],
)
def test_project_that_does_not_run_so_long_is_not_quiet(fields):
    ProjectFactory(**fields)
    assert not Project.objects.quiet(AT).exists()


@pytest.mark.parametrize(
    ("step", "late"),
    [
        ({"due_on": AT - timedelta(days=1)}, True),
        ({"due_on": AT}, False),
        ({"due_on": None}, False),
        ({"due_on": LONG_AGO, "done_on": AT}, False),
    ],
)
def test_milestone_is_overdue_from_the_day_after(step, late):
    milestone = MilestoneFactory(project__running=True, **step)
    assert milestone.is_overdue(AT) is late
    assert Project.objects.with_overdue_milestones(AT).exists() is late


def test_milestone_of_a_finished_project_is_not_overdue():
    MilestoneFactory(project__finished=True)
    assert not Project.objects.with_overdue_milestones(AT).exists()
