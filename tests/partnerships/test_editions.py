"""Promise 41, of files: neither a stored scan nor one that was chosen is lost between two editors."""

from pathlib import Path

import pytest
from django.urls import reverse

from orgs.enums import ReviewState, Role
from partnerships.models import Agreement
from tests.orgs.factories import UserFactory
from tests.orgs.two_editors import opened, sent, signed_in
from tests.partnerships.agreement_form import PDF, scan
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db

TERMINATED = {"terminated_on": "2019-06-01", "termination_reason": "到期不续。"}


@pytest.fixture
def agreement(tree):
    agreement = AgreementFactory(organization=tree.community, title="结对共建协议")
    AgreementAttachmentFactory(agreement=agreement)
    return agreement


@pytest.fixture
def address(agreement):
    return reverse("admin:partnerships_agreement_change", args=[agreement.pk])


@pytest.fixture
def editors(tree):
    return [signed_in(UserFactory(organizations=[tree.community])) for _ in range(2)]


def held(response):
    """The tokens of files put aside, as the page sends them back."""
    context = response.context
    forms = [
        context["adminform"].form,
        *(f for e in context["inline_admin_formsets"] for f in e.formset.forms),
    ]
    bound = [(form, name, form.fields[name].widget) for form in forms for name in form.fields]
    return {
        f"{form.add_prefix(name)}-held": widget.held_token
        for form, name, widget in bound
        if getattr(widget, "held_token", "")
    }


def test_chosen_file_is_held_while_the_user_decides(editors, agreement, address):
    first, second = editors
    hers, his = opened(first, address), opened(second, address)
    assert first.post(address, hers | {"title": "共建协议甲"}).status_code == 302
    papers = {"termination_document": scan("终止文件.pdf"), "attachments-1-file": scan("补充协议.pdf")}
    rows = {"attachments-TOTAL_FORMS": 2}
    response = second.post(address, his | TERMINATED | papers | rows | {"title": "共建协议乙"})
    (told,) = response.context["clash"].differences
    assert (told.label, told.theirs, told.mine) == ("协议名称", "共建协议甲", "共建协议乙")
    again = sent(response) | held(response)
    assert second.post(address, again).status_code == 302
    agreement = Agreement.objects.get(pk=agreement.pk)
    assert agreement.title == "共建协议乙"
    assert Path(agreement.termination_document.path).read_bytes() == PDF
    assert agreement.attachments.count() == 2


def test_file_that_both_put_in_is_told_and_the_others_can_be_taken(editors, agreement, address):
    first, second = editors
    hers, his = opened(first, address), opened(second, address)
    paper = {"termination_document": scan("甲的文件.pdf")}
    assert first.post(address, hers | TERMINATED | paper).status_code == 302
    stored = Agreement.objects.get(pk=agreement.pk).termination_document.name
    response = second.post(address, his | TERMINATED | {"termination_document": scan("乙的文件.pdf")})
    (told,) = response.context["clash"].differences
    assert (told.label, told.mine) == ("终止文件", "乙的文件.pdf")
    assert "甲的文件" in told.theirs
    again = sent(response) | held(response) | {"theirs": ["termination_document"]}
    assert second.post(address, again).status_code == 302
    assert Agreement.objects.get(pk=agreement.pk).termination_document.name == stored
    assert Path(agreement.termination_document.storage.path(stored)).exists()


def test_reviewer_publishes_nothing_that_was_not_seen(tree):
    """Promise 41."""
    clerk = signed_in(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    reviewer = signed_in(UserFactory(organizations=[tree.community]))
    agreement = AgreementFactory(organization=tree.community, review=ReviewState.SUBMITTED, title="看过的")
    address = reverse("admin:partnerships_agreement_change", args=[agreement.pk])
    seen = opened(reviewer, address)
    seen.pop("review_reason", None)
    assert clerk.post(address, opened(clerk, address) | {"title": "没有看过的"}).status_code == 302
    response = reviewer.post(address, seen | {"_publish": "1"})
    assert [each.theirs for each in response.context["clash"].taken] == ["没有看过的"]
    agreement.refresh_from_db()
    assert agreement.review == ReviewState.SUBMITTED
    assert reviewer.post(address, sent(response) | {"_publish": "1"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.review == ReviewState.PUBLISHED
