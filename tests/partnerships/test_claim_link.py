"""Private links: given and taken back by staff, worth nothing to whoever guesses, told to no log."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from orgs.enums import Role
from orgs.models import AuditEntry, RecordStep
from orgs.moves import Refused
from partnerships import claim_link
from partnerships.enums import ClaimState
from partnerships.models import Claim
from tests.orgs.factories import UserFactory
from tests.orgs.two_editors import signed_in
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def claim(tree):
    return ClaimFactory(organization=tree.community)


def token_of(address):
    return address.rstrip("/").rpartition("/")[2]


def test_link_leads_to_its_claim(claim, clerk):
    address = claim_link.issue(claim, clerk)
    assert address == claim_link.address_of(claim)
    assert claim_link.claim_of(token_of(address)) == claim


def test_new_link_ends_the_one_before(claim, clerk):
    old, new = (token_of(claim_link.issue(claim, clerk)) for _ in range(2))
    assert claim_link.claim_of(old) is None
    assert claim_link.claim_of(new) == claim


def test_link_that_was_taken_back_is_dead_for_good(claim, clerk):
    old = token_of(claim_link.issue(claim, clerk))
    claim_link.revoke(claim, clerk)
    assert claim_link.address_of(claim) == ""
    assert claim_link.claim_of(old) is None
    new = token_of(claim_link.issue(claim, clerk))
    assert new != old
    assert claim_link.claim_of(old) is None
    assert claim_link.claim_of(new) == claim


def test_without_a_link_there_is_none_to_take_back(claim, clerk):
    assert claim_link.address_of(claim) == ""
    with pytest.raises(Refused, match="没有有效的专用链接"):
        claim_link.revoke(claim, clerk)


@pytest.mark.parametrize("status", ClaimState)
def test_link_ends_with_the_claim(claim, clerk, status):
    token = token_of(claim_link.issue(claim, clerk))
    Claim.objects.filter(pk=claim.pk).update(
        status=status, done_on="2019-06-03", closed_on="2019-06-04", reason="原因。"
    )
    claim.refresh_from_db()
    lives = status in (ClaimState.CLAIMED, ClaimState.WORKING, ClaimState.DONE)
    assert (claim_link.claim_of(token) == claim) == lives
    assert bool(claim_link.address_of(claim)) == lives


def test_nothing_else_opens_a_claim(claim, clerk, settings):
    token = token_of(claim_link.issue(claim, clerk))
    signed, _, signature = token.rpartition(".")
    other = ClaimFactory()
    wrong = [
        "",
        ".",
        str(claim.pk),
        signed,
        f"{signed}.",
        token[:-1],
        token.lower(),
        f"{other.pk}-1.{signature}",
        f"{claim.pk}-3.{signature}",
        "9" * 200,
        "\0.x",
    ]
    assert [claim_link.claim_of(each) for each in wrong if each != token] == [None] * len(wrong)
    settings.SECRET_KEY = "another"
    assert claim_link.claim_of(token) is None


def test_deleted_claim_has_no_link(claim, clerk):
    token = token_of(claim_link.issue(claim, clerk))
    claim.delete()
    assert claim_link.claim_of(token) is None


def test_link_costs_one_query_and_a_guess_none(claim, clerk, django_assert_num_queries):
    token = token_of(claim_link.issue(claim, clerk))
    with django_assert_num_queries(1):
        assert claim_link.claim_of(token).item.title
    with django_assert_num_queries(0):
        assert claim_link.claim_of("1-1.guessed") is None


@pytest.mark.parametrize("place", ["sister", "cousin"])
def test_staff_of_other_branches_neither_give_nor_take_links(claim, clerk, tree, place):
    stranger = UserFactory(organizations=[getattr(tree, place)], organizations__role=Role.MANAGE)
    with pytest.raises(PermissionDenied):
        claim_link.issue(claim, stranger)
    claim_link.issue(claim, clerk)
    with pytest.raises(PermissionDenied):
        claim_link.revoke(claim, stranger)


# The page


def page(claim):
    return reverse("admin:partnerships_claim_link", args=[claim.pk])


def act(claim, move):
    return reverse("admin:partnerships_claim_act", args=[claim.pk, move.key])


def test_clerk_gives_a_link_away_and_takes_it_back(claim, clerk, client):
    client.force_login(clerk)
    answer = client.post(act(claim, claim_link.ISSUE), follow=True)
    claim.refresh_from_db()
    assert answer.redirect_chain == [(page(claim), 302)]
    assert f"http://testserver{claim_link.address_of(claim)}" in answer.text
    assert 'class="qr"' in answer.text
    assert "no-store" in answer.headers["Cache-Control"]

    client.post(act(claim, claim_link.REVOKE))
    assert "现在没有有效的专用链接" in client.get(page(claim)).text


def test_link_stands_in_no_audit_history_or_log(claim, clerk, client, caplog):
    client.force_login(clerk)
    client.post(act(claim, claim_link.ISSUE))
    claim.refresh_from_db()
    token = token_of(claim_link.address_of(claim))
    form = reverse("admin:partnerships_claim_change", args=[claim.pk])
    history = reverse("admin:partnerships_claim_history", args=[claim.pk])
    assert token not in client.get(form).text + client.get(history).text + caplog.text
    told = [*AuditEntry.objects.values_list("detail", "changes"), *RecordStep.objects.values_list("reason")]
    assert told
    assert token not in str(told)


def test_link_is_shown_to_those_who_may_give_it_away(claim, clerk, tree):
    claim_link.issue(claim, clerk)
    reader = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    assert signed_in(reader).get(page(claim)).status_code == 403
    assert signed_in(UserFactory(organizations=[tree.sister])).get(page(claim)).status_code == 404
    assert signed_in(clerk).get(page(claim)).status_code == 200
