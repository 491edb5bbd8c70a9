"""Each rule by itself: of two candidates that differ in one thing the better comes first, and says why."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.models.category import CategoryKind
from partnerships.enums import ClaimState
from partnerships.matching import proposals
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.partnerships.factories import ListItemFactory, ProjectFactory, UnitFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db

DAY = date(2019, 6, 3)


@pytest.fixture
def demand(tree):
    category = CategoryFactory(kind=CategoryKind.DEMAND, name="助老")
    return ListItemFactory(
        demand=True, title="想有一副老花镜", category=category, organization=tree.community
    )


def offered(tree, title="赠送老花镜", **fields):
    return ListItemFactory(**{"organization": tree.cousin, "title": title, **fields})


def found(item, **options):
    return [(each.item, each.reasons) for each in proposals(item, at=DAY, **options)]


def test_words_in_common_are_named(tree, demand):
    offer = offered(tree)
    assert found(demand) == [(offer, ["同一街道", "都提到“老花镜”"])]


def test_what_shares_neither_words_nor_category_is_not_proposed(tree, demand):
    offered(tree, title="插花课", organization=tree.community)
    assert found(demand) == []


def test_boilerplate_is_nothing_in_common(tree, demand):
    demand.title = "社区居民需要志愿服务"
    offered(tree, title="党组织为社区居民提供服务")
    assert found(demand) == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("community", "同一社区"),
        ("sister", "同一管区"),
        ("cousin", "同一街道"),
        ("area", "上级党组织，面向全辖区"),
        ("street", "上级党组织，面向全辖区"),
    ],
)
def test_place_in_words(tree, demand, place, words):
    offered(tree, organization=getattr(tree, place))
    ((_, reasons),) = found(demand)
    assert words in reasons


def test_nearer_comes_first_and_another_street_not_at_all(tree, demand):
    far = offered(tree, title="老花镜一副", organization=tree.cousin)
    near = offered(tree, title="老花镜两副", organization=tree.community)
    offered(tree, title="老花镜三副", organization=tree.stranger)
    assert [item for item, _ in found(demand)] == [near, far]


def test_a_unit_that_lies_in_the_community_is_near_wherever_it_is_filed(tree, demand):
    offered(tree, organization=tree.street, unit=UnitFactory(community=tree.community))
    ((_, reasons),) = found(demand)
    assert "同一社区" in reasons


class TestCategory:
    def test_of_the_same_name(self, tree, demand):
        same = CategoryFactory(kind=CategoryKind.SERVICE, name=demand.category.name)
        other = offered(tree, title="插花课", service=True, category=same)
        assert found(demand) == [(other, [f"类别相同：{same.name}", "同一街道"])]

    def test_that_staff_named(self, tree, demand):
        fitting = CategoryFactory(kind=CategoryKind.SERVICE, name="便民")
        demand.category.fits.add(fitting)
        other = offered(tree, title="插花课", service=True, category=fitting)
        assert found(demand) == [(other, ["类别对应：便民", "同一街道"])]

    def test_above_the_offers_own(self, tree, demand):
        above = CategoryFactory(kind=CategoryKind.SERVICE, name="便民")
        demand.category.fits.add(above)
        below = CategoryFactory(kind=CategoryKind.SERVICE, name="修理", parent=above)
        other = offered(tree, title="插花课", service=True, category=below)
        assert found(demand) == [(other, ["类别对应：修理", "同一街道"])]


class TestTime:
    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"available_from": date(2019, 5, 1), "available_until": date(2019, 8, 31)}, "8月31日前可用"),
            (
                {"available_from": date(2019, 7, 1), "available_until": date(2019, 8, 31)},
                "7月1日至8月31日可用",
            ),
            ({"available_from": date(2019, 7, 10)}, "7月10日起可用"),
            ({"available_until": date(2020, 1, 31)}, "2020年1月31日前可用"),
        ],
    )
    def test_in_words(self, tree, demand, fields, reason):
        demand.available_until = date(2019, 9, 1)
        offered(tree, **fields)
        ((_, reasons),) = found(demand)
        assert reason in reasons

    @pytest.mark.parametrize(
        "fields",
        [
            {"available_until": DAY - timedelta(days=1)},
            {"available_until": date(2019, 6, 30)},
            {"available_from": date(2019, 8, 1)},
        ],
    )
    def test_what_is_not_free_then_is_not_proposed(self, tree, demand, fields):
        demand.available_from, demand.available_until = date(2019, 7, 1), date(2019, 7, 31)
        offered(tree, **fields)
        assert found(demand) == []

    def test_a_deadline_for_claiming_ends_the_time_until_it_has_passed(self, tree, demand):
        offered(tree, available_from=date(2019, 8, 1))
        demand.claim_by = date(2019, 7, 1)
        assert found(demand) == []
        demand.claim_by = DAY - timedelta(days=1)  # in the hall: whoever comes is welcome
        assert len(found(demand)) == 1


def test_what_nobody_confirmed_comes_later_and_says_so(tree, demand):
    stale = offered(tree, title="老花镜一副", published_on=date(2018, 6, 1))
    fresh = offered(tree, title="老花镜两副", published_on=date(2018, 5, 1), confirmed_on=date(2019, 5, 1))
    assert [item for item, _ in found(demand)] == [fresh, stale]
    assert found(demand)[1][1][-1] == "待更新，请先确认"


@pytest.mark.parametrize("trait", ["draft", "private", "withdrawn"])
def test_what_residents_may_not_see_is_not_proposed_to_them(tree, demand, trait):
    offered(tree, **{trait: True}, **({"withdrawn_on": DAY} if trait == "withdrawn" else {}))
    assert found(demand) == []


@pytest.mark.parametrize(
    "forged", ["甲\x1f老花镜", "甲\x1f{key}\x1e老花镜", "甲\x1f" + "9" * 40 + "\x1e老花镜"]
)
def test_title_with_control_characters_neither_breaks_proposals_nor_brings_in_what_is_hidden(
    tree, demand, forged
):
    hidden = offered(tree, title="藏着的老花镜", private=True)
    offer = offered(tree)
    offered(tree, title=forged.format(key=hidden.pk))
    items = [item for item, _ in found(demand)]
    assert offer in items
    assert hidden not in items


def test_staff_are_proposed_what_their_own_branch_keeps_to_itself(tree, demand):
    offered(tree, private=True, organization=tree.community)
    assert len(found(demand, user=UserFactory(organizations=[tree.community]))) == 1
    assert found(demand, user=UserFactory(organizations=[tree.sister])) == []


def test_nobody_is_proposed_what_is_theirs(tree, demand):
    demand.unit = UnitFactory()
    offered(tree, unit=demand.unit)
    assert found(demand) == []


def test_nothing_is_proposed_for_what_is_past(tree, demand):
    offered(tree)
    demand.available_until = DAY - timedelta(days=1)
    assert found(demand) == []


def test_the_same_title_again_comes_after_something_else(tree, demand):
    one, two = (offered(tree, organization=tree.community) for _ in range(2))
    other = offered(tree, title="老花镜验光", organization=tree.community)
    assert [item for item, _ in found(demand)][:2] in ([two, other], [other, two])
    assert [item for item, _ in found(demand)][2] == one


def test_after_an_edit_the_new_words_count(tree, demand):
    offer = offered(tree, title="插花课")
    assert found(demand) == []
    type(offer).objects.filter(pk=offer.pk).update(title="赠送老花镜")  # as imports write: without save()
    assert [item for item, _ in found(demand)] == [offer]


class TestDemandsForAnOffer:
    def test_open_ones(self, tree, demand):
        assert found(offered(tree)) == [(demand, ["同一街道", "都提到“老花镜”"])]

    def test_without_those_whose_places_are_taken(self, tree, demand):
        ClaimFactory(item=demand, status=ClaimState.CLAIMED, claimed_on=date(2019, 5, 20))
        assert found(offered(tree)) == []

    def test_with_those_whose_claim_was_given_back(self, tree, demand):
        ClaimFactory(
            item=demand,
            status=ClaimState.RETURNED,
            claimed_on=date(2019, 5, 20),
            closed_on=date(2019, 5, 25),
            reason="人手不够。",
        )
        assert len(found(offered(tree))) == 1

    def test_without_those_that_a_project_answers(self, tree, demand):
        ProjectFactory(demands=[demand])
        assert found(offered(tree)) == []

    @pytest.mark.parametrize(
        ("fields", "proposed"),
        [
            ({"available_until": date(2019, 6, 30)}, False),
            ({"claim_by": date(2019, 6, 30)}, False),
            ({"claim_by": date(2019, 7, 2)}, True),
            ({"available_from": date(2019, 9, 1)}, False),
        ],
    )
    def test_in_the_time_in_which_it_is_free(self, tree, demand, fields, proposed):
        type(demand).objects.filter(pk=demand.pk).update(**fields)
        offer = offered(tree, available_from=date(2019, 7, 1), available_until=date(2019, 8, 1))
        assert bool(found(offer)) is proposed


def test_asks_as_many_queries_of_thirty_as_of_one(tree, demand):
    offered(tree)
    item = type(demand).objects.select_related("organization", "category").get(pk=demand.pk)
    with CaptureQueriesContext(connection) as of_one:
        proposals(item, at=DAY)
    for n in range(29):
        offered(tree, title=f"赠送老花镜{n}副", unit=UnitFactory())
    with CaptureQueriesContext(connection) as of_thirty:
        proposals(item, at=DAY)
    assert len(of_one) == len(of_thirty) == 5
