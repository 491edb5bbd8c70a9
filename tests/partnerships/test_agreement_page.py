"""An agreement's public page: its amendments, the chain of renewals; and the papers of amendments."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from tests.orgs.factories import UserFactory
from tests.orgs.queries import queries
from tests.partnerships.factories import AgreementFactory
from tests.partnerships.loop_factories import AgreementAmendmentFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def amendment(tree):
    return AgreementAmendmentFactory(
        agreement=AgreementFactory(organization=tree.community),
        before="每季度一次。场地免费。",
        after="每月一次。场地免费。",
        document=ContentFile(PDF, "补充.pdf"),
    )


def test_residents_read_both_texts_and_the_reason_and_not_the_paper(client, amendment):
    text = client.get(amendment.agreement.get_absolute_url()).text
    assert '<del><span class="visually-hidden">（删去）</span>每季度一次。</del>场地免费。' in text
    assert '<ins><span class="visually-hidden">（写入）</span>每月一次。</ins>场地免费。' in text
    assert "增加服务内容" in text
    assert amendment.get_absolute_url() not in text


def test_amendments_stand_in_their_order(client, amendment):
    AgreementAmendmentFactory(agreement=amendment.agreement, amended_on=date(2019, 8, 1), reason="再次增加")
    text = client.get(amendment.agreement.get_absolute_url()).text
    assert text.index("增加服务内容") < text.index("再次增加")


def test_hostile_text_of_an_amendment_stays_text(client, amendment):
    type(amendment).objects.filter(pk=amendment.pk).update(after="<script>alert(1)</script>。")
    text = client.get(amendment.agreement.get_absolute_url()).text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("trait", [{"private": True}, {"draft": True}])
def test_amendments_of_what_is_not_shown_are_not_shown(client, tree, trait):
    agreement = AgreementFactory(organization=tree.community, **trait)
    AgreementAmendmentFactory(agreement=agreement)
    assert client.get(agreement.get_absolute_url()).status_code == 404


def test_chain_of_renewals_stands_on_every_page_of_it(client, tree):
    first = AgreementFactory(organization=tree.community, signed_on=date(2017, 5, 14), title="第一次协议")
    second = AgreementFactory(
        organization=tree.community, signed_on=date(2018, 5, 14), renews=first, title="第二次协议"
    )
    third = AgreementFactory(
        organization=tree.community, signed_on=date(2019, 5, 14), renews=second, title="第三次协议"
    )
    AgreementFactory(organization=tree.community, draft=True, renews=third, title="拟签的协议")
    for page in (first, second, third):
        response = client.get(page.get_absolute_url())
        assert response.context["chain"] == [first, second, third]
        assert f'<b aria-current="page">{page.title}（本协议）</b>' in response.text
        assert "拟签的协议" not in response.text


def test_chain_does_not_name_what_is_not_public(client, tree):
    first = AgreementFactory(organization=tree.community, signed_on=date(2017, 5, 14))
    hidden = AgreementFactory(
        organization=tree.community, signed_on=date(2018, 5, 14), renews=first, private=True
    )
    third = AgreementFactory(organization=tree.community, signed_on=date(2019, 5, 14), renews=hidden)
    response = client.get(third.get_absolute_url())
    assert response.context["chain"] == [first, third]


def test_number_of_queries_does_not_grow_with_the_amendments(client, amendment):
    address = amendment.agreement.get_absolute_url()
    few = queries(client, address)
    for day in range(1, 20):
        AgreementAmendmentFactory(agreement=amendment.agreement, amended_on=date(2019, 7, day))
    assert queries(client, address) == few


# The paper


def test_paper_of_an_amendment_is_for_staff_who_see_the_agreement(client, amendment, tree):
    client.force_login(UserFactory(organizations=[tree.area], organizations__role=Role.VIEW))
    response = client.get(amendment.get_absolute_url())
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.get(act=AuditAct.DOWNLOAD).detail == "补充协议（2019年6月20日）"


@pytest.mark.parametrize("who", ["nobody", "sister", "unassigned"])
def test_paper_of_an_amendment_is_not_there_for_anybody_else(client, amendment, tree, who):
    users = {
        "sister": lambda: UserFactory(organizations=[tree.sister], organizations__role=Role.MANAGE),
        "unassigned": lambda: UserFactory(),
    }
    if who in users:
        client.force_login(users[who]())
    assert client.get(amendment.get_absolute_url()).status_code == 404


def test_amendment_without_a_paper_has_none(client, tree):
    amendment = AgreementAmendmentFactory(agreement__organization=tree.community)
    client.force_login(UserFactory(organizations=[tree.community]))
    assert client.get(reverse("partnerships:amendment_document", args=[amendment.pk])).status_code == 404
