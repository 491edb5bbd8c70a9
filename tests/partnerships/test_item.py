from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from lib.days import today
from orgs.models.category import CategoryKind
from partnerships.enums import ItemKind, ItemState
from partnerships.models import Demand, ListItem, Resource, Service
from tests.orgs.factories import CategoryFactory, OrganizationFactory, UnitFactory
from tests.partnerships.factories import ListItemFactory, ProjectFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PUBLISHED = date(2019, 4, 1)
FRESH_UNTIL = PUBLISHED + timedelta(days=90)


class TestState:
    def test_without_a_day_of_publishing_is_a_draft(self):
        assert ListItemFactory(draft=True).state() == ItemState.DRAFT

    @pytest.mark.parametrize(
        ("at", "state"),
        [
            (PUBLISHED - DAY, ItemState.DRAFT),
            (PUBLISHED, ItemState.OPEN),
            (FRESH_UNTIL, ItemState.OPEN),
            (FRESH_UNTIL + DAY, ItemState.STALE),
        ],
    )
    @pytest.mark.parametrize("kind", ["resource", "service"])
    def test_of_a_resource_or_service_nobody_confirms(self, kind, at, state):
        assert ListItemFactory(**{kind: True}).state(at) == state

    def test_confirmed_again_is_open_for_another_period(self):
        item = ListItemFactory(confirmed_on=date(2019, 6, 1))
        assert item.state(FRESH_UNTIL + DAY) == ItemState.OPEN
        assert item.state(date(2019, 6, 1) + timedelta(days=91)) == ItemState.STALE

    def test_demand_needs_no_confirmation(self):
        assert ListItemFactory(demand=True).state(date(2029, 1, 1)) == ItemState.OPEN

    @pytest.mark.parametrize(
        ("at", "state"), [(date(2019, 5, 1), ItemState.OPEN), (date(2019, 5, 2), ItemState.LAPSED)]
    )
    def test_of_an_item_with_an_end(self, at, state):
        assert ListItemFactory(available_until=date(2019, 5, 1)).state(at) == state

    @pytest.mark.parametrize(
        ("at", "state"), [(date(2019, 6, 9), ItemState.OPEN), (date(2019, 6, 10), ItemState.WITHDRAWN)]
    )
    def test_of_a_withdrawn_item(self, at, state):
        assert ListItemFactory(withdrawn=True).state(at) == state

    def test_is_of_today_by_default(self):
        assert ListItemFactory(published_on=today()).state() == ItemState.OPEN
        assert ListItemFactory(published_on=today() + DAY).state() == ItemState.DRAFT


@pytest.mark.parametrize(
    ("fields", "on_list"),
    [
        ({"published_on": None}, False),
        ({"published_on": date(2019, 6, 30)}, True),
        ({"published_on": date(2019, 7, 1)}, False),
        ({"withdrawn_on": date(2019, 7, 1), "withdrawal_reason": "用完。"}, True),
        ({"withdrawn_on": date(2019, 6, 30), "withdrawal_reason": "用完。"}, False),
    ],
)
def test_on_list(fields, on_list):
    ListItemFactory(**fields)
    assert ListItem.objects.on_list(date(2019, 6, 30)).exists() is on_list


def test_public_leaves_out_drafts_withdrawn_and_private_items():
    for trait in ("draft", "withdrawn", "private"):
        ListItemFactory(**{trait: True})
    shown = ListItemFactory()
    assert list(ListItem.objects.public()) == [shown]


class TestMatched:
    @pytest.mark.parametrize(
        ("project", "matched"),
        [
            ({"decided_on": date(2019, 6, 30)}, True),
            ({"decided_on": date(2019, 7, 1)}, False),
            ({"decided_on": None}, False),
            ({"cancelled_on": date(2019, 6, 30)}, False),
            ({"cancelled_on": date(2019, 7, 1)}, True),
        ],
    )
    def test_by_a_project_that_stands_on_the_day(self, project, matched):
        ProjectFactory(demands=[ListItemFactory(demand=True)], **project)
        assert ListItem.objects.matched(date(2019, 6, 30)).exists() is matched

    def test_demand_without_a_project_is_not(self):
        ListItemFactory(demand=True)
        ProjectFactory()
        assert not ListItem.objects.matched(date(2019, 6, 30)).exists()

    def test_demand_with_two_projects_is_matched_once(self):
        demand = ListItemFactory(demand=True)
        for _ in range(2):
            ProjectFactory(demands=[demand])
        assert ListItem.objects.matched(date(2019, 6, 30)).count() == 1


class TestKinds:
    @pytest.mark.parametrize(
        ("proxy", "kind"), [(Resource, "resource"), (Demand, "demand"), (Service, "service")]
    )
    def test_proxy_sees_its_own_list_only(self, proxy, kind):
        items = {name: ListItemFactory(**{name: True}) for name in ("resource", "demand", "service")}
        assert [item.pk for item in proxy.objects.all()] == [items[kind].pk]

    @pytest.mark.parametrize("proxy", [Resource, Demand, Service])
    def test_what_is_added_through_a_proxy_belongs_to_its_list(self, proxy):
        proxy.objects.create(organization=OrganizationFactory(), category=CategoryFactory(), title="会议室")
        assert ListItem.objects.get().kind == proxy.KIND

    def test_item_read_from_the_database_keeps_its_kind(self):
        ListItemFactory(demand=True)
        assert ListItem.objects.only("title").get().kind == ItemKind.DEMAND

    @pytest.mark.parametrize("kind", ItemKind)
    def test_list_name_is_the_word_in_addresses(self, kind):
        assert ListItemFactory(kind=kind).list_name == f"{kind}s"

    def test_every_kind_has_categories_of_the_same_name(self):
        assert set(ItemKind.values) <= set(CategoryKind.values)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"available_from": date(2019, 5, 2), "available_until": date(2019, 5, 1)},
            "有效期不能早于可用起始日期。",
        ),
        ({"withdrawn_on": PUBLISHED - DAY}, "撤回日期不能早于发布日期。"),
        ({"published_on": None, "withdrawn_on": PUBLISHED}, "没有发布的条目不用撤回，请先填发布日期。"),
    ],
)
def test_dates_out_of_order_are_refused(fields, message):
    item = ListItemFactory.build(
        organization=OrganizationFactory(), category=CategoryFactory(), withdrawal_reason="用完。", **fields
    )
    with pytest.raises(ValidationError, match=message):
        item.full_clean()
    with pytest.raises(IntegrityError):
        item.save()


def test_withdrawal_needs_a_reason():
    item = ListItemFactory(withdrawn_on=date(2019, 6, 10))
    with pytest.raises(ValidationError) as refused:
        item.full_clean()
    assert refused.value.message_dict == {"withdrawal_reason": ["请写明撤回原因。"]}


def test_negative_quantity_is_refused():
    item = ListItemFactory()
    item.quantity = -1
    with pytest.raises(ValidationError) as refused:
        item.full_clean()
    assert list(refused.value.message_dict) == ["quantity"]


def test_party_is_the_unit_or_else_the_organization():
    unit, community = UnitFactory(), OrganizationFactory()
    assert ListItemFactory(unit=unit).party == unit
    assert ListItemFactory(organization=community).party == community
