"""Points are given by the nearest rule in force, once for each source, and taken back by counter-entries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from events.enums import AccountState, PointEvent, PointLine, PointRuleState
from events.models import PointAccount, PointEntry, PointRule
from events.workflow import point_rules, points
from lib.append_only import AppendOnly
from lib.days import today
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from orgs.moves import Refused
from tests.events.people_factories import (
    PointAccountFactory,
    PointEntryFactory,
    PointRuleFactory,
    RedemptionFactory,
    VolunteerFactory,
)
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
MAY = date(2019, 5, 14)


@pytest.fixture
def volunteer(tree):
    return VolunteerFactory(organization=tree.community)


@pytest.fixture
def rule(tree):
    return PointRuleFactory(organization=tree.street)


@pytest.fixture
def reviewer(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


def award(volunteer, source="service:1", on=MAY, times=2, **fields):
    return points.award(volunteer, PointEvent.SERVICE_HOUR, source, on, None, times=times, **fields)


def draft(organization, **fields):
    return PointRuleFactory(organization=organization, published_on=None, **fields)


def test_hours_give_points_by_the_rule(volunteer, rule):
    entry = award(volunteer)
    assert (entry.points, entry.day, entry.rule, entry.reason) == (20, MAY, rule, rule.text)
    account = points.account_of(volunteer)
    assert (account.balance(), account.organization, account.line) == (
        20,
        volunteer.organization,
        PointLine.VOLUNTEERS,
    )
    told = AuditEntry.objects.get(act=AuditAct.ACT)
    assert ["积分", "", "+20"] in told.changes
    assert told.detail.endswith("志愿服务每小时")


def test_a_number_in_an_old_title_keeps_nobody_from_the_points(volunteer, rule):
    """Promise 33: nor does it get into the book, which nobody can change."""
    assert award(volunteer, reason="主办“报名电话 13800001234”").reason == rule.text


def test_half_an_hour_gives_half_rounded_up(volunteer, tree):
    PointRuleFactory(organization=tree.street, points=5)
    assert award(volunteer, times=Decimal("0.5")).points == 3
    assert award(volunteer, "service:2", times=Decimal("0.1")).points == 1


def test_what_is_worth_less_than_half_a_point_gives_none(volunteer, tree):
    PointRuleFactory(organization=tree.street, points=1)
    assert award(volunteer, times=Decimal("0.4")) is None
    assert not PointEntry.objects.exists()


def test_the_same_source_gives_once_to_each_account(volunteer, rule):
    other = VolunteerFactory(organization=volunteer.organization)
    first = award(volunteer)
    assert award(volunteer) == first
    assert award(other).account != first.account
    assert PointEntry.objects.count() == 2


def test_the_nearest_rule_wins(volunteer, rule, tree):
    near = PointRuleFactory(organization=tree.community, points=3)
    PointRuleFactory(organization=tree.sister, points=99)
    assert points.rule_for(volunteer, PointEvent.SERVICE_HOUR, MAY) == near
    assert award(volunteer).points == 6


def test_a_rule_holds_from_its_day_until_it_ends(volunteer, rule):
    rule.ends_on = MAY
    rule.save()
    assert award(volunteer, on=date(2018, 12, 31)) is None
    assert award(volunteer, on=MAY) is None
    assert award(volunteer, on=MAY - timedelta(days=1)) is not None


def test_no_rule_gives_more_than_can_be_summed(tree):
    with pytest.raises(ValidationError):
        PointRuleFactory.build(organization=tree.street, points=10**18).full_clean()


def test_drafts_and_other_lines_give_nothing(volunteer, tree):
    draft(tree.street)
    PointRuleFactory(organization=tree.street, line=PointLine.UNITS)
    assert award(volunteer) is None
    assert not PointAccount.objects.exists()


def test_a_unit_earns_where_it_stands_and_one_of_no_community_at_the_office(tree):
    rule = PointRuleFactory(organization=tree.street, line=PointLine.UNITS, event=PointEvent.CLAIM_DONE)
    here, nowhere = UnitFactory(community=tree.community), UnitFactory(community=None)
    for unit, place in ((here, tree.community), (nowhere, tree.street)):
        entry = points.award(unit, PointEvent.CLAIM_DONE, "claim:1", MAY, None)
        assert (entry.account.organization, entry.points) == (place, rule.points)


def test_accounts_move_with_who_holds_them(volunteer, tree):
    """Promise 9: whoever looked after her before sees her points no more; rewards are those of her place."""
    unit = UnitFactory(community=tree.community)
    accounts = [points.account_of(holder) for holder in (volunteer, unit)]
    volunteer.organization = unit.community = tree.sister
    volunteer.save()
    unit.save()
    for account in accounts:
        account.refresh_from_db()
        assert account.organization == tree.sister
    unit.community = None
    unit.save()
    assert points.account_of(unit).organization == tree.street


def test_taken_back_by_a_counter_entry_of_today(volunteer, rule, reviewer):
    given = award(volunteer)
    (back,) = points.take_back("service:1", reviewer, "记错了人")
    assert (back.points, back.day, back.corrects, back.reason) == (-20, today(), given, "记错了人")
    account = points.account_of(volunteer)
    assert (account.balance(), account.balance(MAY)) == (0, 20)
    assert points.take_back("service:1", reviewer, "再来一次") == []


def test_what_was_taken_back_may_be_given_again(volunteer, rule):
    award(volunteer)
    points.take_back("service:1", None, "活动没有结束")
    again = award(volunteer)
    assert (again.source, points.account_of(volunteer).balance()) == ("service:1#2", 20)
    assert award(volunteer) == again
    points.take_back("service:1", None, "又没有结束")
    assert points.account_of(volunteer).balance() == 0


def test_a_source_that_begins_alike_is_another(volunteer, rule):
    award(volunteer, "service:1")
    award(volunteer, "service:11")
    assert len(points.take_back("service:1", None, "撤销")) == 1
    assert points.account_of(volunteer).balance() == 20


def test_a_correction_of_spent_points_leaves_a_debt_that_nobody_spends(volunteer, rule, reviewer):
    award(volunteer)
    account = points.account_of(volunteer)
    points.deduct(account, reviewer, points=15, reason="示例扣减")
    points.take_back("service:1", reviewer, "时长撤销")
    assert (account.balance(), account.state()) == (-15, AccountState.OWING)
    with pytest.raises(Refused, match="现在有-15分，需要1分"):
        points.deduct(account, reviewer, points=1, reason="示例")


def test_more_than_there_is_is_not_deducted(tree, reviewer):
    account = PointAccountFactory(organization=tree.community, points=10)
    with pytest.raises(Refused, match="现在有10分，需要11分"):
        points.deduct(account, reviewer, points=11, reason="示例扣减")
    points.deduct(account, reviewer, points=10, reason="示例扣减")
    assert account.balance() == 0


def test_deductions_and_counter_entries_are_for_reviewers(tree, clerk):
    account = PointAccountFactory(organization=tree.community, points=10)
    entry = account.entries.get()
    with pytest.raises(PermissionDenied):
        points.deduct(account, clerk, points=1, reason="示例")
    with pytest.raises(PermissionDenied):
        points.counter(entry, clerk, reason="示例")
    assert account.balance() == 10


def test_others_give_no_points_here(tree):
    account = PointAccountFactory(organization=tree.community)
    rule = PointRuleFactory(organization=tree.street, event=PointEvent.OTHER)
    stranger = UserFactory(organizations=[tree.sister])
    with pytest.raises(PermissionDenied):
        points.grant(account, stranger, rule=rule, day=MAY, reason="示例")


def test_points_by_hand_need_a_rule_of_other_in_force_that_day(tree, clerk):
    account = PointAccountFactory(organization=tree.community)
    other = PointRuleFactory(organization=tree.street, event=PointEvent.OTHER, points=7)
    hours = PointRuleFactory(organization=tree.street)
    made = points.grant(account, clerk, rule=other, day=MAY, times=3, reason="提供场地")
    assert (made.points, made.user, made.rule) == (21, clerk, other)
    for rule, day in ((hours, MAY), (other, date(2018, 12, 31))):
        with pytest.raises(Refused, match="没有生效"):
            points.grant(account, clerk, rule=rule, day=day, reason="示例")


def test_an_entry_is_countered_once_and_counter_entries_are_not(tree, reviewer):
    account = PointAccountFactory(organization=tree.community, points=10)
    entry = account.entries.get()
    back = points.counter(entry, reviewer, reason="记错了")
    with pytest.raises(Refused, match="已经冲销过了"):
        points.counter(entry, reviewer, reason="再冲销")
    with pytest.raises(Refused, match="本身是冲销"):
        points.counter(back, reviewer, reason="再冲销")
    assert account.balance() == 0


def test_what_was_spent_on_a_reward_is_not_countered_by_hand(tree, reviewer):
    account = PointAccountFactory(organization=tree.community, points=10)
    spent = PointEntryFactory(account=account, points=-10, redemption=RedemptionFactory(account=account))
    with pytest.raises(Refused, match="取消那次兑换"):
        points.counter(spent, reviewer, reason="不要了")


def test_entries_stay_as_they_are(volunteer, rule):
    entry = award(volunteer)
    entry.points = 1000
    for act in (entry.save, entry.delete, PointEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()
    assert PointEntry.objects.get().points == 20


# Rules


@pytest.fixture
def manager(tree):
    return UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE)


def test_a_published_rule_holds_from_today(tree, manager, volunteer):
    rule = draft(tree.street)
    point_rules.publish(rule, manager, on=today())
    assert (rule.state(), award(volunteer, on=today()).rule) == (PointRuleState.IN_FORCE, rule)


def test_a_rule_of_tomorrow_is_to_come(tree, manager):
    rule = draft(tree.street)
    point_rules.publish(rule, manager, on=today() + timedelta(days=1))
    assert rule.state() == PointRuleState.COMING
    point_rules.end(rule, manager, on=rule.published_on)
    assert rule.state() == PointRuleState.ENDED
    assert not PointRule.objects.in_force(rule.published_on).exists()


@pytest.mark.parametrize("verb", [point_rules.publish, point_rules.end])
def test_no_rule_changes_the_past(tree, manager, verb):
    rule = draft(tree.street) if verb is point_rules.publish else PointRuleFactory(organization=tree.street)
    with pytest.raises(Refused, match="不能早于今天"):
        verb(rule, manager, on=today() - timedelta(days=1))


def test_one_rule_of_a_kind_at_a_time(tree, manager):
    standing, new = PointRuleFactory(organization=tree.street), draft(tree.street)
    with pytest.raises(Refused, match="请先停止那一条"):
        point_rules.publish(new, manager, on=today())
    point_rules.end(standing, manager, on=today())
    point_rules.publish(new, manager, on=today())
    assert list(PointRule.objects.in_force()) == [new]


def test_other_places_and_other_points_have_their_own_rules(tree, manager):
    PointRuleFactory(organization=tree.street, event=PointEvent.OTHER)
    PointRuleFactory(organization=tree.street)
    for rule in (draft(tree.street, event=PointEvent.OTHER), draft(tree.community)):
        point_rules.publish(rule, manager, on=today())
        assert rule.state() == PointRuleState.IN_FORCE


def test_reviewers_publish_no_rules(tree):
    rule = draft(tree.community)
    with pytest.raises(PermissionDenied):
        point_rules.publish(rule, UserFactory(organizations=[tree.community]), on=today())


def test_an_account_has_one_holder(tree):
    with pytest.raises(Exception, match="point_account_has_one_holder"):
        PointAccountFactory(organization=tree.community, unit=UnitFactory())


def test_organizations_hold_accounts_at_themselves(tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    account = points.account_of(branch)
    assert (account.organization, account.label, points.account_of(branch)) == (branch, branch.label, account)
