"""点单 on the staff side: whoever enters records may order any public service for an own branch, no other."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry
from partnerships.enums import ClaimOrigin, ClaimState
from partnerships.models import Claim
from tests.orgs.factories import CategoryFactory, UnitFactory, UserFactory
from tests.orgs.queries import queries
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db
MENU = reverse("admin:partnerships_service_menu")


@pytest.fixture
def clerk(client, tree):
    user = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    client.force_login(user)
    return user


@pytest.fixture
def service(tree):
    """Of another branch."""
    return ListItemFactory(organization=tree.cousin, service=True, unit=UnitFactory(name="青岛理发协会"))


def order(client, service, **asked):
    return client.post(reverse("admin:partnerships_service_order", args=[service.pk]), asked)


def offered(client, **asked):
    return [item.pk for item in client.get(MENU, asked).context["rows"]]


def test_service_of_another_branch_is_ordered_for_an_own_one(client, clerk, tree, service):
    due = today() + timedelta(days=10)
    asked = {"organization": tree.community.pk, "wanted": "周三上午，二十位老人。", "due_on": due.isoformat()}
    response = order(client, service, **asked)
    claim = Claim.objects.get()
    assert response.url == reverse("admin:partnerships_claim_change", args=[claim.pk])
    assert (claim.organization, claim.item, claim.origin) == (tree.community, service, ClaimOrigin.ORDERED)
    assert (claim.status, claim.offer, claim.due_on) == (ClaimState.PENDING, asked["wanted"], due)
    assert AuditEntry.objects.filter(act=AuditAct.ADD, user=clerk, record=str(claim.pk)).exists()


def test_order_for_a_branch_that_is_not_the_users_is_refused(client, clerk, tree, service):
    response = order(client, service, organization=tree.cousin.pk)
    assert "不在您的管理范围内" in str(response.context["form"].errors["organization"])
    assert not Claim.objects.exists()


def test_second_order_while_the_first_waits_is_told(client, clerk, tree, service):
    ClaimFactory(item=service, organization=tree.community, pending=True)
    response = order(client, service, organization=tree.community.pk, wanted="再来一次")
    assert "点的这项服务还没有办完" in response.text
    assert "再来一次" in response.text
    assert response.text.count("<title>错误：") == 1


def test_day_that_has_passed_is_refused(client, clerk, tree, service):
    asked = {"organization": tree.community.pk, "due_on": (today() - timedelta(days=1)).isoformat()}
    assert "不能早于今天" in str(order(client, service, **asked).context["form"].errors["due_on"])


@pytest.mark.parametrize(
    "fields",
    [
        {"is_public": False},
        {"review": ReviewState.SUBMITTED},
        {"published_on": None},
        {"withdrawn": True},
        {"available_until": today() - timedelta(days=1)},
        {"service": False, "resource": True},
    ],
    ids=["private", "unreviewed", "draft", "withdrawn", "lapsed", "resource"],
)
def test_what_cannot_be_ordered_is_not_there(client, clerk, tree, fields):
    item = ListItemFactory(organization=tree.cousin, **{"service": True} | fields)
    assert offered(client) == []
    page = reverse("admin:partnerships_service_order", args=[item.pk])
    assert client.get(page).status_code == 404
    assert order(client, item, organization=tree.community.pk).status_code == 404
    assert not Claim.objects.exists()


def test_own_service_that_is_not_public_can_be_ordered(client, clerk, tree):
    item = ListItemFactory(organization=tree.community, service=True, private=True)
    assert offered(client) == [item.pk]
    assert ("点单", reverse("admin:partnerships_service_order", args=[item.pk])) in client.get(
        reverse("admin:partnerships_service_change", args=[item.pk])
    ).context["acts"]


def test_who_only_looks_orders_nothing(client, tree, service):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert client.get(MENU).status_code == 403
    assert order(client, service, organization=tree.community.pk).status_code == 403


def test_menu_finds_by_title_category_and_who_offers(client, clerk, tree, service):
    old = CategoryFactory(kind="service", name="助老服务")
    meals = ListItemFactory(organization=tree.area, service=True, title="老年助餐", category=old)
    hidden = UnitFactory(name="不公开的协会", is_public=False)
    ListItemFactory(organization=tree.cousin, service=True, unit=hidden)
    assert offered(client, q="助餐") == offered(client, q="助老") == [meals.pk]
    assert offered(client, q="理发协会") == [service.pk]
    assert offered(client, q="不公开的协会") == []
    assert "不公开的协会" not in client.get(MENU).text
    assert "没有找到“没有的”" in client.get(MENU, {"q": "没有的\0"}).text


def test_menu_asks_no_more_for_thirty_rows(client, clerk, tree):
    def add(count):
        for _ in range(count):
            item = ListItemFactory(organization=tree.cousin, service=True, unit=UnitFactory())
            ClaimFactory(item=item, organization=tree.area, rated=True)

    add(2)
    few = queries(client, MENU)
    add(28)
    assert queries(client, MENU) == few
