"""The verbs of agreements on the staff side: pages, messages, what the list and the form tell."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lib.days import today
from orgs.admin.acts import act_address
from orgs.enums import Role
from partnerships.models import Agreement, AgreementAmendment
from partnerships.workflow import agreements
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.queries import queries
from tests.partnerships.agreement_form import filled, submit
from tests.partnerships.factories import AgreementFactory, ProjectFactory
from tests.partnerships.loop_factories import AgreementAmendmentFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:partnerships_agreement_changelist")
PDF = b"%PDF-1.7\n%%EOF\n"


def change(agreement):
    return reverse("admin:partnerships_agreement_change", args=[agreement.pk])


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def draft(tree):
    return AgreementFactory(
        organization=tree.community, draft=True, parties=[tree.community, UnitFactory(name="示例小学")]
    )


def test_signing_asks_for_those_that_have_not_signed(client, clerk, draft, tree):
    address = act_address(draft, agreements.SIGN)
    first, second = draft.parties.all()
    response = client.post(address, {"party": first.pk, "on": "2019-05-20"}, follow=True)
    assert "已登记。还没有签：示例小学。" in response.text
    assert "还没有签：示例小学。</p>" in response.text
    form = client.get(address).context["form"]
    assert list(form.fields["party"].queryset) == [second]
    assert form.fields["party"].initial == second

    response = client.post(address, {"party": second.pk, "on": "2019-05-16"}, follow=True)
    assert "各方都签了，签约日期是2019年5月20日，编号GJ-2019-0001。" in response.text
    assert f'<a href="{change(draft)}#attachments-group">上传签字盖章的扫描件</a>' in response.text
    assert "还没有签：" not in response.text


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ({"party": ""}, "party", "请选择签约方。"),
        ({"party": "0"}, "party", "这一方已经登记过，或不是签约方，请重新选择。"),
        ({"on": "2900-01-01"}, "on", "日期不能晚于今天。"),
        ({"on": "五月"}, "on", "请写成 2019-05-14 或 2019年5月14日。"),
    ],
)
def test_signature_that_makes_no_sense_is_told_beside_the_field(client, clerk, draft, asked, field, told):
    data = {"party": draft.parties.first().pk, "on": "2019-05-20"} | asked
    response = client.post(act_address(draft, agreements.SIGN), data)
    assert response.context["form"].errors[field] == [told]
    assert "<title>错误：" in response.text
    assert not draft.parties.filter(signed_on__isnull=False).exists()


def test_renewal_opens_the_new_agreements_form(client, clerk, tree):
    old = AgreementFactory(organization=tree.community, expiring=True, content="互相帮助。")
    response = client.post(act_address(old, agreements.RENEW))
    new = Agreement.objects.get(renews=old)
    assert response.url == change(new)
    page = client.get(response.url).text
    assert "互相帮助。" in page
    assert "已照原协议拟好续签的一份" in page
    assert "已有续签的协议" in client.post(act_address(old, agreements.RENEW)).text


def test_amendment_keeps_the_old_text_and_its_paper(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community, content="每季度一次。场地免费。")
    page = client.get(act_address(agreement, agreements.AMEND))
    data = {
        "basis": page.context["form"]["basis"].value(),
        "on": "2019-06-20",
        "content": "每月一次。场地免费。",
        "reason": "居民要求增加",
        "document": SimpleUploadedFile("补充.pdf", PDF),
    }
    response = client.post(act_address(agreement, agreements.AMEND), data, follow=True)
    amendment = AgreementAmendment.objects.get()
    assert (amendment.before, amendment.after) == ("每季度一次。场地免费。", "每月一次。场地免费。")
    for shown in ("（删去）</span>每季度一次。</del>场地免费。", "（写入）</span>每月一次。</ins>场地免费。"):
        assert shown in response.text
    assert f'<a href="{amendment.get_absolute_url()}">补充协议</a>' in response.text


def test_amendment_of_a_text_that_somebody_else_changed_meanwhile_is_not_written_over_it(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community, content="每季度一次。")
    address = act_address(agreement, agreements.AMEND)
    basis = client.get(address).context["form"]["basis"].value()
    Agreement.objects.filter(pk=agreement.pk).update(content="每两周一次。")
    data = {"basis": basis, "on": "2019-06-20", "content": "每月一次。", "reason": "增加"}
    response = client.post(address, data)
    assert "别人改过协议的内容" in response.text
    assert "每月一次。" in response.text
    assert not AgreementAmendment.objects.exists()
    data["basis"] = response.context["form"]["basis"].value()
    assert client.post(address, data).status_code == 302
    assert AgreementAmendment.objects.get().before == "每两周一次。"


def test_termination_keeps_its_reason_and_paper(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community)
    data = {"on": "2019-09-02", "reason": "单位迁出。", "document": SimpleUploadedFile("终止函.pdf", PDF)}
    response = client.post(act_address(agreement, agreements.TERMINATE), data, follow=True)
    assert "已终止。" in response.text
    agreement.refresh_from_db()
    assert (agreement.terminated_on, agreement.termination_reason) == (date(2019, 9, 2), "单位迁出。")
    assert "终止函" in agreement.termination_document.name


def test_reason_is_asked_for(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community)
    for move in (agreements.AMEND, agreements.TERMINATE):
        response = client.post(act_address(agreement, move), {"on": "2019-09-02", "content": "新。"})
        assert response.context["form"].errors["reason"] == ["请填写原因。"]


def test_change_by_who_may_not_publish_is_told_to_be_reviewed_again(client, tree):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    agreement = AgreementFactory(organization=tree.community)
    data = {"on": "2019-09-02", "reason": "单位迁出。"}
    response = client.post(act_address(agreement, agreements.TERMINATE), data, follow=True)
    assert "改动后已重新提交审核，审核前公众看不到。" in response.text


def test_form_whose_parties_have_all_signed_signs_the_agreement(client, clerk, tree):
    days = ("2019-05-20", "2019-05-14")
    rows = [
        {"organization": tree.community.pk, "signed_on": days[0]},
        {"unit": UnitFactory().pk, "signed_on": days[1]},
    ]
    assert submit(client, filled(tree.community, rows, signed_on="")).status_code == 302
    agreement = Agreement.objects.get()
    assert (agreement.signed_on, agreement.number) == (date(2019, 5, 20), "GJ-2019-0001")


def test_form_whose_parties_signed_after_the_end_tells_so_and_stays_a_draft(client, clerk, tree):
    rows = [
        {"organization": tree.community.pk, "signed_on": "2019-05-20"},
        {"unit": UnitFactory().pk, "signed_on": "2019-05-14"},
    ]
    data = filled(tree.community, rows, signed_on="", ends_on="2019-05-16")
    response = client.post(reverse("admin:partnerships_agreement_add"), data, follow=True)
    assert "协议还不能算签订：到期日期不能早于签约日期。" in response.text
    assert Agreement.objects.get().signed_on is None


# The list


def test_list_tells_and_finds_those_not_fully_signed_and_the_silent(client, clerk, draft, tree):
    silent = AgreementFactory(organization=tree.community)
    AgreementFactory(organization=tree.community, signed_on=today())
    partly = draft
    partly.parties.filter(unit=None).update(signed_on=date(2019, 5, 20))
    partly.parties.filter(organization=tree.community).update(signed_on=date(2019, 5, 20))
    page = client.get(LIST)
    assert "<small>还没有签：示例小学</small>" in page.text
    assert page.text.count("<small>无动静</small>") == 1
    for key, found in (("partly", partly), ("silent", silent)):
        assert list(client.get(LIST, {"life": key}).context["cl"].result_list) == [found]
    assert not client.get(LIST, {"life": "nonsense"}).context["cl"].result_list


def test_list_and_form_ask_the_same_number_of_queries_for_many_rows(client, clerk, tree):
    def make(count):
        for _ in range(count):
            parties = [tree.community, UnitFactory()]
            agreement = AgreementFactory(organization=tree.community, parties=parties)
            agreement.parties.update(signed_on=date(2019, 5, 14))
            AgreementFactory(organization=tree.community, draft=True)
        return agreement

    agreement = make(1)

    def enrich(count):
        for number in range(count):
            ProjectFactory(organization=tree.community, agreement=agreement)
            AgreementAmendmentFactory(
                agreement=agreement, amended_on=date(2019, 6, 1) + timedelta(days=number), user=clerk
            )

    enrich(1)
    few = [queries(client, LIST), queries(client, change(agreement))]
    make(10)
    enrich(9)
    assert [queries(client, LIST), queries(client, change(agreement))] == few


def test_form_offers_the_verbs_the_word_document_and_the_scan(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community)
    offered = [words for words, _ in client.get(change(agreement)).context["acts"]]
    assert offered == ["续签", "变更内容", "终止协议", "生成协议文本（Word）", "上传签字盖章的扫描件"]
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    offered = [words for words, _ in client.get(change(agreement)).context["acts"]]
    assert offered == ["生成协议文本（Word）"]
