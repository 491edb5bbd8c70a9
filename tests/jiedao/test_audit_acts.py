"""Promise 12: what goes out and what comes in has one entry each: who, from where, what, how much."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from orgs.enums import AuditAct, AuditResult, ImportState
from orgs.intake import states, workflow
from orgs.models import AuditEntry, ImportBatch
from tests.jiedao.ledger_files import found_office, good
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.area])
    client.force_login(clerk)
    return clerk


def read(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def only(act):
    """The one entry, and the user and address that a page of the test client has."""
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.result, entry.address) == (act, AuditResult.DONE, "127.0.0.1")
    return entry


def test_export_tells_which_ledger_how_narrowed_and_how_many_rows(client, clerk, tree):
    UnitFactory(community=tree.community, nature="school", name="示例中学")
    UnitFactory(community=tree.community, nature="school", name="另一学校")
    UnitFactory(community=tree.community, nature="hospital", name="示例医院")
    filters = {"nature__exact": "school", "branch": tree.community.pk, "q": "示例 13800001234"}
    address = reverse("admin:orgs_unit_export")
    read(client.get(address, {"nature__exact": "school", "branch": tree.community.pk}))
    entry = only(AuditAct.EXPORT)
    assert (entry.user, entry.name, entry.organization) == (clerk, "单位台账", tree.area)
    assert entry.detail == f"共2家。筛选：属地 {tree.community.label}，单位性质 学校。"
    UnitFactory(community=tree.community, nature="school", name="示例 13800001234")
    read(client.get(address, filters))
    assert AuditEntry.objects.first().detail.endswith("；查找“示例 138****1234”。")


def test_export_that_does_not_come_about_is_none(client, clerk):
    assert client.get(reverse("admin:orgs_unit_export")).status_code == 302
    assert not AuditEntry.objects.exists()


@pytest.fixture
def importer(client):
    """Hands in the good units as a clerk of the whole office."""
    found_office()
    clerk = UserFactory(superuser=True)
    client.force_login(clerk)
    file = SimpleUploadedFile("单位.xlsx", good("units").xlsx())
    client.post(reverse("admin:orgs_unit_import"), {"file": file, "create_missing": "on"})
    assert not AuditEntry.objects.exists()
    return clerk


def post(client, page, batch):
    return client.post(reverse(f"admin:orgs_unit_{page}", args=[batch.pk]))


def test_import_and_its_undoing_tell_their_batch_and_counts(client, importer):
    batch = ImportBatch.objects.get()
    post(client, "process_import", batch)
    entry = only(AuditAct.IMPORT)
    assert (entry.user, entry.kind, entry.record) == (importer, "orgs.importbatch", str(batch.pk))
    assert entry.name == f"第{batch.pk}批：单位.xlsx"
    assert entry.detail == "单位台账：新增6条，更新0条，未变0条。"
    post(client, "import_undo", batch)
    assert list(AuditEntry.objects.values_list("act", flat=True)) == [AuditAct.UNDO, AuditAct.IMPORT]
    assert AuditEntry.objects.first().user == importer


class LaterThread:
    """Does its work when told to, in the thread of the test."""

    made = ()

    def __init__(self, target, args, **kwargs):
        self.work = partial(target, *args)
        LaterThread.made = [self]

    def start(self):
        pass


def test_import_in_the_background_is_told_for_who_asked_for_it(
    client, importer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(workflow, "SMALL_BATCH", 0)
    monkeypatch.setattr(states, "Thread", LaterThread)
    monkeypatch.setattr(states.connections, "close_all", lambda: None)
    batch = ImportBatch.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "process_import", batch)
    assert not AuditEntry.objects.exists()
    LaterThread.made[0].work()
    batch.refresh_from_db()
    assert batch.state == ImportState.COMMITTED
    assert only(AuditAct.IMPORT).user == importer


def test_file_of_an_import_tells_its_batch_and_that_phones_were_read(client, importer):
    batch = ImportBatch.objects.get()
    read(client.get(reverse("admin:orgs_unit_import_file", args=[batch.pk])))
    told = AuditEntry.objects.order_by("pk").values_list("act", "user", "record", "detail")
    assert list(told) == [
        (AuditAct.DOWNLOAD, importer.pk, str(batch.pk), "单位.xlsx"),
        (AuditAct.READ_PERSONAL, importer.pk, str(batch.pk), "文件里的联系电话：单位.xlsx"),
    ]


def test_scan_tells_its_agreement(client, clerk, tree):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.community, title="签字盖章扫描件")
    address = attachment.get_absolute_url()
    assert client.head(address).status_code == 200
    assert not AuditEntry.objects.exists()
    read(client.get(address))
    entry = only(AuditAct.DOWNLOAD)
    assert (entry.user, entry.organization, entry.detail) == (clerk, tree.community, "签字盖章扫描件")
    assert (entry.kind, entry.record) == ("partnerships.agreement", str(attachment.agreement_id))


def test_paper_that_ended_an_agreement_tells_its_agreement(client, clerk, tree):
    paper = SimpleUploadedFile("终止函.pdf", b"%PDF-1.7\n%%EOF\n")
    agreement = AgreementFactory(organization=tree.community, terminated=True, termination_document=paper)
    read(client.get(reverse("admin:agreement_termination_document", args=[agreement.pk])))
    entry = only(AuditAct.DOWNLOAD)
    assert (entry.user, entry.record) == (clerk, str(agreement.pk))
    assert "终止函" in entry.detail


def test_scan_of_a_sibling_is_a_refusal(client, tree):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.sister, title="别人的")
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    assert client.get(attachment.get_absolute_url()).status_code == 404
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.result, entry.user) == (AuditAct.REFUSAL, AuditResult.REFUSED, clerk)
    assert entry.detail == f"下载附件 {attachment.pk}：没有这个附件，或不在管理范围内。"


def test_monthly_report_tells_month_and_organization(client, clerk, tree):
    query = {"month": "2019-05", "organization": tree.area.pk}
    assert client.get(reverse("admin:monthly_report"), query).status_code == 200
    assert not AuditEntry.objects.exists()
    read(client.get(reverse("admin:monthly_report"), query | {"download": "1"}))
    entry = only(AuditAct.REPORT)
    assert (entry.user, entry.organization, entry.name) == (clerk, tree.area, tree.area.name)
    assert entry.detail == "共建月报，2019年5月。"


def test_what_commands_take_out_and_in_is_told_as_theirs(tmp_path):
    found_office()
    good_units = tmp_path / "单位.xlsx"
    good_units.write_bytes(good("units").xlsx())
    call_command("import_ledger", "units", str(good_units), "--commit", "--create-missing")
    call_command("export_ledger", "units", str(tmp_path / "台账.xlsx"))
    call_command("monthly_report", "2019-05", str(tmp_path / "月报.xlsx"))
    told = AuditEntry.objects.order_by("pk").values_list("act", "user", "user_name", "address", "detail")
    assert list(told) == [
        (AuditAct.IMPORT, None, "", None, "命令行：单位台账：新增6条，更新0条，未变0条。"),
        (AuditAct.EXPORT, None, "", None, "命令行：共9家，含完整联系电话。"),
        (AuditAct.REPORT, None, "", None, "命令行：共建月报，2019年5月。"),
    ]


def test_import_that_is_only_checked_is_no_act(tmp_path):
    found_office()
    OrganizationFactory()
    file = tmp_path / "单位.xlsx"
    file.write_bytes(good("units").xlsx())
    call_command("import_ledger", "units", str(file), "--create-missing")
    assert not AuditEntry.objects.exists()
