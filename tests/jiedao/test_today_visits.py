"""What waits of postings for the account that holds them."""

import pytest

from jiedao.today.board import board
from lib.days import today
from orgs.enums import Role
from tests.events.people_factories import VisitFactory
from tests.orgs.factories import UserFactory
from tests.orgs.place_factories import PostingFactory

pytestmark = pytest.mark.django_db


def waiting(user):
    tasks = [task for group in board(user) for task in group.tasks]
    return {task.kind.key: [(line.row.pk, line.words) for line in task.lines] for task in tasks}


def test_own_posting_waits_for_its_holder_in_whatever_branch_it_was_given(tree):
    holder = UserFactory(organizations=[tree.community])
    own = PostingFactory(organization=tree.street, user=holder)
    PostingFactory(organization=tree.street)
    assert waiting(holder) == {"postings-own": [(own.pk, "还没有走访过")]}


def test_own_posting_waits_under_one_heading_only(tree):
    holder = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    own = PostingFactory(organization=tree.community, user=holder)
    other = PostingFactory(organization=tree.community)
    found = waiting(holder)
    assert [pk for pk, _ in found["postings-own"]] == [own.pk]
    assert [pk for pk, _ in found["postings-unvisited"]] == [other.pk]


def test_visited_posting_waits_no_more(tree):
    holder = UserFactory(organizations=[tree.community])
    own = PostingFactory(organization=tree.community, user=holder)
    visit = VisitFactory(posting=own, unit=own.unit, organization=tree.community)  # in 2019
    assert waiting(holder) == {"postings-own": [(own.pk, "上次走访：2019年5月14日")]}
    visit.visited_on = today()
    visit.save()
    assert waiting(holder) == {}
