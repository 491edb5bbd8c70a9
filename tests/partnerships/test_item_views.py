from datetime import date

import pytest
from django.urls import reverse

from partnerships.enums import ItemState
from tests.orgs.factories import CategoryFactory, UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import ListItemFactory, ProjectFactory

LISTS = ("resources", "demands", "services")


def item_list(client, name="resources", **query):
    return client.get(reverse("partnerships:item_list", args=[name]), query)


def titles(response) -> list[str]:
    return [item.title for item in response.context["rows"]]


@pytest.mark.parametrize("name", LISTS)
def test_item_list_holds_the_items_of_its_kind(client, tree, name):
    for kind in ("resource", "demand", "service"):
        ListItemFactory(organization=tree.community, title=f"{kind}s", **{kind: True})
    assert titles(item_list(client, name)) == [name]


def test_item_list_of_another_name_is_not_found(client, db):
    assert item_list(client, "wishes").status_code == 404


@pytest.mark.parametrize("trait", ["private", "draft", "withdrawn"])
def test_item_that_is_not_public_is_nowhere(client, tree, trait):
    item = ListItemFactory(organization=tree.community, **{trait: True})
    assert item.title not in item_list(client).text
    assert client.get(item.get_absolute_url()).status_code == 404


def test_item_detail_on_another_list_is_not_found(client, tree):
    item = ListItemFactory(organization=tree.community)
    address = reverse("partnerships:item_detail", args=["demands", item.pk])
    assert client.get(address).status_code == 404


def test_item_list_shows_party_quantity_and_state(client, tree):
    unit = UnitFactory(name="青岛二中")
    ListItemFactory(organization=tree.community, unit=unit, quantity="2.50", measure="间", fresh=True)
    ListItemFactory(organization=tree.community, quantity="3.00", measure="名")
    text = item_list(client).text
    expected = ("青岛二中", "2.50间", "已发布", tree.community.name, "3名")
    assert [words for words in expected if words not in text] == []


def test_item_that_nobody_confirmed_lately_shows_its_date_and_that_it_is_to_be_updated(client, tree):
    item = ListItemFactory(organization=tree.community, confirmed_on=date(2019, 8, 28))
    never = ListItemFactory(organization=tree.community, published_on=date(2019, 4, 1))
    assert item.state() == never.state() == ItemState.STALE
    text = item_list(client).text
    assert "2019年8月28日确认" in text
    assert "2019年4月1日发布" in text
    assert 'state--warn">待更新' in client.get(item.get_absolute_url()).text


def test_item_list_of_a_category_holds_those_below_it(client, tree):
    place = CategoryFactory(name="场地")
    hall, people = CategoryFactory(name="会议室", parent=place), CategoryFactory(name="人才")
    for category in (place, hall, people):
        ListItemFactory(organization=tree.community, category=category, title=category.name)
    assert set(titles(item_list(client, category=place.pk))) == {"场地", "会议室"}
    assert titles(item_list(client, category=hall.pk)) == ["会议室"]


def test_item_list_offers_no_category_of_another_list(client, tree):
    other = CategoryFactory(kind="demand", name="需求的类别")
    assert "需求的类别" not in item_list(client).text
    assert f"没有“{other.pk}”这个选项" in item_list(client, category=other.pk).text


def test_item_list_of_a_community_a_year_and_a_word(client, tree):
    wanted = ListItemFactory(organization=tree.community, title="会议室甲")
    ListItemFactory(organization=tree.cousin, title="会议室乙")
    ListItemFactory(organization=tree.community, title="会议室丙", published_on=date(2018, 4, 1))
    ListItemFactory(organization=tree.community, title="操场")
    query = {"community": tree.community.pk, "year": 2019, "q": "会议室"}
    assert titles(item_list(client, **query)) == [wanted.title]


def test_item_list_of_demands_can_be_asked_for_residents_wishes(client, tree):
    wish = ListItemFactory(organization=tree.community, demand=True, beneficiary="residents")
    ListItemFactory(organization=tree.community, demand=True, beneficiary="unit")
    assert titles(item_list(client, "demands", beneficiary="residents")) == [wish.title]


def test_item_detail_gives_the_offices_phone_and_never_a_persons(client, tree):
    tree.community.phone = "0532-0000-0003"
    tree.community.save()
    unit = UnitFactory(contact_name="单位联系人", contact_phone="13900001234")
    item = ListItemFactory(
        organization=tree.community, unit=unit, contact_name="示例联系人", contact_phone="13800001234"
    )
    for text in (client.get(item.get_absolute_url()).text, item_list(client).text):
        for secret in ("示例联系人", "13800001234", "单位联系人", "13900001234"):
            assert secret not in text
    assert '<a href="tel:053200000003">0532-0000-0003</a>' in client.get(item.get_absolute_url()).text


def test_item_detail_of_a_demand_tells_of_the_projects_that_answer_it(client, tree):
    demand = ListItemFactory(organization=tree.community, demand=True)
    project = ProjectFactory(organization=tree.community, demands=[demand])
    hidden = ProjectFactory(organization=tree.community, demands=[demand], private=True)
    text = client.get(demand.get_absolute_url()).text
    assert project.title in text
    assert hidden.title not in text


@pytest.mark.parametrize("name", LISTS)
def test_number_of_queries_does_not_grow_with_the_rows(client, tree, name):
    def publish(count):
        for _ in range(count):
            kind = {name.removesuffix("s"): True}
            item = ListItemFactory(organization=tree.community, unit=UnitFactory(), **kind)
        return item

    item = publish(1)
    address = reverse("partnerships:item_list", args=[name])
    few = queries(client, address)
    publish(29)
    assert queries(client, address) == few <= MOST
    assert queries(client, item.get_absolute_url()) <= MOST
