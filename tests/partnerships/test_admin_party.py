"""A party's clerk on the staff side: reads the agreement that somebody else keeps, and changes nothing."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from partnerships.models import Agreement
from tests.orgs.factories import UserFactory
from tests.partnerships.agreement_form import PDF
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(tree):
    """Kept by one community, signed with another."""
    return AgreementFactory(
        organization=tree.cousin,
        parties=[tree.cousin, tree.community],
        title="两社区结对共建协议",
        terminated=True,
        termination_document=ContentFile(PDF, name="终止协议书.pdf"),
    )


@pytest.fixture
def party(client, tree):
    user = UserFactory(organizations=[tree.community])
    client.force_login(user)
    return client


def url(page, *args):
    return reverse(f"admin:partnerships_agreement_{page}", args=args)


def chooser(client, model, field):
    query = {"app_label": "partnerships", "model_name": model, "field_name": field}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    return {int(row["id"]) for row in found}


def test_list_holds_it_once(party, agreement):
    rows = list(party.get(url("changelist")).context["cl"].result_list)
    assert rows == [agreement]


def test_page_is_read_only(party, agreement):
    scan = AgreementAttachmentFactory(agreement=agreement)
    page = party.get(url("change", agreement.pk)).content.decode()
    assert "两社区结对共建协议" in page
    for name in ("_save", "title", "parties-0-unit", "attachments-0-file"):
        assert f'name="{name}"' not in page
    assert scan.get_absolute_url() in page
    assert reverse("admin:agreement_termination_document", args=[agreement.pk]) in page
    assert scan.file.url not in page
    assert agreement.termination_document.url not in page


def test_nothing_is_changed_or_deleted(party, agreement):
    before = Agreement.objects.values().get()
    assert party.post(url("change", agreement.pk), {"title": "改了"}).status_code == 403
    assert party.post(url("delete", agreement.pk), {"post": "yes"}).status_code == 403
    assert Agreement.objects.values().get() == before


@pytest.mark.parametrize("kept", ["scan", "termination"])
def test_papers_are_handed_out(party, agreement, kept):
    scan = AgreementAttachmentFactory(agreement=agreement)
    address = {
        "scan": scan.get_absolute_url(),
        "termination": reverse("admin:agreement_termination_document", args=[agreement.pk]),
    }[kept]
    response = party.get(address)
    assert b"".join(response.streaming_content) == PDF


def test_it_can_be_named_by_a_project_and_not_be_renewed(party, agreement, tree):
    own = AgreementFactory(organization=tree.community)
    assert chooser(party, "project", "agreement") == {own.pk, agreement.pk}
    assert chooser(party, "agreement", "renews") == {own.pk}


def test_forged_renewal_is_refused(party, agreement, tree):
    own = AgreementFactory(organization=tree.community)
    data = {"title": own.title, "organization": tree.community.pk, "kind": own.kind, "renews": agreement.pk}
    response = party.post(url("change", own.pk), data)
    assert "renews" in response.context["adminform"].form.errors


def test_projects_that_come_of_it_stay_with_their_keeper(party, agreement, tree):
    ProjectFactory(agreement=agreement, organization=tree.cousin)
    rows = party.get(reverse("admin:partnerships_project_changelist")).context["cl"].result_list
    assert list(rows) == []


def test_queries_are_few(party, agreement, django_assert_max_num_queries):
    AgreementFactory.create_batch(5, organization=agreement.organization, parties=[agreement.organization])
    with django_assert_max_num_queries(20):
        party.get(url("changelist"))
    with django_assert_max_num_queries(20):
        party.get(url("change", agreement.pk))
