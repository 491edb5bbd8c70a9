"""Activities belong to the day on which they begin by the office's clock."""

from datetime import UTC, date

import pytest

from events.figures import ACTIVITIES, PARTICIPANTS, VOLUNTEER_HOURS
from lib.months import Month
from orgs.course import entries
from tests.events.factories import ActivityFactory, local

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("starts_at", "day"),
    [
        (local(2019, 7, 1, 0, 30), date(2019, 7, 1)),
        (local(2019, 6, 30, 23, 59), date(2019, 6, 30)),
        (local(2019, 7, 1), date(2019, 7, 1)),
        (local(2020, 2, 29, 0, 30), date(2020, 2, 29)),
        (local(2020, 2, 29, 23, 30), date(2020, 2, 29)),
        (local(2020, 1, 1, 7, 59), date(2020, 1, 1)),
    ],
    ids=str,
)
def test_activity_counts_from_its_own_day_on(tree, starts_at, day):
    ActivityFactory(organization=tree.community, starts_at=starts_at)
    assert ACTIVITIES.number(tree.street, date.fromordinal(day.toordinal() - 1)) == 0
    assert ACTIVITIES.number(tree.street, day) == 1


def test_half_past_midnight_on_the_first_is_the_day_before_in_utc():
    assert local(2019, 7, 1, 0, 30).astimezone(UTC).date() == date(2019, 6, 30)


@pytest.mark.parametrize(
    ("starts_at", "month"),
    [
        (local(2019, 7, 1, 0, 30), Month(2019, 7)),
        (local(2019, 6, 30, 23, 59), Month(2019, 6)),
        (local(2020, 2, 29, 0, 30), Month(2020, 2)),
        (local(2020, 2, 29, 23, 59), Month(2020, 2)),
    ],
    ids=str,
)
def test_activity_came_in_in_its_own_month_only(tree, starts_at, month):
    ActivityFactory(organization=tree.community, starts_at=starts_at)
    came = {m: entries([ACTIVITIES], [tree.street], m) for m in (month.previous, month, month.next)}
    assert [came[m]["activities"][tree.street.pk] for m in came] == [0, 1, 0]


@pytest.mark.parametrize(
    ("trait", "number"),
    [("published", 1), ("closed", 1), ("draft", 0), ("postponed", 0), ("cancelled", 0)],
)
def test_only_what_took_place_counts(tree, trait, number):
    ActivityFactory(organization=tree.community, **{trait: True})
    assert ACTIVITIES.number(tree.street, date(2019, 6, 30)) == number


def test_participants_and_hours_add_up(tree):
    for node in (tree.community, tree.cousin):
        ActivityFactory(organization=node, closed=True, attendance=21, volunteer_hours="1.5")
    ActivityFactory(organization=tree.community)
    assert PARTICIPANTS.number(tree.street, date(2019, 6, 30)) == 42
    assert VOLUNTEER_HOURS.number(tree.street, date(2019, 6, 30)) == 3
    assert VOLUNTEER_HOURS.number(tree.area, date(2019, 6, 30)) == 1.5


def test_rows_of_participants_are_activities_with_a_count(tree):
    counted = ActivityFactory(organization=tree.community, closed=True)
    ActivityFactory(organization=tree.community)
    assert list(PARTICIPANTS.rows(tree.street, date(2019, 6, 30))) == [counted]
