"""The database finds what is fresh and what is 待更新 by the rule by which an item tells its own state."""

from datetime import date, timedelta

import pytest

from lib.days import today
from partnerships.enums import ItemState
from partnerships.models import ListItem
from tests.partnerships.factories import ListItemFactory

pytestmark = pytest.mark.django_db
PUBLISHED = date(2019, 4, 1)
LAST_FRESH = PUBLISHED + timedelta(days=90)
DAY = timedelta(days=1)
FIELDS = {
    "never confirmed": {},
    "confirmed": {"confirmed_on": date(2019, 6, 1)},
    "confirmed before it was published": {"confirmed_on": date(2019, 3, 1)},
    "lapsed": {"available_until": date(2019, 6, 30)},
    "withdrawn": {"withdrawn_on": date(2019, 6, 10), "withdrawal_reason": "用完。"},
    "draft": {"published_on": None},
    "confirmed, without a day of publishing": {"published_on": None, "confirmed_on": date(2019, 6, 1)},
}


@pytest.mark.parametrize("at", [PUBLISHED - DAY, PUBLISHED, LAST_FRESH, LAST_FRESH + DAY, date(2020, 1, 1)])
@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("kind", ["resource", "demand", "service"])
def test_conditions_agree_with_the_state(kind, fields, at):
    state = ListItemFactory(**{kind: True}, **fields).state(at)
    assert ListItem.objects.stale(at).exists() is (state == ItemState.STALE)
    assert ListItem.objects.fresh(at).exists() is (state == ItemState.OPEN)


def test_refresh_period_is_the_settings(settings):
    settings.CONFIRMATION_DAYS = 30
    item = ListItemFactory()
    at = PUBLISHED + timedelta(days=31)
    assert item.state(at) == ItemState.STALE
    assert list(ListItem.objects.stale(at)) == [item]


def test_list_begins_with_what_can_be_relied_on_and_ends_with_what_has_lapsed():
    lapsed = ListItemFactory(published_on=today(), available_until=today() - DAY)
    stale = ListItemFactory(published_on=date(2019, 5, 1))
    older = ListItemFactory(published_on=date(2019, 4, 1))
    confirmed = ListItemFactory(published_on=date(2018, 4, 1), fresh=True)
    new = ListItemFactory(published_on=today())
    assert list(ListItem.objects.freshest_first()) == [new, confirmed, stale, older, lapsed]


def test_wishes_are_residents_demands():
    wish = ListItemFactory(demand=True, beneficiary="residents")
    ListItemFactory(demand=True, beneficiary="unit")
    resource = ListItemFactory(beneficiary="residents")
    assert list(ListItem.objects.wishes()) == [wish]
    assert (wish.is_wish, resource.is_wish) == (True, False)


@pytest.mark.parametrize(("days", "left"), [(5, 5), (0, 0), (-2, -2)])
def test_days_to_claim(days, left):
    assert ListItemFactory(demand=True, claim_by=today() + timedelta(days=days)).days_to_claim() == left
    assert ListItemFactory(demand=True).days_to_claim() is None
