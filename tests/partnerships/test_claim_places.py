"""Who may take a place of a demand, or order a service, and what is said to the others."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lib.days import today
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry, ConsentText
from orgs.moves import Refused, steps_of
from partnerships.enums import ClaimOrigin, ClaimState
from partnerships.models import Claim, ListItem
from partnerships.workflow import claims
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db
GONE = {"withdrawn_on": date(2019, 6, 1), "withdrawal_reason": "已经解决"}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def demand(tree):
    return ListItemFactory(demand=True, organization=tree.community)


@pytest.fixture
def service(tree):
    return ListItemFactory(service=True, organization=tree.cousin, unit=UnitFactory())


@pytest.fixture
def consent():
    return ConsentText.objects.create(version=1, purpose="联系认领单位", body="示例", retention_days=90)


def by_form(demand, consent, unit_name="市图书馆", **fields):
    typed = {"contact_name": "王芳", "contact_phone": "13800001234", "offer": "可以上门。"}
    return claims.apply(demand, unit_name=unit_name, consent=consent, **typed | fields)


def test_assigned_demand_is_claimed_at_once_and_tells_so(demand, clerk):
    lead, other = UnitFactory(), OrganizationFactory()
    claim = claims.assign(demand, [lead, other], clerk, due_on=today())

    assert (claim.state(), claim.origin) == (ClaimState.CLAIMED, ClaimOrigin.ASSIGNED)
    assert (claim.organization, claim.claimed_on) == (demand.organization, today())
    assert [(each.party, each.role) for each in claim.parties.all()] == [
        (lead, "lead"),
        (other, "takes_part"),
    ]
    step = steps_of(claim).get()
    assert (step.word, step.after, step.user) == ("派单", "claimed", clerk)
    assert AuditEntry.objects.get(act=AuditAct.ADD, record=str(claim.pk)).detail == "派单"


def test_claim_by_the_form_waits_and_takes_a_place(demand, consent):
    claim = by_form(demand, consent)
    assert (claim.state(), claim.origin) == (ClaimState.PENDING, ClaimOrigin.PUBLIC)
    assert (claim.consent, claim.unit_name) == (consent, "市图书馆")
    assert claim.consented_at is not None
    assert claims.places_left(demand) == 0
    assert steps_of(claim).get().who == "认领单位（网上认领）"


@pytest.mark.parametrize("status", ClaimState)
def test_place_is_free_again_when_the_claim_is_given_up(demand, status):
    held = {"done": True} if status == "done" else {"rated": True} if status == "rated" else {}
    ClaimFactory(
        item=demand,
        status=status,
        done_on=date(2019, 6, 3),
        closed_on=date(2019, 6, 4),
        reason="原因。",
        **held,
    )
    gone = status in (ClaimState.RETURNED, ClaimState.DECLINED, ClaimState.EXPIRED)
    assert claims.places_left(demand) == (1 if gone else 0)


def test_last_place_is_not_given_twice(demand, clerk, consent):
    demand.places = 2
    demand.save()
    claims.assign(demand, [UnitFactory(), UnitFactory()], clerk)  # jointly: one place
    by_form(demand, consent)
    with pytest.raises(Refused, match="名额已满"):
        claims.assign(demand, [UnitFactory()], clerk)
    with pytest.raises(Refused, match="名额已满"):
        by_form(demand, consent, "青岛二中")
    assert demand.claims.count() == 2


def test_unit_does_not_hold_two_claims_of_one_demand(demand, clerk, consent):
    ListItem.objects.filter(pk=demand.pk).update(places=9)
    unit = UnitFactory(name="市图书馆")
    branch = OrganizationFactory(branch=True, parent=demand.organization, unit=unit)
    claims.assign(demand, [unit], clerk)
    for parties in ([unit], [branch], [UnitFactory(), unit]):
        with pytest.raises(Refused, match="已经认领了这一条"):
            claims.assign(demand, parties, clerk)
    for typed in ({"unit_name": " 市 图书馆"}, {"unit_name": "别名", "unit": unit}):
        with pytest.raises(Refused, match="已经认领了这一条"):
            by_form(demand, consent, **typed)
    assert demand.claims.count() == 1


def test_unit_may_claim_again_what_it_gave_back(demand, clerk):
    unit = UnitFactory()
    claims.give_back(claims.assign(demand, [unit], clerk), clerk, reason="这个月没有人。")
    assert claims.assign(demand, [unit], clerk).state() == ClaimState.CLAIMED


def test_confirming_a_unit_that_holds_another_claim_is_refused(demand, clerk, consent):
    ListItem.objects.filter(pk=demand.pk).update(places=2)
    unit = UnitFactory(name="市图书馆")
    claims.assign(demand, [unit], clerk)
    claim = by_form(demand, consent, "图书馆")
    with pytest.raises(Refused, match="已经认领了这一条"):
        claims.confirm(claim, clerk, parties=[unit], due_on=today())
    claim.refresh_from_db()
    assert claim.state() == ClaimState.PENDING
    assert not claim.parties.exists()


@pytest.mark.parametrize(
    ("fields", "words", "to_form"),
    [
        (GONE, "现在是“已撤回”", "不在公开的清单上"),
        ({"available_until": date(2019, 6, 1)}, "现在是“已过期”", "现在是“已过期”"),
        ({"published_on": None}, "现在是“未发布”", "不在公开的清单上"),
        ({"published_on": today() + timedelta(days=1)}, "现在是“未发布”", "不在公开的清单上"),
        ({"review": ReviewState.SUBMITTED}, "还没有审核发布", "不在公开的清单上"),
    ],
    ids=["withdrawn", "lapsed", "draft", "tomorrow", "unreviewed"],
)
def test_what_is_off_its_list_is_not_claimed(demand, clerk, consent, fields, words, to_form):
    ListItem.objects.filter(pk=demand.pk).update(**fields)
    with pytest.raises(Refused, match=words):
        claims.assign(demand, [UnitFactory()], clerk)
    with pytest.raises(Refused, match=to_form):
        by_form(demand, consent)
    assert not Claim.objects.exists()


def test_what_residents_do_not_see_is_assigned_by_staff_only(demand, clerk, consent):
    ListItem.objects.filter(pk=demand.pk).update(is_public=False)
    with pytest.raises(Refused, match="不在公开的清单上"):
        by_form(demand, consent)
    assert claims.assign(demand, [UnitFactory()], clerk).state() == ClaimState.CLAIMED


def test_deleted_demand_is_not_claimed(demand, clerk):
    ListItem.objects.filter(pk=demand.pk).delete()
    with pytest.raises(Refused, match="已经删除"):
        claims.assign(demand, [UnitFactory()], clerk)


def test_claims_are_of_demands_and_orders_of_services(demand, service, clerk, tree):
    resource = ListItemFactory(resource=True, organization=tree.community)
    with pytest.raises(Refused, match="只有需求可以认领"):
        claims.assign(resource, [UnitFactory()], clerk)
    with pytest.raises(Refused, match="只有服务可以点单"):
        claims.order(demand, tree.community, clerk)


def test_nobody_is_no_party(demand, clerk):
    with pytest.raises(Refused, match="请选择认领单位或党组织"):
        claims.assign(demand, [], clerk)


def test_demand_of_another_branch_is_not_assigned(demand, tree):
    for user in (
        UserFactory(organizations=[tree.cousin]),
        UserFactory(organizations=[tree.community], organizations__role=Role.VIEW),
    ):
        with pytest.raises(PermissionDenied):
            claims.assign(demand, [UnitFactory()], user)
    assert not Claim.objects.exists()


def test_offer_with_a_number_of_a_person_is_refused(demand, consent):
    with pytest.raises(Refused, match="不要写手机号"):
        by_form(demand, consent, offer="请打13805321234")


def test_order_waits_for_who_offers_the_service(service, tree, clerk):
    claim = claims.order(service, tree.community, clerk, wanted="下周六上午。", due_on=today())
    assert (claim.state(), claim.organization) == (ClaimState.PENDING, tree.community)
    assert [each.party for each in claim.parties.all()] == [service.unit]
    assert claim.words() == "待接单"
    assert steps_of(claim).get().word == "点单"


def test_service_is_ordered_anew_when_the_last_order_is_done(service, tree, clerk):
    claim = claims.order(service, tree.community, clerk)
    with pytest.raises(Refused, match="还没有办完，不能再点"):
        claims.order(service, tree.community, clerk)
    boss = UserFactory(superuser=True)
    claims.confirm(claim, boss)
    claims.finish(claim, boss, on=today(), result="做好了。")
    assert claims.order(service, tree.community, clerk).pk != claim.pk


def test_services_have_no_places(service, tree, clerk):
    claims.order(service, tree.community, clerk)
    other = UserFactory(organizations=[tree.sister])
    assert claims.order(service, tree.sister, other).state() == ClaimState.PENDING


def test_order_for_another_branch_is_denied(service, tree, clerk):
    with pytest.raises(PermissionDenied):
        claims.order(service, tree.cousin, clerk)
    assert not Claim.objects.exists()
