"""Bad input in the agreement's form: a message beside its field, and nothing lost of what was typed."""

from pathlib import Path

import pytest
from django.urls import reverse

from lib.held import FOLDER
from orgs.models import NumberSeries
from partnerships.models import Agreement
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.agreement_form import ADD, PDF, errors, filled, inline, scan, submit
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree, client):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def sides(tree):
    """Two parties: the community and a unit."""
    return [{"organization": tree.community.pk, "signatory_post": "党委书记"}, {"unit": UnitFactory().pk}]


def held(settings):
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    return list(folder.iterdir()) if folder.exists() else []


def test_agreement_with_parties_and_scan(client, clerk, tree, sides):
    response = submit(client, filled(tree.community, sides, [scan()]))
    assert response.status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.number == "GJ-2019-0001"
    assert [(party.order, party.signatory) for party in agreement.parties.all()] == [
        (1, tree.community),
        (2, agreement.parties.get(organization=None).unit),
    ]
    assert Path(agreement.attachments.get().file.path).read_bytes() == PDF


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_parties_is_refused_at_the_parties(client, clerk, tree, sides, count):
    response = submit(client, filled(tree.community, sides[:count], title="只有一方的协议"))
    assert list(inline(response, "parties").non_form_errors()) == [
        "一份协议至少要有2个签约方，请补上另一方。"
    ]
    page = response.content.decode()
    assert 'value="只有一方的协议"' in page
    assert ('value="党委书记"' in page) is bool(count)
    assert not Agreement.objects.exists()


def test_same_party_twice_is_refused_beside_it(client, clerk, tree, sides):
    response = submit(client, filled(tree.community, [sides[0], sides[0]]))
    assert errors(response, "parties") == {"organization": ["这一方已经在上面，不要重复。"]}


def test_parties_removed_down_to_one_is_refused(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community)
    first, second = agreement.parties.all()
    rows = [{"id": first.pk, "organization": tree.community.pk}, {"id": second.pk, "unit": second.unit_id}]
    rows[1]["DELETE"] = "on"
    data = filled(tree.community, rows) | {"parties-INITIAL_FORMS": 2}
    response = client.post(reverse("admin:partnerships_agreement_change", args=[agreement.pk]), data)
    assert list(inline(response, "parties").non_form_errors()) == [
        "一份协议至少要有2个签约方，请补上另一方。"
    ]
    assert agreement.parties.count() == 2


@pytest.mark.parametrize(
    ("dates", "field", "message"),
    [
        ({"ends_on": "2019-05-13"}, "ends_on", "到期日期不能早于签约日期。"),
        (
            {"effective_on": "2019-06-01", "ends_on": "2019-05-20"},
            "ends_on",
            "到期日期不能早于签约日期和生效日期。",
        ),
        ({"effective_on": "2019-05-13"}, "effective_on", "生效日期不能早于签约日期。"),
        (
            {"terminated_on": "2019-05-13", "termination_reason": "单位迁出。"},
            "terminated_on",
            "终止日期不能早于签约日期。",
        ),
        ({"terminated_on": "2019-06-13"}, "termination_reason", "请写明终止原因。"),
        (
            {"signed_on": "", "effective_on": "2019-06-01"},
            "effective_on",
            "没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。",
        ),
        ({"ends_on": "五月底"}, "ends_on", "请写成 2019-05-14 或 2019年5月14日。"),
    ],
)
def test_impossible_dates_are_refused_beside_the_field(client, clerk, tree, sides, dates, field, message):
    response = submit(client, filled(tree.community, sides, **dates))
    assert errors(response) == {field: [message]}
    page = response.content.decode()
    assert all(f'value="{value}"' in page for value in dates.values() if value)
    assert 'value="党委书记"' in page
    assert not Agreement.objects.exists()


def test_number_is_not_lost_with_the_signing_date(client, clerk, tree):
    agreement = AgreementFactory(organization=tree.community)
    first, second = agreement.parties.all()
    rows = [{"id": first.pk, "organization": tree.community.pk}, {"id": second.pk, "unit": second.unit_id}]
    data = filled(tree.community, rows, signed_on="") | {"parties-INITIAL_FORMS": 2}
    response = client.post(reverse("admin:partnerships_agreement_change", args=[agreement.pk]), data)
    message = "没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。"
    assert errors(response) == {"signed_on": [message]}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "扫描件.pdf",
            PDF + b"0" * (30 * 1024 * 1024),
            "文件有30.0\xa0MB，超过了20.0\xa0MB的上限。请压缩，或用较低的分辨率重新扫描后再上传。",
        ),
        (
            "setup.pdf",
            b"MZ\x90\x00" + b"\0" * 100,
            "文件名以“.pdf”结尾，内容却不是这种文件。请用原来的软件重新导出，不要直接改文件名。",
        ),
        ("setup.exe", b"MZ\x90\x00", "只能上传 PDF、JPG、PNG、Word 或 Excel 文件。"),
    ],
    ids=["30 MB", "exe named pdf", "exe"],
)
def test_bad_scan_is_refused_beside_it(client, clerk, tree, sides, settings, name, content, message):
    response = submit(client, filled(tree.community, sides, [scan(name, content)], title="扫描件不对的协议"))
    assert errors(response, "attachments") == {"file": [message]}
    page = response.content.decode()
    assert 'value="扫描件不对的协议"' in page
    assert 'value="党委书记"' in page
    assert not held(settings)
    assert not Agreement.objects.exists()


