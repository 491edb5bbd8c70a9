"""The ledger of activities."""

from datetime import date

import pytest

from events.ledgers import ACTIVITIES
from lib.months import Month
from tests.events.factories import ActivityFactory, local
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.orgs.test_ledgers import rows
from tests.partnerships.factories import ProjectFactory

pytestmark = pytest.mark.django_db

MAY, JUNE = Month(2019, 5), Month(2019, 6)


def test_row():
    unit, partner = UnitFactory(), OrganizationFactory()
    activity = ActivityFactory(
        closed=True,
        units=[unit],
        partner_organizations=[partner],
        series="山海大讲堂",
        issue_number=28,
        ends_at=local(2019, 5, 14, 16, 30),
    )

    row = rows(ACTIVITIES, MAY)[0]

    assert row["主办党组织"] == activity.organization.name
    assert row["参与单位"] == f"{unit.name}、{partner.name}"
    assert (row["系列"], row["期数"]) == ("山海大讲堂", 28)
    assert row["开始时间"].isoformat() == "2019-05-14T14:00:00"
    assert row["结束时间"].isoformat() == "2019-05-14T16:30:00"
    assert (row["参加人数"], row["志愿服务时长"], row["活动总结"]) == (40, 12, "活动圆满结束。")


@pytest.mark.parametrize("trait", ["draft", "postponed", "cancelled"])
def test_what_does_not_take_place_is_left_out(trait):
    ActivityFactory(**{trait: True})

    assert rows(ACTIVITIES, MAY) == []
    assert list(ACTIVITIES.complete(JUNE.last)) == []


def test_month_begins_and_ends_at_local_midnight():
    ActivityFactory(title="五月末", starts_at=local(2019, 5, 31, 23, 59))
    ActivityFactory(title="六月初", starts_at=local(2019, 6, 1, 0, 0))

    assert [row["活动名称"] for row in rows(ACTIVITIES, MAY)] == ["五月末"]
    assert [row["活动名称"] for row in rows(ACTIVITIES, JUNE)] == ["六月初"]


def test_project_decided_later_is_not_yet_named():
    project = ProjectFactory(decided_on=date(2019, 6, 3))
    ActivityFactory(project=project)

    assert "所属项目" not in rows(ACTIVITIES, MAY)[0]


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_rows(count, django_assert_num_queries):
    for _ in range(count):
        ActivityFactory(
            units=[UnitFactory()], partner_organizations=[OrganizationFactory()], project=ProjectFactory()
        )

    with django_assert_num_queries(3):
        read = [ACTIVITIES.row(record) for record in ACTIVITIES.complete(JUNE.last)]

    assert len(read) == count
