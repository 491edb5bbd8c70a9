"""光荣榜 and 积分办法: what residents read of points, and of whom they read nothing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.enums import PointEvent, PointLine, VolunteerState
from lib.days import today
from tests.events.people_factories import (
    PointAccountFactory,
    PointEntryFactory,
    PointRuleFactory,
    RedemptionFactory,
    RewardFactory,
    ServiceRecordFactory,
    StarRuleFactory,
    VolunteerFactory,
)
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.orgs.place_factories import AwardFactory
from tests.orgs.queries import MOST, queries

pytestmark = pytest.mark.django_db

ROLL, RULES = "/honour-roll/", "/points/"
OF_2019 = f"{ROLL}?year=2019"


@pytest.fixture(autouse=True)
def rule(tree):
    """Of 2019, from which the years are counted."""
    return PointRuleFactory(organization=tree.street)


def earned(tree, points=30, unit=None, holder=None, **fields):
    account = PointAccountFactory(organization=tree.community, volunteer=None, unit=unit, holder=holder)
    PointEntryFactory(account=account, points=points, **fields)
    return account


def names(client, key, address=OF_2019):
    return [row.holder.name for row in client.get(address).context[key]]


def test_units_and_organisations_by_points_of_the_year(client, tree):
    few, many = UnitFactory(name="示例单位少"), UnitFactory(name="示例单位多")
    earned(tree, 10, few)
    account = earned(tree, 50, many)
    earned(tree, 99, UnitFactory(), day=date(2018, 5, 1))
    branch = OrganizationFactory(branch=True, parent=tree.community)
    earned(tree, 20, holder=branch)
    PointEntryFactory(account=account, points=-45, redemption=RedemptionFactory(account=account))
    assert names(client, "units") == ["示例单位多", "示例单位少"]
    assert names(client, "organizations") == [branch.name]
    page = client.get(OF_2019).text
    assert '<td class="number">50</td>' in page


def test_private_units_and_those_without_points_are_not_told(client, tree):
    earned(tree, 30, UnitFactory(name="示例保密单位", is_public=False))
    account = earned(tree, 30, UnitFactory(name="示例冲销单位"))
    PointEntryFactory(account=account, points=-30)
    page = client.get(OF_2019)
    assert names(client, "units") == []
    assert "示例保密单位" not in page.text
    assert "2019年还没有积分。" in page.text


def test_volunteers_who_agreed_and_no_others(client, tree):
    """Of others neither name nor number; of her no phone: the page is for everybody, and caches."""
    agreed = VolunteerFactory(organization=tree.community, contact_name="示例甲", is_named_public=True)
    silent = VolunteerFactory(organization=tree.community, contact_name="示例乙")
    left = VolunteerFactory(
        organization=tree.community,
        contact_name="示例丙",
        is_named_public=True,
        status=VolunteerState.LEFT,
        left_on=today(),
    )
    for volunteer in (agreed, silent, left):
        ServiceRecordFactory(volunteer=volunteer, hours=2)
        PointAccountFactory(organization=tree.community, volunteer=volunteer, points=20)
    page = client.get(OF_2019)
    (row,) = page.context["volunteers"]
    assert (row.volunteer, row.hours, row.points) == (agreed, 2, 20)
    assert "示例甲" in page.text
    for other in (silent, left):
        assert other.contact_name not in page.text
        assert other.number not in page.text
    assert agreed.contact_phone not in page.text


def test_withdrawn_hours_name_nobody(client, tree):
    agreed = VolunteerFactory(organization=tree.community, is_named_public=True)
    ServiceRecordFactory(volunteer=agreed, withdrawn_on=today())
    ServiceRecordFactory(volunteer=agreed, served_on=date(2018, 5, 1))
    assert client.get(OF_2019).context["volunteers"] == []


def test_stars_and_donors_are_told_unless_they_are_not_public(client, tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    AwardFactory(holder=branch, organization=tree.street, reason="2019年度积分86分，达到四星标准80分。")
    AwardFactory(holder=OrganizationFactory(branch=True, parent=tree.community, is_public=False))
    RewardFactory(organization=tree.street, donor=UnitFactory(name="示例爱心超市"), name="大米")
    RewardFactory(organization=tree.street, donor=UnitFactory(name="示例隐名单位", is_public=False))
    page = client.get(OF_2019)
    assert [award.holder for award in page.context["awards"]] == [branch]
    assert "达到四星标准80分" in page.text
    assert [donor.unit.name for donor in page.context["donors"]] == ["示例爱心超市"]
    assert "示例隐名单位" not in page.text


@pytest.mark.parametrize("asked", ["", "?year=", "?year=1800", "?year=x", "?year=99999999999999999999"])
def test_other_years_are_this_year(client, asked):
    page = client.get(ROLL + asked)
    assert (page.status_code, page.context["year"]) == (200, today().year)
    assert [tab.label for tab in page.context["years"]][-1] == "2019年"


def test_the_roll_takes_as_many_queries_for_thirty(client, tree):
    def more(number):
        for _ in range(number):
            earned(tree, 30, UnitFactory())
            earned(tree, 30, holder=OrganizationFactory(branch=True, parent=tree.community))
            volunteer = VolunteerFactory(organization=tree.community, is_named_public=True)
            ServiceRecordFactory(volunteer=volunteer)
            RewardFactory(organization=tree.street, donor=UnitFactory())
            AwardFactory(holder=OrganizationFactory(branch=True, parent=tree.community))

    more(1)
    with_one = queries(client, OF_2019)
    more(29)
    assert queries(client, OF_2019) == with_one
    assert with_one <= MOST


# The rules


def test_rules_in_force_on_both_lines_and_what_points_buy(client, tree, rule):
    PointRuleFactory(
        organization=tree.street, line=PointLine.UNITS, event=PointEvent.CLAIM_DONE, text="办结一项认领得10分"
    )
    PointRuleFactory(organization=tree.street, published_on=None, text="还没有公布的规则")
    PointRuleFactory(
        organization=tree.street, published_on=today() + timedelta(days=1), text="明天才生效的规则"
    )
    PointRuleFactory(organization=tree.street, ends_on=today(), text="已经停止的规则")
    RewardFactory(organization=tree.community, name="大米")
    RewardFactory(organization=tree.community, name="兑完的油", stock=0)
    RewardFactory(organization=tree.community, name="内部奖品", is_public=False)
    StarRuleFactory(organization=tree.street, year=today().year, published_on=today())
    page = client.get(RULES).text
    for told in (rule.text, "办结一项认领得10分", "大米", f"{today().year}年度星级评定办法"):
        assert told in page
    for hidden in ("还没有公布", "明天才生效", "已经停止的", "兑完的油", "内部奖品"):
        assert hidden not in page


def test_the_rules_take_few_queries(client, tree):
    for _ in range(30):
        PointRuleFactory(organization=tree.community, event=PointEvent.OTHER)
        RewardFactory(organization=tree.community, donor=UnitFactory())
    assert queries(client, RULES) <= MOST


def test_pages_link_to_each_other(client):
    assert reverse("events:honour_roll") in client.get(RULES).text
    assert reverse("events:points") in client.get(ROLL).text