def test_good_scan_is_kept_when_a_date_is_wrong(client, clerk, tree, sides, settings):
    response = submit(client, filled(tree.community, sides, [scan()], ends_on="2001-01-01"))
    assert "已上传：签字扫描件.pdf" in response.content.decode()
    token = inline(response, "attachments").forms[0].fields["file"].widget.held_token

    response = submit(client, filled(tree.community, sides, [""], **{"attachments-0-file-held": token}))
    assert response.status_code == 302
    attachment = Agreement.objects.get().attachments.get()
    assert "签字扫描件" in attachment.file.name
    assert Path(attachment.file.path).read_bytes() == PDF


def test_kept_scan_is_thrown_away_once_saved(
    client, clerk, tree, sides, settings, django_capture_on_commit_callbacks
):
    response = submit(client, filled(tree.community, sides, [scan()], ends_on="2001-01-01"))
    token = inline(response, "attachments").forms[0].fields["file"].widget.held_token
    assert len(held(settings)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        submit(client, filled(tree.community, sides, [""], **{"attachments-0-file-held": token}))
    assert not held(settings)


def test_forged_token_of_a_kept_file_is_no_file(client, clerk, tree, sides):
    response = submit(client, filled(tree.community, sides, [""], **{"attachments-0-file-held": "forged"}))
    assert response.status_code == 302
    assert not Agreement.objects.get().attachments.exists()


def test_organization_begins_with_the_clerks_own(client, clerk, tree):
    form = client.get(reverse(ADD)).context["adminform"].form
    assert form.initial["organization"] == tree.community.pk


def test_scan_in_the_form_leads_to_the_guarded_view(client, clerk, tree):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.community)
    agreement = attachment.agreement
    page = client.get(reverse("admin:partnerships_agreement_change", args=[agreement.pk])).content.decode()
    assert f'href="{attachment.get_absolute_url()}"' in page
    assert attachment.file.url not in page


def test_termination_document_is_for_staff_of_the_branch(client, clerk, tree):
    agreement, strangers = (
        AgreementFactory(
            organization=organization,
            terminated=True,
            termination_document=scan("终止函.pdf"),
        )
        for organization in (tree.community, tree.sister)
    )
    address = "admin:agreement_termination_document"
    response = client.get(reverse(address, args=[agreement.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client.get(reverse(address, args=[strangers.pk])).status_code == 404
    client.logout()
    assert client.get(reverse(address, args=[agreement.pk])).status_code == 302


def test_last_numbered_agreement_can_be_deleted_and_gives_its_number_back(client, clerk, tree):
    first, last = AgreementFactory.create_batch(2, organization=tree.community)
    client.post(reverse("admin:partnerships_agreement_delete", args=[last.pk]), {"post": "yes"})
    assert list(Agreement.objects.all()) == [first]
    assert NumberSeries.objects.get().last == 1
    assert AgreementFactory(organization=tree.community).number == last.number


@pytest.mark.parametrize("method", ["get", "post"])
def test_numbered_agreement_before_the_last_is_kept(client, clerk, tree, method):
    first, last = AgreementFactory.create_batch(2, organization=tree.community)
    address = reverse("admin:partnerships_agreement_delete", args=[first.pk])
    response = getattr(client, method)(address, {"post": "yes"}, follow=True)
    assert "没有删除：只有本年度最后一个编号的协议可以删除" in response.content.decode()
    assert set(Agreement.objects.all()) == {first, last}


def test_number_given_while_the_page_was_open_keeps_the_agreement(client, clerk, tree, monkeypatch):
    first, last = AgreementFactory.create_batch(2, organization=tree.community)
    monkeypatch.setattr(Agreement, "may_be_deleted", lambda self: True)
    address = reverse("admin:partnerships_agreement_delete", args=[first.pk])
    response = client.post(address, {"post": "yes"}, follow=True)
    assert "没有删除" in response.content.decode()
    assert set(Agreement.objects.all()) == {first, last}


@pytest.mark.parametrize(
    ("trait", "word"),
    [({"expiring": True}, "即将到期，还有30天"), ({"draft": True}, "拟签"), ({"terminated": True}, "已终止")],
)
def test_list_shows_the_derived_state(client, clerk, tree, trait, word):
    AgreementFactory(organization=tree.community, **trait)
    page = client.get(reverse("admin:partnerships_agreement_changelist")).content.decode()
    assert f">{word}</span>" in page


def test_list_filtered_by_derived_state(client, clerk, tree):
    expiring = AgreementFactory(organization=tree.community, expiring=True)
    AgreementFactory(organization=tree.community)
    response = client.get(reverse("admin:partnerships_agreement_changelist"), {"status": "expiring"})
    assert list(response.context["cl"].result_list) == [expiring]


@pytest.mark.parametrize("typed", ["qdez", "QDEZ", "青岛二中", "qdezjd"])
def test_search_by_name_and_initials(client, clerk, tree, typed):
    school = UnitFactory(name="青岛二中")
    found = AgreementFactory(
        organization=tree.community, title="青岛二中结对共建协议", parties=[school, tree.community]
    )
    AgreementFactory(organization=tree.community, title="浦发银行共建协议")
    response = client.get(reverse("admin:partnerships_agreement_changelist"), {"q": typed})
    assert list(response.context["cl"].result_list) == [found]


def test_witness_out_of_sight_stays_when_the_form_is_saved(client, clerk, tree):
    witness = OrganizationFactory(parent=tree.other_street, is_public=False)
    agreement = AgreementFactory(organization=tree.community, witness=witness)
    first, second = agreement.parties.all()
    rows = [{"id": first.pk, "organization": tree.community.pk}, {"id": second.pk, "unit": second.unit_id}]
    data = filled(tree.community, rows, witness=witness.pk, title="改了名称") | {"parties-INITIAL_FORMS": 2}
    response = client.post(reverse("admin:partnerships_agreement_change", args=[agreement.pk]), data)
    assert response.status_code == 302
    agreement.refresh_from_db()
    assert (agreement.title, agreement.witness) == ("改了名称", witness)
