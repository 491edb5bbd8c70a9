"""Both sides of an order: who offers the service accepts it, who asked rates it, strangers do nothing. An
organisation to which a demand was given sees the claim and writes down what it does.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from lib.days import today
from orgs.access import Action
from orgs.enums import Role
from orgs.moves import moves_open_to
from partnerships import claim_link
from partnerships.enums import ClaimState
from partnerships.models import Claim
from partnerships.workflow import claims, notes
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.two_editors import signed_in
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db
WHY = {"reason": "这个月排满了。"}
DONE = {"on": today(), "result": "做好了。"}


def staff(place, role=Role.ENTER):
    return UserFactory(organizations=[place], organizations__role=role)


@pytest.fixture
def asker(tree):
    return staff(tree.community)


@pytest.fixture
def provider(tree):
    return staff(tree.cousin)


@pytest.fixture
def order(tree, asker):
    service = ListItemFactory(service=True, organization=tree.cousin, unit=UnitFactory())
    return claims.order(service, tree.community, asker)


@pytest.fixture
def accepted(order, provider):
    claims.confirm(order, provider, due_on=today())
    return order


def test_who_offers_the_service_accepts_it_and_who_ordered_does_not(order, asker, provider):
    with pytest.raises(PermissionDenied):
        claims.confirm(order, asker, due_on=today())
    claims.confirm(order, provider, due_on=today())
    assert order.state() == ClaimState.CLAIMED


def test_who_ordered_rates_it_and_who_did_it_does_not(accepted, asker, provider):
    claims.finish(accepted, provider, **DONE)
    with pytest.raises(PermissionDenied):
        claims.rate(accepted, provider, rating=5)
    claims.rate(accepted, asker, rating=4)
    assert (accepted.state(), accepted.rating) == (ClaimState.RATED, 4)


@pytest.mark.parametrize("side", ["asker", "provider"])
def test_either_side_writes_down_what_happens(accepted, side, request):
    user = request.getfixturevalue(side)
    claims.contact(accepted, user, on=today())
    claims.start(accepted, user)
    claims.finish(accepted, user, **DONE)
    assert accepted.state() == ClaimState.DONE


@pytest.mark.parametrize("side", ["asker", "provider"])
def test_either_side_declines_or_returns_an_order(order, side, request, tree):
    user = request.getfixturevalue(side)
    claims.decline(order, user, **WHY)
    assert order.state() == ClaimState.DECLINED


def test_order_expires_by_who_asked_alone(accepted, provider):
    with pytest.raises(PermissionDenied):
        claims.expire(accepted, provider, **WHY)


@pytest.mark.parametrize("place", ["sister", "stranger"])
def test_strangers_do_nothing_to_an_order(accepted, tree, place):
    stranger = staff(getattr(tree, place), Role.MANAGE)
    assert moves_open_to(claims.MOVES_OF_ORDERS, accepted, stranger) == []
    for act, asked in ((claims.start, {}), (claims.finish, DONE), (claims.give_back, WHY)):
        with pytest.raises(PermissionDenied):
            act(accepted, stranger, **asked)


def test_who_only_reads_at_the_provider_s_does_nothing(order, tree):
    reader = staff(tree.cousin, Role.VIEW)
    assert moves_open_to(claims.MOVES_OF_ORDERS, order, reader) == []
    with pytest.raises(PermissionDenied):
        claims.confirm(order, reader, due_on=today())


def test_claim_of_a_demand_has_one_side_only(tree, provider):
    """Also where the demand was later filed elsewhere: its claim stays with who asked."""
    claim = ClaimFactory(organization=tree.community, item__organization=tree.cousin)
    assert moves_open_to(claims.MOVES, claim, provider) == []
    with pytest.raises(PermissionDenied):
        claims.start(claim, provider)


def test_what_is_open_by_the_roles_is_open_to_who_asked_alone(order, asker, provider):
    """Form, export, bin and contact follow `open_to`: the other side's verbs open none of them."""
    for action in (Action.CHANGE, Action.PERSONAL, Action.EXPORT):
        assert list(Claim.objects.open_to(asker, action)) == [order]
        assert list(Claim.objects.open_to(provider, action)) == []
    assert list(Claim.objects.visible_to(provider)) == [order]


