"""Every state of a list item and every verb: what begins where, and why the others are refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.days import today
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from orgs.moves import Refused, steps_of
from partnerships.enums import ClaimState, ItemState
from partnerships.models import ListItem, Service
from partnerships.workflow import items
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GONE = {"withdrawn_on": today(), "withdrawal_reason": "资源已用完。"}
STATES = {
    ItemState.DRAFT: {"published_on": None},
    ItemState.OPEN: {"confirmed_on": today() - DAY},
    ItemState.STALE: {},
    ItemState.LAPSED: {"available_until": date(2019, 6, 30)},
    ItemState.WITHDRAWN: GONE,
}
VERBS = {
    items.CONFIRM: lambda item, user: items.confirm(item, user, on=today()),
    items.WITHDRAW: lambda item, user: items.withdraw(item, user, on=today(), reason="已用完。"),
    items.RELIST: items.relist,
}
# Where each verb leads from each state in which it begins; from all others it is refused.
LEADS = {
    (ItemState.OPEN, items.CONFIRM): ItemState.OPEN,
    (ItemState.STALE, items.CONFIRM): ItemState.OPEN,
    (ItemState.OPEN, items.WITHDRAW): ItemState.WITHDRAWN,
    (ItemState.STALE, items.WITHDRAW): ItemState.WITHDRAWN,
    (ItemState.LAPSED, items.WITHDRAW): ItemState.WITHDRAWN,
    (ItemState.WITHDRAWN, items.RELIST): ItemState.STALE,
}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def make(tree):
    return lambda **fields: ListItemFactory(organization=tree.community, **fields)


def test_table_names_every_state():
    assert set(STATES) == set(ItemState)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.key)
@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("kind", ["resource", "service"])
def test_verb_from_every_state(make, clerk, kind, state, verb):
    item = make(**{kind: True}, **STATES[state])
    assert item.state() == state
    after = LEADS.get((state, verb))
    if after:
        VERBS[verb](item, clerk)
        assert item.state() == after
        assert [step.verb for step in steps_of(item)] == [verb.key]
        return
    with pytest.raises(Refused, match=f"现在是“{state.label}”，不能{verb.word}"):
        VERBS[verb](item, clerk)
    item.refresh_from_db()
    assert (item.state(), steps_of(item).count()) == (state, 0)


def test_demand_is_not_confirmed(make, clerk):
    with pytest.raises(Refused, match="需求不用确认"):
        items.confirm(make(demand=True), clerk, on=today())


@pytest.mark.parametrize(
    ("fields", "on", "words"),
    [
        ({}, date(2019, 3, 31), "不能早于发布日期"),
        ({"confirmed_on": date(2019, 6, 1)}, date(2019, 5, 31), "2019年6月1日已经确认过"),
        ({}, today() + DAY, "日期不能晚于今天"),
    ],
)
def test_confirmation_on_a_day_that_cannot_be(make, clerk, fields, on, words):
    with pytest.raises(Refused, match=words):
        items.confirm(make(**fields), clerk, on=on)


def test_withdrawal_before_publishing_is_refused(make, clerk):
    with pytest.raises(Refused, match="撤回日期不能早于发布日期"):
        items.withdraw(make(), clerk, on=date(2019, 3, 31), reason="用完。")


def test_withdrawal_without_a_reason_is_a_fault_of_the_program(make, clerk):
    with pytest.raises(ValueError, match="needs a reason"):
        items.withdraw(make(), clerk, on=today(), reason=" ")


@pytest.mark.parametrize("status", [ClaimState.PENDING, ClaimState.CLAIMED, ClaimState.WORKING])
@pytest.mark.parametrize(("kind", "words"), [("demand", "1项认领没有办完"), ("service", "1个点单没有办完")])
def test_item_that_somebody_is_at_work_on_is_not_withdrawn(make, clerk, kind, words, status):
    item = make(**{kind: True})
    ClaimFactory(item=item, organization=item.organization, status=status)
    with pytest.raises(Refused, match=words):
        items.withdraw(item, clerk, on=today(), reason="不需要了。")
    item.refresh_from_db()
    assert item.withdrawn_on is None


def test_item_whose_claims_are_done_is_withdrawn(make, clerk):
    item = make(demand=True)
    ClaimFactory(item=item, organization=item.organization, rated=True)
    ClaimFactory(item=item, organization=item.organization, declined=True)
    items.withdraw(item, clerk, on=today(), reason="已办好。")
    assert item.state() == ItemState.WITHDRAWN


def test_withdrawal_of_a_day_that_was_counted_stays(make, clerk):
    """Else past days would count it as listed, though they have been told without it."""
    item = make(withdrawn_on=today() - DAY, withdrawal_reason="用完。")
    with pytest.raises(Refused, match="已按撤回统计，不能再撤销"):
        items.relist(item, clerk)


def test_withdrawn_and_put_back_on_one_day_is_listed_on_all_days(make, clerk):
    item = make()
    items.withdraw(item, clerk, on=today(), reason="点错了。")
    items.relist(item, clerk)
    for at in (date(2019, 4, 1), today() - DAY, today()):
        assert ListItem.objects.on_list(at).exists()


def test_verbs_of_another_branch_are_denied(make, tree):
    stranger = UserFactory(organizations=[tree.cousin], organizations__role=Role.MANAGE)
    with pytest.raises(PermissionDenied):
        items.confirm(make(), stranger, on=today())


class TestConfirmAll:
    def test_confirms_what_can_be_and_is_the_users_and_tells_the_audit(self, tree, make, clerk):
        stale = [make(service=True) for _ in range(2)]
        others = [
            make(service=True, **GONE),
            make(service=True, confirmed_on=today()),
            ListItemFactory(service=True, organization=tree.cousin),
        ]
        assert items.confirm_all(Service.objects.all(), clerk) == 2
        days = dict(ListItem.objects.values_list("pk", "confirmed_on"))
        assert [days[item.pk] for item in stale] == [today()] * 2
        assert [days[item.pk] for item in others] == [None, today(), None]
        told = AuditEntry.objects.filter(act=AuditAct.ACT).values_list("record", flat=True)
        assert sorted(told) == sorted(str(item.pk) for item in stale)

    def test_leaves_demands_alone(self, make, clerk):
        make(demand=True)
        assert items.confirm_all(ListItem.objects.all(), clerk) == 0

    def test_takes_three_statements_for_one_more(self, make, clerk):
        def statements(count):
            chosen = [make(service=True).pk for _ in range(count)]
            with CaptureQueriesContext(connection) as asked:
                assert items.confirm_all(Service.objects.filter(pk__in=chosen), clerk) == count
            return len(asked)

        statements(1)
        assert statements(11) - statements(1) <= 30
