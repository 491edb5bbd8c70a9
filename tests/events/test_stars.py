"""Stars are awarded by a published rule, to all branches at once, and once a year."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from events.enums import StarRuleState
from events.workflow import stars
from lib.days import today
from orgs.enums import AuditAct, AwardKind, Role
from orgs.models import AuditEntry, Award
from orgs.moves import Refused
from tests.events.people_factories import (
    PointAccountFactory,
    PointEntryFactory,
    RedemptionFactory,
    StarRuleFactory,
)
from tests.orgs.factories import OrganizationFactory, UserFactory
from tests.orgs.place_factories import AwardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(tree):
    return UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE)


@pytest.fixture
def rule(tree):
    """For 2019: three stars from 30 points, four from 60, five from 90."""
    return StarRuleFactory(organization=tree.street, published_on=date(2019, 1, 1))


def branch_with(tree, *points, parent=None, **fields):
    branch = OrganizationFactory(branch=True, parent=parent or tree.community)
    account = PointAccountFactory(organization=branch, volunteer=None, holder=branch)
    for each in points:
        PointEntryFactory(account=account, points=each, **fields)
    return branch


def test_branches_get_the_stars_that_their_points_reach(tree, rule, manager):
    found = {points: branch_with(tree, points) for points in (29, 30, 60, 86, 90)}
    awards = stars.award(rule, manager)
    by_branch = {award.holder: award for award in awards}
    assert {points: by_branch[branch].stars for points, branch in found.items() if points > 29} == {
        30: 3,
        60: 4,
        86: 4,
        90: 5,
    }
    assert found[29] not in by_branch
    told = by_branch[found[86]]
    assert (told.kind, told.title, told.year) == (AwardKind.STARS, "四星级党支部", 2019)
    assert told.reason == "2019年度积分86分，达到四星标准60分。"
    assert (told.since, told.until.year, told.organization) == (today(), today().year + 1, tree.street)
    assert AuditEntry.objects.filter(act=AuditAct.ADD).count() == 4


def test_once_a_year(tree, rule, manager):
    branch_with(tree, 30)
    stars.award(rule, manager)
    with pytest.raises(Refused, match="已评定"):
        stars.award(rule, manager)
    assert (Award.objects.count(), rule.state()) == (1, StarRuleState.AWARDED)


def test_all_or_none(tree, rule, manager):
    """One of them has its stars already: nobody else gets any."""
    rated = branch_with(tree, 30)
    branch_with(tree, 90)
    AwardFactory(holder=rated, organization=tree.street)
    with pytest.raises(Refused, match="全部没有评定"):
        stars.award(rule, manager)
    rule.refresh_from_db()
    assert (Award.objects.count(), rule.state()) == (1, StarRuleState.PUBLISHED)


def test_points_of_the_year_with_corrections_without_redemptions(tree, rule):
    branch = branch_with(tree, 40, 25, -5)
    account = branch.point_account
    for day in (date(2018, 12, 31), date(2020, 1, 1)):
        PointEntryFactory(account=account, points=100, day=day)
    PointEntryFactory(account=account, points=-30, redemption=RedemptionFactory(account=account))
    assert [(each.points, each.stars) for each in stars.standings(rule)] == [(60, 4)]


def test_branches_of_the_rules_own_branch_alone(tree, rule):
    """Communities and other streets' branches are not rated; one without points stands last."""
    inside = branch_with(tree, 10)
    idle = OrganizationFactory(branch=True, parent=tree.cousin)
    branch_with(tree, 99, parent=tree.stranger)
    account = PointAccountFactory(organization=tree.community, volunteer=None, holder=tree.community)
    PointEntryFactory(account=account, points=99)
    assert [each.branch for each in stars.standings(rule)] == [inside, idle]


def test_nobody_reaches_three_stars(tree, rule, manager):
    branch_with(tree, 29)
    with pytest.raises(Refused, match=r"三星标准（30分）"):
        stars.award(rule, manager)


def test_drafts_and_years_to_come_are_not_awarded_by(tree, manager):
    draft = StarRuleFactory(organization=tree.street)
    with pytest.raises(Refused, match="草稿"):
        stars.award(draft, manager)
    stars.publish(draft, manager)
    assert draft.published_on == today()
    later = StarRuleFactory(organization=tree.street, year=today().year + 1, published_on=date(2019, 1, 1))
    with pytest.raises(Refused, match="还没有到"):
        stars.award(later, manager)


def test_reviewers_award_no_stars(tree, rule):
    with pytest.raises(PermissionDenied):
        stars.award(rule, UserFactory(organizations=[tree.street]))


def test_a_leap_day_ends_on_the_28th():
    assert stars._year_later(date(2028, 2, 29)) == date(2029, 2, 28)
    assert stars._year_later(date(2026, 12, 31)) == date(2027, 12, 31)


def test_standings_take_two_queries(tree, rule, django_assert_num_queries):
    for points in range(5):
        branch_with(tree, points + 1)
    with django_assert_num_queries(2):
        assert len(stars.standings(rule)) == 5
