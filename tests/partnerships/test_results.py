"""公开: what came of the claims, by unit and by community; each number is the count of the list behind it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.days import today
from partnerships import results
from partnerships.models import ClaimParty
from partnerships.results import Tally
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db

RESULTS = "/results/"


@pytest.fixture
def bank(db):
    return UnitFactory(name="示例银行")


@pytest.fixture
def school(db):
    return UnitFactory(name="示例学校")


@pytest.fixture
def claims(tree, bank, school):
    """Of the bank five: two rated, one done late, one overdue, one in hand; one of them with the school."""
    late, on_time = {"due_on": date(2019, 6, 1)}, {"due_on": date(2019, 6, 3)}
    ClaimFactory(organization=tree.community, units=[bank], rated=True, **on_time)
    ClaimFactory(organization=tree.community, units=[bank, school], rated=True, rating=4)
    ClaimFactory(organization=tree.sister, units=[bank], done=True, **late)
    ClaimFactory(organization=tree.cousin, units=[bank], working=True, **late)
    ClaimFactory(organization=tree.cousin, units=[bank], due_on=today() + timedelta(days=9))
    for hidden in ({"pending": True}, {"declined": True}):
        ClaimFactory(organization=tree.community, units=[bank], **hidden)


def tallies(found):
    return {result.label: result.tally for result in found}


def test_units_are_told_apart_and_joint_claims_count_for_each(claims):
    assert tallies(results.by_unit()) == {
        "示例银行": Tally(held=5, done=3, ratings=2, stars=9, due=3, in_time=1),
        "示例学校": Tally(held=1, done=1, ratings=1, stars=4),
    }


def test_communities_are_told_apart_and_joint_claims_count_once(claims, tree):
    assert tallies(results.by_community()) == {
        tree.community.label: Tally(held=2, done=2, ratings=2, stars=9, due=1, in_time=1),
        tree.sister.label: Tally(held=1, done=1, due=1),
        tree.cousin.label: Tally(held=2, due=1),
    }
    assert results.whole().tally == Tally(held=5, done=3, ratings=2, stars=9, due=3, in_time=1)


def test_average_and_share_of_nothing_are_nothing():
    assert (Tally().average, Tally().share) == (None, None)
    told = Tally(held=5, done=3, ratings=2, stars=9, due=3, in_time=1)
    assert (told.average, told.share) == (4.5, 33)


def test_two_branches_of_one_unit_count_once(tree, school):
    branches = [OrganizationFactory(branch=True, unit=school, parent=tree.community) for _ in range(2)]
    claim = ClaimFactory(organization=tree.community, units=[])
    for branch, role in zip(branches, ("lead", "takes_part"), strict=True):
        ClaimParty.objects.create(claim=claim, organization=branch, role=role)
    assert tallies(results.by_unit()) == {"示例学校": Tally(held=1)}


def test_unit_and_demand_that_are_not_public_are_not_told(tree, bank):
    ClaimFactory(organization=tree.community, units=[UnitFactory(is_public=False)])
    hidden = ListItemFactory(demand=True, organization=tree.community, is_public=False)
    ClaimFactory(organization=tree.community, item=hidden, units=[bank])
    assert results.by_unit() == []
    assert results.whole().tally == Tally(held=1)


def test_claim_of_a_community_s_branch_counts_there_and_one_of_the_street_only_in_the_whole(tree, bank):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    for organization in (branch, tree.street):
        ClaimFactory(organization=organization, units=[bank])
    assert tallies(results.by_community()) == {tree.community.label: Tally(held=1)}
    assert results.whole().tally == Tally(held=2)


def test_year_is_the_one_in_which_the_claim_was_confirmed(claims, tree, bank):
    ClaimFactory(organization=tree.community, units=[bank], claimed_on=date(2020, 1, 2))
    assert results.years() == [2020, 2019]
    assert tallies(results.by_unit(2020)) == {"示例银行": Tally(held=1)}
    assert results.whole(2019).tally.held == 5


# The page


@pytest.mark.parametrize("by", ["unit", "community"])
@pytest.mark.parametrize("year", ["", "2019"])
def test_every_number_is_the_count_of_the_list_to_which_it_leads(client, claims, by, year):
    page = client.get(RESULTS, {"by": by, "year": year}).context
    rows = [*page["page"].object_list, page["whole"]]
    assert len(rows) == (3 if by == "unit" else 4)
    for result in rows:
        told = result.tally
        pairs = [
            (told.held, result.held_url),
            (told.done, result.done_url),
            (told.in_time, result.in_time_url),
            (told.ratings, result.rated_url),
        ]
        for number, url in pairs:
            assert client.get(url).context["listing"].count == number, url


@pytest.mark.parametrize(
    ("sort", "first"),
    [("held", "甲"), ("done", "乙"), ("rating", "丙"), ("share", "乙"), ("nonsense", "甲")],
)
def test_table_stands_in_the_order_asked_for(client, tree, sort, first):
    first_unit, second, third = (UnitFactory(name=name) for name in "甲乙丙")
    for _ in range(3):
        ClaimFactory(organization=tree.community, units=[first_unit], due_on=date(2019, 6, 1))
    for _ in range(2):
        ClaimFactory(organization=tree.community, units=[second], done=True, due_on=date(2019, 6, 3))
    ClaimFactory(organization=tree.community, units=[third], rated=True)
    rows = client.get(RESULTS, {"sort": sort}).context["page"].object_list
    assert rows[0].label == first
    assert len(rows) == 3


def test_rules_stand_beside_the_numbers(client, claims):
    html = client.get(RESULTS).content.decode()
    for name, rule in results.RULES:
        assert f"<dt>{name}</dt><dd>{rule}</dd>" in html
    assert re.search(r"4\.5<small>（2次）</small>", html)
    assert "33%<small>（1/3）</small>" in html


def test_page_without_claims_leads_to_the_hall(client, tree):
    html = client.get(RESULTS).content.decode()
    assert "还没有确认过的认领" in html
    assert 'href="/hall/"' in html


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?by=x&year=x&sort=x", "?year=1999"])
def test_address_that_cannot_be_read_asks_for_nothing(client, claims, query):
    response = client.get(RESULTS + query)
    assert response.status_code == 200
    assert len(response.context["page"].object_list) == 2


def test_long_table_has_pages_and_costs_the_same_queries(client, tree):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(RESULTS).status_code == 200
        return len(captured)

    ClaimFactory(organization=tree.community)
    client.get(RESULTS)
    few = queries()
    for _ in range(29):
        ClaimFactory(organization=tree.community)
    assert queries() == few <= 12
    page = client.get(RESULTS, {"page": 2, "sort": "done"})
    assert len(page.context["page"].object_list) == 10
    assert "?sort=done&amp;page=1" in page.content.decode() or "page=1&amp;sort=done" in page.content.decode()


# Panels


def test_unit_s_page_tells_what_it_claimed(client, claims, bank):
    html = client.get(bank.get_absolute_url()).content.decode()
    assert f'<a href="/claims/?unit={bank.pk}"><b>5</b>项认领</a>' in html
    assert "评分<b>4.5</b>（2次）" in html
    assert 'href="/results/"' in html


def test_community_s_page_tells_what_was_claimed_there(client, claims, tree):
    html = client.get(tree.cousin.get_absolute_url()).content.decode()
    assert f'<a href="/claims/?organization={tree.cousin.pk}"><b>2</b>项认领</a>' in html
    assert "按时办结<b>0%</b>" in html
    assert client.get(f"/claims/?organization={tree.cousin.pk}").context["listing"].count == 2
