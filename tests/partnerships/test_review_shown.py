"""What a clerk is told of being seen: by residents at once, later, or not before somebody submits it."""

import pytest

from lib.days import today
from orgs.enums import ReviewState, Role
from partnerships.models import Demand
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.review_form import address, messages, post, problem, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def undated(tree):
    """Submitted, without a day of its own."""
    item = ListItemFactory(
        organization=tree.community, kind="demand", draft=True, review=ReviewState.SUBMITTED
    )
    return Demand.objects.get(pk=item.pk)


def test_item_without_a_day_stands_on_its_list_once_published(client, tree, undated):
    assert undated.number is None
    sign_in(client, tree.area, Role.REVIEW)
    told = messages(post(client, undated, "_publish"))
    published = Demand.objects.public().get(pk=undated.pk)
    assert published.published_on == today()
    assert published.number == f"XQ-{today().year}-0001"
    assert "已发布。公众可以看到了。" in told


def test_item_keeps_the_day_and_number_that_it_has(tree):
    item = ListItemFactory(organization=tree.community)
    before = item.published_on, item.number
    assert item.go_public() == []
    assert (item.published_on, item.number) == before


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"is_public": False}, "没有勾选“对外公开”"), ({"solved": False}, "填了解决日期以后公众才能看到")],
)
def test_published_but_not_shown_is_told(client, tree, fields, why):
    sign_in(client, tree.area, Role.REVIEW)
    record = problem(tree, ReviewState.SUBMITTED, **fields)
    assert any(
        each.startswith("已发布，但") and why in each for each in messages(post(client, record, "_publish"))
    )


@pytest.mark.parametrize(("role", "button"), [(Role.ENTER, "保存并提交审核"), (Role.REVIEW, "保存并发布")])
def test_saved_draft_says_what_is_still_to_do(client, tree, role, button):
    sign_in(client, tree.community, role)
    record = problem(tree, ReviewState.DRAFT)
    assert button in client.get(address(record)).content.decode()
    assert f"还没有发布，公众看不到。录好后请点“{button}”。" in messages(post(client, record, "_save"))
