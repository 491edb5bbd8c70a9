"""Scans that are ticked away in an agreement's form."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from orgs import trash
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, TrashedRecord
from partnerships.models import AgreementAttachment
from tests.orgs.factories import UserFactory
from tests.orgs.two_editors import opened
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(client, tree):
    manager = UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE)
    client.force_login(manager)
    return manager


@pytest.fixture
def scan(client, manager, tree):
    """Deleted in the form."""
    agreement = AgreementFactory(organization=tree.community, title="结对共建协议")
    scan = AgreementAttachmentFactory(agreement=agreement)
    address = reverse("admin:partnerships_agreement_change", args=[agreement.pk])
    assert client.post(address, opened(client, address) | {"attachments-0-DELETE": "on"}).status_code == 302
    assert not AgreementAttachment.objects.exists()
    return scan


def test_scan_goes_into_the_bin_with_its_file(scan, manager, tree):
    kept = TrashedRecord.objects.get()
    assert (kept.name, kept.organization) == ("签字盖章扫描件（结对共建协议）", tree.community)
    assert (kept.files, kept.deleted_by) == ([scan.file.name], manager)
    assert default_storage.exists(scan.file.name)
    (entry,) = AuditEntry.objects.exclude(act=AuditAct.SIGN_IN)
    assert entry.act == AuditAct.CHANGE


def test_scan_comes_back_to_its_agreement(client, scan):
    kept = TrashedRecord.objects.get()
    response = client.post(reverse("admin:orgs_trashedrecord_restore", args=[kept.pk]), follow=True)
    assert "已恢复附件“签字盖章扫描件（结对共建协议）”。" in response.content.decode()
    assert AgreementAttachment.objects.get() == AgreementAttachment(pk=scan.pk)
    assert default_storage.exists(scan.file.name)


def test_scan_of_a_deleted_agreement_waits_for_it(scan):
    kept = TrashedRecord.objects.get()
    agreement = trash.throw_away(scan.agreement)
    with pytest.raises(trash.CannotRestore, match="协议“结对共建协议”也在回收站里，请先恢复结对共建协议"):
        trash.restore(kept)
    trash.restore(agreement)
    trash.restore(kept)
    assert AgreementAttachment.objects.count() == 1
