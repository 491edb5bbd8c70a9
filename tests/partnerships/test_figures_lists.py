"""What counts on the three lists, and of projects and problems, condition by condition."""

from datetime import date

import pytest

from lib.days import today
from partnerships.figures import (
    DEMANDS,
    DEMANDS_MATCHED,
    PROBLEMS_SOLVED,
    PROJECTS,
    RESOURCES,
    SERVICES,
)
from tests.partnerships.factories import ListItemFactory, ProblemFactory, ProjectFactory
from tests.partnerships.figures import JUNE, read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("figure", "kind"), [(RESOURCES, "resource"), (DEMANDS, "demand"), (SERVICES, "service")]
)
def test_each_list_counts_its_own_kind(tree, figure, kind):
    for name in ("resource", "demand", "service"):
        ListItemFactory(organization=tree.community, **{name: True})
    assert read(figure, tree.street) == 1
    assert [item.kind for item in figure.rows(tree.street, JUNE)] == [kind]


def test_withdrawn_item_is_on_the_list_until_the_day_before(tree):
    ListItemFactory(organization=tree.community, withdrawn=True)
    assert read(RESOURCES, tree.street, date(2019, 6, 9)) == 1
    assert read(RESOURCES, tree.street, date(2019, 6, 10)) == 0


def test_demand_answered_by_two_projects_is_matched_once(tree):
    demand = ListItemFactory(demand=True, organization=tree.community)
    ListItemFactory(demand=True, organization=tree.community)
    for _ in range(2):
        ProjectFactory(organization=tree.community, demands=[demand])
    assert read(DEMANDS, tree.street) == 2
    assert read(DEMANDS_MATCHED, tree.street) == 1


def test_demand_is_matched_from_the_day_it_was_linked(tree):
    demand = ListItemFactory(demand=True, organization=tree.community)
    project = ProjectFactory(organization=tree.community)
    project.demands.add(demand, through_defaults={"since": JUNE})
    assert read(DEMANDS_MATCHED, tree.street, date(2019, 6, 29)) == 0
    assert read(DEMANDS_MATCHED, tree.street, JUNE) == 1


def test_demand_linked_today_changes_no_past_day(tree):
    demand = ListItemFactory(demand=True, organization=tree.community)
    ProjectFactory(organization=tree.community).demands.add(demand)
    assert read(DEMANDS_MATCHED, tree.street) == 0
    assert read(DEMANDS_MATCHED, tree.street, today()) == 1


def test_cancelled_project_counts_until_the_day_before(tree):
    ProjectFactory(organization=tree.community, cancelled=True)
    assert read(PROJECTS, tree.street, date(2019, 6, 19)) == 1
    assert read(PROJECTS, tree.street, date(2019, 6, 20)) == 0


def test_problem_counts_from_the_day_it_was_solved(tree):
    ProblemFactory(organization=tree.community, solved=True)
    ProblemFactory(organization=tree.community)
    assert read(PROBLEMS_SOLVED, tree.street, date(2019, 5, 29)) == 0
    assert read(PROBLEMS_SOLVED, tree.street, date(2019, 5, 30)) == 1
