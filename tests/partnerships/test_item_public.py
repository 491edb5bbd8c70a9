"""The public lists as something to act on: wishes to claim, a menu to order from, what came of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lib.days import today
from partnerships.models import ListItem
from tests.orgs.factories import CategoryFactory, UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory, NotePhotoFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def item_list(client, name="demands", **query):
    return client.get(reverse("partnerships:item_list", args=[name]), query)


def titles(response) -> list[str]:
    return [item.title for item in response.context["rows"]]


@pytest.fixture
def wish(tree):
    return ListItemFactory(
        organization=tree.community,
        demand=True,
        beneficiary="residents",
        wish="想有一副老花镜",
        claim_by=today() + 5 * DAY,
    )


def claim_link(item):
    return reverse("partnerships:claim_form", args=[item.pk])


def test_list_of_wishes_holds_residents_demands_only(client, tree, wish):
    ListItemFactory(organization=tree.community, demand=True)
    response = item_list(client, wish=1)
    assert titles(response) == [wish.title]
    assert "<h1>微心愿</h1>" in response.text
    resource = ListItemFactory(organization=tree.community)
    assert titles(item_list(client, "resources", wish=1)) == [resource.title]


def test_wish_tells_its_sentence_its_deadline_and_where_to_claim_it(client, wish):
    for page in (item_list(client), client.get(wish.get_absolute_url())):
        assert "“想有一副老花镜”" in page.text
        assert "还有5天" in page.text
        assert claim_link(wish) in page.text
    assert "还剩1个名额" in item_list(client).text


@pytest.mark.parametrize(
    ("claim_by", "words"), [(today(), "就是今天"), (today() - DAY, "已过，可公开认领"), (None, "还剩1个名额")]
)
def test_deadline_in_words(client, wish, claim_by, words):
    ListItem.objects.update(claim_by=claim_by)
    assert words in item_list(client).text
    assert claim_link(wish) in client.get(wish.get_absolute_url()).text


def test_demand_that_is_full_says_who_claimed_it_and_offers_no_more_claims(client, wish):
    unit, hidden = UnitFactory(name="青岛二中"), UnitFactory(name="不公开单位", is_public=False)
    claim = ClaimFactory(item=wish, organization=wish.organization, units=[unit, hidden])
    for page in (item_list(client), client.get(wish.get_absolute_url())):
        assert "青岛二中、未公开的单位" in page.text
        assert "不公开单位" not in page.text
        assert "名额已满" in page.text
        assert claim_link(wish) not in page.text
    assert claim.get_absolute_url() in client.get(wish.get_absolute_url()).text


def test_claim_that_waits_takes_a_place_and_names_nobody(client, wish):
    ListItem.objects.update(places=2)
    ClaimFactory(
        item=wish, pending=True, units=[UnitFactory(name="青岛二中")], organization=wish.organization
    )
    text = item_list(client).text
    assert "还剩1个名额" in text
    assert "青岛二中" not in text


def test_claim_that_was_given_back_takes_no_place(client, wish):
    ClaimFactory(item=wish, declined=True, organization=wish.organization)
    assert "还剩1个名额" in item_list(client).text
    assert claim_link(wish) in item_list(client).text


def test_lapsed_demand_is_not_offered(client, wish):
    ListItem.objects.update(available_until=today() - DAY)
    assert claim_link(wish) not in item_list(client).text + client.get(wish.get_absolute_url()).text


def test_detail_tells_the_public_progress_with_its_photographs(client, wish):
    claim = ClaimFactory(item=wish, working=True, organization=wish.organization)
    note = ProgressNoteFactory(claim=claim, text="已经量好了度数。", is_public=True)
    photo = NotePhotoFactory(note=note)
    ProgressNoteFactory(claim=claim, text="内部的进展。")
    text = client.get(wish.get_absolute_url()).text
    assert "已经量好了度数。" in text
    assert reverse("partnerships:note_photo", args=[photo.pk, "small"]) in text
    assert "内部的进展。" not in text


def test_list_begins_with_what_can_be_relied_on(client, tree):
    lapsed = ListItemFactory(organization=tree.community, available_until=date(2019, 6, 1))
    stale = ListItemFactory(organization=tree.community, published_on=date(2019, 5, 1))
    fresh = ListItemFactory(organization=tree.community, fresh=True)
    assert titles(item_list(client, "resources")) == [fresh.title, stale.title, lapsed.title]


class TestMenu:
    def test_goes_by_category_as_the_tree_stands(self, client, tree):
        old = CategoryFactory(kind="service", name="助老", order=2)
        young = CategoryFactory(kind="service", name="助学", order=1)
        meals = CategoryFactory(kind="service", name="助餐", parent=old, order=1)
        for category in (meals, old, young):
            for fields in ({}, {"fresh": True}):
                ListItemFactory(organization=tree.community, service=True, category=category, **fields)
        response = item_list(client, "services")
        assert [row.category for row in response.context["rows"]] == [young] * 2 + [old] * 2 + [meals] * 2
        states = [row.state() for row in response.context["rows"]]
        assert states == ["open", "stale"] * 3
        heads = [response.text.index(f">{name}</h2>") for name in ("助学", "助老", "助餐")]
        assert heads == sorted(heads)

    def test_tells_how_often_a_service_was_ordered_and_how_it_was_rated(self, client, tree):
        service = ListItemFactory(organization=tree.cousin, service=True)
        ClaimFactory(item=service, organization=tree.community, rated=True)
        ClaimFactory(item=service, organization=tree.community, rated=True, rating=4)
        ClaimFactory(item=service, organization=tree.community)
        ClaimFactory(item=service, organization=tree.community, declined=True)
        for page in (item_list(client, "services"), client.get(service.get_absolute_url())):
            assert "点过3次，平均4.5分（2次评价）" in page.text

    def test_says_nothing_of_orders_where_there_are_none(self, client, tree):
        ListItemFactory(organization=tree.community, service=True)
        assert "点过" not in item_list(client, "services").text


@pytest.mark.parametrize("name", ["demands", "services"])
def test_number_of_queries_does_not_grow_with_claims_and_rows(client, tree, name):
    def publish(count):
        for _ in range(count):
            item = ListItemFactory(organization=tree.community, **{name.removesuffix("s"): True})
            claim = ClaimFactory(item=item, organization=tree.community, rated=True)
            NotePhotoFactory(note=ProgressNoteFactory(claim=claim, is_public=True))
        return item

    item = publish(1)
    address = reverse("partnerships:item_list", args=[name])
    few = queries(client, address)
    publish(14)
    assert queries(client, address) == few <= MOST
    assert queries(client, item.get_absolute_url()) <= MOST
