"""结算 gives points for what is on record and gave none, once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from events.enums import PointEvent, PointLine
from events.models import PointEntry
from events.workflow import points, settling
from lib.days import today
from orgs.enums import Role
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    PointRuleFactory,
    ResolutionFactory,
    ServiceRecordFactory,
    VolunteerFactory,
)
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2019, 5, 14), date(2019, 6, 3)
OF_UNITS = (
    (PointEvent.ACTIVITY_HELD, 5),
    (PointEvent.ACTIVITY_JOINED, 2),
    (PointEvent.CLAIM_DONE, 10),
    (PointEvent.RESOLUTION_DONE, 3),
)


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def rules(tree):
    for event, worth in OF_UNITS:
        PointRuleFactory(organization=tree.street, line=PointLine.UNITS, event=event, points=worth)
    PointRuleFactory(organization=tree.street)


def given():
    """{(who, event's points)}"""
    return sorted((str(entry.account), entry.points) for entry in PointEntry.objects.all())


def test_what_was_done_gives_points_to_all_who_did_it(tree, rules, clerk):
    unit = UnitFactory(name="示例单位甲", community=tree.sister)
    branch = OrganizationFactory(branch=True, parent=tree.community)
    ActivityFactory(organization=tree.community, closed=True, units=[unit], partner_organizations=[branch])
    ClaimFactory(organization=tree.community, done=True, units=[unit])
    ResolutionFactory(
        meeting__organization=tree.community, owner=branch, owner_unit=unit, done_on=JUNE, result="办好了"
    )
    record = ServiceRecordFactory(volunteer=VolunteerFactory(organization=tree.community))
    done = settling.settle(tree.community, today(), clerk)
    assert done.given == {
        PointEvent.ACTIVITY_HELD: 1,
        PointEvent.ACTIVITY_JOINED: 2,
        PointEvent.CLAIM_DONE: 1,
        PointEvent.RESOLUTION_DONE: 2,
        PointEvent.SERVICE_HOUR: 1,
    }
    expected = [(str(tree.community), 5), (str(branch), 2), (str(branch), 3), (str(record.volunteer), 20)]
    assert given() == sorted([*expected, (str(unit), 2), (str(unit), 3), (str(unit), 10)])
    assert PointEntry.objects.get(source__startswith="claim").day == JUNE


def test_settled_twice_gives_nothing_twice(tree, rules, clerk):
    ClaimFactory(organization=tree.community, done=True)
    assert settling.settle(tree.community, today(), clerk).given.total() == 1
    assert settling.owed(tree.community, today()) == []
    assert settling.settle(tree.community, today(), clerk).given.total() == 0


def test_what_the_verb_gave_is_not_owed(tree, rules):
    activity = ActivityFactory(organization=tree.community, closed=True, units=[UnitFactory()])
    settling.award_activity(activity, None)
    assert (PointEntry.objects.count(), settling.owed(tree.community, today())) == (2, [])


def test_what_was_taken_back_is_not_given_again(tree, rules, clerk):
    record = ServiceRecordFactory(volunteer=VolunteerFactory(organization=tree.community))
    settling.settle(tree.community, today(), clerk)
    points.take_back(f"service:{record.pk}", clerk, "记错了")
    assert settling.owed(tree.community, today()) == []


def test_what_was_done_later_waits_and_what_came_before_the_rules_gives_nothing(tree, rules):
    ClaimFactory(organization=tree.community, done=True)
    assert settling.owed(tree.community, JUNE - timedelta(days=1)) == []
    assert len(settling.owed(tree.community, JUNE)) == 1
    ServiceRecordFactory(
        volunteer=VolunteerFactory(organization=tree.community), served_on=date(2018, 12, 31)
    )
    assert len(settling.owed(tree.community, today())) == 1


def test_withdrawn_hours_and_activities_that_are_not_closed_give_nothing(tree, rules):
    ServiceRecordFactory(volunteer=VolunteerFactory(organization=tree.community), withdrawn_on=today())
    ActivityFactory(organization=tree.community)
    ActivityFactory(organization=tree.community, cancelled=True)
    ClaimFactory(organization=tree.community, working=True)
    assert settling.owed(tree.community, today()) == []


def test_the_organiser_does_not_join_its_own_activity(tree, rules):
    unit = UnitFactory()
    branch = OrganizationFactory(branch=True, parent=tree.community, unit=unit)
    activity = ActivityFactory(organization=branch, closed=True, units=[unit], partner_organizations=[branch])
    assert [due.event for due in settling.dues_of_activity(activity)] == [PointEvent.ACTIVITY_HELD]


def test_a_claim_whose_unit_stands_twice_gives_once(tree, rules):
    unit = UnitFactory()
    ClaimFactory(organization=tree.community, done=True, units=[unit, unit])
    assert len(settling.owed(tree.community, today())) == 1


def test_others_settle_nothing_here(tree, rules):
    with pytest.raises(PermissionDenied):
        settling.settle(tree.community, today(), UserFactory(organizations=[tree.sister]))


def test_some_hundreds_at_a_time(tree, rules, clerk, monkeypatch):
    monkeypatch.setattr(settling, "AT_ONCE", 2)
    for _ in range(3):
        ClaimFactory(organization=tree.community, done=True)
    assert settling.settle(tree.community, today(), clerk).left == 1
    assert settling.settle(tree.community, today(), clerk).left == 0
    assert PointEntry.objects.count() == 3


def test_what_is_owed_takes_as_many_queries_for_thirty(tree, rules, django_assert_max_num_queries):
    """Of as many days, places and units."""
    for number in range(15):
        place = OrganizationFactory(branch=True, parent=tree.community)
        volunteer = VolunteerFactory(organization=place)
        day = JUNE + timedelta(days=number)
        ServiceRecordFactory(volunteer=volunteer, served_on=day)
        ClaimFactory(organization=place, done=True, done_on=day, units=[UnitFactory(community=None)])
    with django_assert_max_num_queries(12):
        assert len(settling.owed(tree.community, today())) == 30
