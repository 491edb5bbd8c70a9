"""Many claims declined at once: those that wait, in own branches, each with its step and the same reason."""

import pytest
from django.urls import reverse

from orgs.enums import Role
from orgs.models import AuditEntry, RecordStep
from partnerships.enums import ClaimState
from partnerships.models import Claim
from partnerships.workflow.places import places_left
from tests.orgs.factories import UserFactory
from tests.orgs.queries import queries
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/claim/"
PAGE = "/admin/partnerships/claim/decline/"
WHY = "电话打不通，单位不存在。"


def staff(client, place, role=Role.ENTER):
    client.force_login(UserFactory(organizations=[place], organizations__role=role))


def pending(tree, number=1, place=None):
    place = place or tree.community
    return [ClaimFactory(organization=place, pending=True, unit_name="假公司") for _ in range(number)]


def choose(client, claims):
    chosen = [claim.pk for claim in claims]
    return client.post(LIST, {"action": "decline_selected", "_selected_action": chosen}, follow=True)


def states(claims):
    return list(
        Claim.objects.filter(pk__in=[c.pk for c in claims]).order_by("pk").values_list("status", flat=True)
    )


def test_chosen_claims_are_declined_with_one_reason_and_their_places_are_free(client, tree):
    staff(client, tree.community)
    spam, confirmed = pending(tree, 3), ClaimFactory(organization=tree.community)
    page = choose(client, [*spam, confirmed])
    assert len(page.context["claims"]) == 3
    answer = client.post(page.redirect_chain[0][0], {"reason": WHY}, follow=True)

    assert "已谢绝3项，名额空了出来。" in answer.text
    assert states(spam) == [ClaimState.DECLINED] * 3
    assert states([confirmed]) == [ClaimState.CLAIMED]
    assert [places_left(claim.item) for claim in spam] == [1, 1, 1]
    assert RecordStep.objects.filter(verb="decline", reason=WHY).count() == 3
    assert AuditEntry.objects.filter(detail__contains=WHY).count() == 3


def test_without_a_reason_nothing_is_declined(client, tree):
    staff(client, tree.community)
    spam = pending(tree, 2)
    address = choose(client, spam).redirect_chain[0][0]
    assert "请填写原因。" in client.post(address, {"reason": " "}).text
    assert states(spam) == [ClaimState.PENDING] * 2


def test_what_was_confirmed_meanwhile_stays(client, tree):
    staff(client, tree.community)
    spam = pending(tree, 2)
    address = choose(client, spam).redirect_chain[0][0]
    spam[0].claimed_on, spam[0].status = spam[0].created_at.date(), ClaimState.CLAIMED
    spam[0].save()
    answer = client.post(address, {"reason": WHY}, follow=True)
    assert "已谢绝1项，名额空了出来；1项不是等您确认的，没有动。" in answer.text
    assert states(spam) == [ClaimState.CLAIMED, ClaimState.DECLINED]


def test_nothing_that_waits_says_so(client, tree):
    staff(client, tree.community)
    assert (
        "选中的都不是等您确认的，没有动。" in choose(client, [ClaimFactory(organization=tree.community)]).text
    )


def test_claims_of_others_are_neither_shown_nor_declined(client, tree):
    staff(client, tree.community, Role.MANAGE)
    others = pending(tree, 2, tree.cousin)
    keys = [claim.pk for claim in others]
    assert client.get(PAGE, {"claim": keys}).status_code == 404
    own = pending(tree)
    address = f"{PAGE}?claim={own[0].pk}&claim={keys[0]}&claim=x&claim={'9' * 40}"
    assert len(client.get(address).context["claims"]) == 1
    client.post(address, {"reason": WHY})
    assert states(others) == [ClaimState.PENDING] * 2
    assert states(own) == [ClaimState.DECLINED]


def test_who_only_reads_declines_nothing(client, tree):
    staff(client, tree.community, Role.VIEW)
    spam = pending(tree)
    assert client.get(PAGE, {"claim": spam[0].pk}).status_code == 403
    assert client.post(f"{PAGE}?claim={spam[0].pk}", {"reason": WHY}).status_code == 403
    assert states(spam) == [ClaimState.PENDING]


def test_page_asks_the_same_queries_for_one_claim_and_ten(client, tree):
    staff(client, tree.community)
    spam = pending(tree, 10)
    address = reverse("admin:partnerships_claim_decline")
    one = queries(client, f"{address}?claim={spam[0].pk}")
    assert queries(client, f"{address}?{'&'.join(f'claim={claim.pk}' for claim in spam)}") == one