def test_provider_reads_the_order_and_finds_its_own_verbs(order, provider):
    client = signed_in(provider)
    page = client.get(reverse("admin:partnerships_claim_change", args=[order.pk]))
    assert [words for words, _ in page.context["acts"]] == ["接单", "不接单"]
    assert 'name="_save"' not in page.text
    act = reverse("admin:partnerships_claim_act", args=[order.pk, "confirm"])
    client.post(act, {"due_on": str(today())})
    order.refresh_from_db()
    assert order.state() == ClaimState.CLAIMED


def test_provider_s_form_for_rating_is_refused(accepted, provider, asker):
    claims.finish(accepted, provider, **DONE)
    act = reverse("admin:partnerships_claim_act", args=[accepted.pk, "rate"])
    assert signed_in(provider).post(act, {"rating": "5"}).status_code == 403
    assert signed_in(asker).post(act, {"rating": "5"}).status_code == 302
    accepted.refresh_from_db()
    assert accepted.rating == 5


def test_provider_cannot_change_the_order_by_a_forged_form(order, provider):
    address = reverse("admin:partnerships_claim_change", args=[order.pk])
    assert signed_in(provider).post(address, {"offer": "改了"}).status_code == 403
    assert not Claim.objects.filter(offer="改了").exists()


# A demand that was given to an organisation elsewhere


@pytest.fixture
def given(tree, asker):
    demand = ListItemFactory(demand=True, organization=tree.community)
    return claims.assign(
        demand, [tree.cousin], asker, due_on=today(), contact_name="张三", contact_phone="13800001234"
    )


@pytest.fixture
def holder(provider):
    return provider


def test_holder_sees_the_claim_and_finds_its_own_verbs(given, holder):
    client = signed_in(holder)
    assert given.item.title in client.get(reverse("admin:partnerships_claim_changelist")).text
    page = client.get(reverse("admin:partnerships_claim_change", args=[given.pk]))
    assert [words for words, _ in page.context["acts"]] == ["登记联系", "开始办理", "记进展", "退回"]
    assert 'name="_save"' not in page.text
    assert "13800001234" not in page.text


def test_holder_contacts_starts_notes_and_returns(given, holder):
    claims.contact(given, holder, on=today())
    claims.start(given, holder)
    note = notes.add_note(given, "量了尺寸。", holder, is_public=True)
    assert not note.is_public  # the asking side says what residents are shown
    claims.give_back(given, holder, **WHY)
    assert given.state() == ClaimState.RETURNED


def test_holder_neither_closes_nor_rates_nor_gives_links(given, holder):
    assert not {"办结", "评价", "按过期处理"} & {m.word for m in moves_open_to(claims.MOVES, given, holder)}
    with pytest.raises(PermissionDenied):
        claims.finish(given, holder, **DONE)
    with pytest.raises(PermissionDenied):
        claim_link.issue(given, holder)


def test_holder_s_branch_changes_exports_and_deletes_nothing_of_it(given, holder, tree):
    for user in (holder, staff(tree.cousin, Role.MANAGE)):
        assert all(given not in Claim.objects.open_to(user, action) for action in Action)
    client = signed_in(holder)
    assert client.post(reverse("admin:partnerships_claim_personal", args=[given.pk])).status_code == 403
    assert client.post(reverse("admin:partnerships_claim_delete", args=[given.pk])).status_code == 403
    assert client.get(reverse("admin:partnerships_claim_history", args=[given.pk])).status_code == 403


def test_who_only_reads_at_the_holder_s_writes_nothing_down(given, tree):
    reader = staff(tree.cousin, Role.VIEW)
    assert list(Claim.objects.visible_to(reader)) == [given]
    assert moves_open_to(claims.MOVES, given, reader) == []
    with pytest.raises(PermissionDenied):
        notes.add_note(given, "量了尺寸。", reader)


def test_others_do_not_see_what_was_given_to_somebody_else(given, tree):
    assert list(Claim.objects.visible_to(staff(tree.sister, Role.MANAGE))) == []
