"""Promise 34: erased on day N, also from logs, exports' previews, histories, import files and the bin."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import DateField
from django.utils import timezone

from jiedao.ledgers import LEDGERS
from lib.days import today
from orgs import trash
from orgs.enums import AuditAct, ImportState
from orgs.models import AuditEntry, ImportBatch, ImportedRow, TrashedRecord
from orgs.personal.ends import column
from orgs.personal.retention import erase
from orgs.personal.traces import labels, models_with_contacts
from tests.jiedao.ledger_files import grid_in, receive, xlsx_bytes
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import ListItemFactory

pytestmark = pytest.mark.django_db

NUMBER, NAME, NEW = "13805321234", "王老师", "13905325678"
KEEP = 30


@pytest.fixture(autouse=True)
def terms(settings):
    settings.PERSONAL_KEEP_DAYS = settings.CONTACT_KEEP_DAYS = KEEP


@pytest.fixture
def boss(client):
    boss = UserFactory(superuser=True)
    client.force_login(boss)
    return boss


def ago(days):
    return today() - timedelta(days=days)


def unit_that_left(days, tree, **fields):
    return UnitFactory(
        community=tree.community, contact_name=NAME, contact_phone=NUMBER, left_on=ago(days), **fields
    )


def contact(record):
    record.refresh_from_db()
    return record.contact_name, record.contact_phone


def stored() -> str:
    """Everything that the tables tell of contacts beyond the records."""
    rows = [
        *LogEntry.objects.values_list("change_message", flat=True),
        *AuditEntry.objects.values_list("changes", flat=True),
        *ImportedRow.objects.values_list("changes", flat=True),
        *TrashedRecord.objects.values_list("rows", flat=True),
    ]
    return str(rows)


def change_contact(client, unit):
    counts = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}
    fields = {"name": unit.name, "nature": unit.nature, "left_on": unit.left_on or ""} | counts
    contact = {"contact_name": NAME, "contact_phone": NUMBER, "industry": "教育"}
    response = client.post(f"/admin/orgs/unit/{unit.pk}/change/", fields | contact)
    assert response.status_code == 302


@pytest.mark.parametrize(("days", "is_kept"), [(KEEP - 1, True), (KEEP, False)])
def test_contact_goes_on_day_n_after_the_end(tree, days, is_kept):
    left = unit_that_left(days, tree)
    withdrawn = ListItemFactory(
        contact_name=NAME, contact_phone=NUMBER, published_on=ago(days + 9), withdrawn_on=ago(days)
    )
    expired = ListItemFactory(contact_name=NAME, contact_phone=NUMBER, available_until=ago(days))
    erase()
    assert [contact(each) for each in (left, withdrawn, expired)] == [
        (NAME, NUMBER) if is_kept else ("", "")
    ] * 3


def test_contact_of_what_goes_on_stays(tree):
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    item = ListItemFactory(contact_name=NAME, contact_phone=NUMBER)
    assert not erase()
    assert contact(unit) == contact(item) == (NAME, NUMBER)


def test_history_and_audit_lose_the_contact_and_keep_the_rest(client, boss, tree):
    unit = unit_that_left(KEEP, tree)
    unit.contact_phone = unit.contact_name = ""
    unit.save()
    change_contact(client, unit)
    assert NAME in stored()
    erase()
    told = stored()
    assert NAME not in told
    assert "1234" not in told
    assert "行业：空 → 教育" in told
    assert ["行业", "", "教育"] in AuditEntry.objects.filter(act=AuditAct.CHANGE).get().changes


def test_bin_loses_the_contact_and_keeps_the_record(boss, tree):
    unit = unit_that_left(KEEP, tree)
    name = unit.name
    changes = [("联系人", NAME, ""), ("联系电话", "138****1234", "")]
    trashed = trash.throw_away(unit, boss, changes)
    assert NUMBER in stored()
    erase()
    assert NAME not in stored()
    assert NUMBER not in stored()
    restored = trash.restore(trashed, boss).record
    assert (restored.name, restored.contact_phone) == (name, "")


def test_audit_of_what_is_gone_from_the_bin_too_loses_the_contact(boss, tree):
    unit = UnitFactory(community=tree.community)
    trash.purge(trash.throw_away(unit, boss, [("联系人", NAME, "")]), boss)
    AuditEntry.objects.update(at=timezone.now() - timedelta(days=KEEP + 2))
    erase()
    assert NAME not in stored()


def committed(boss, name="图书馆", days=0):
    headers = ("单位名称", "单位性质", "联系人", "联系电话")
    batch = grid_in(LEDGERS["units"], [headers, (name, "国有企业", NAME, NEW)], user=boss)
    return aged(batch, days)


def aged(batch, days):
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(days=days))
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize(("days", "is_kept"), [(KEEP - 1, True), (KEEP + 1, False)])
def test_import_file_goes_after_its_term(client, boss, days, is_kept, django_capture_on_commit_callbacks):
    unit = UnitFactory(name="图书馆", contact_name="李老师", contact_phone=NUMBER)
    batch = committed(boss, days=days)
    stored_file = batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        erase()
    assert default_storage.exists(stored_file) == is_kept
    batch.refresh_from_db()
    assert (batch.state, batch.changed_count) == (ImportState.COMMITTED, 1)
    assert (NUMBER in stored()) == is_kept
    assert contact(unit) == (NAME, NEW)
    page = client.get(f"/admin/orgs/unit/import/{batch.pk}/")
    assert page.status_code == 200
    assert ("下载原文件" in page.text) == is_kept


def test_undo_of_an_erased_import_says_why_it_cannot_be(client, boss):
    unit = UnitFactory(name="图书馆", contact_phone=NUMBER)
    batch = committed(boss, days=KEEP + 1)
    erase()
    page = client.post(f"/admin/orgs/unit/import/{batch.pk}/undo/")
    assert "已经按规定删除，这次导入不能再撤销" in page.text
    assert contact(unit) == (NAME, NEW)


def test_preview_that_nobody_confirmed_goes_whole(boss, django_capture_on_commit_callbacks):
    rows = [("单位名称", "单位性质", "联系电话"), ("图书馆", "学校", NUMBER)]
    batch = receive(LEDGERS["units"], xlsx_bytes(rows), user=boss)
    aged(batch, KEEP + 1)
    stored_file = batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        erase()
    batch.refresh_from_db()
    assert (batch.state, batch.pages.count(), batch.remarks) == (ImportState.DISCARDED, 0, {})
    assert not default_storage.exists(stored_file)


def test_second_run_finds_nothing(client, boss, tree):
    unit_that_left(KEEP, tree)
    committed(boss, days=KEEP + 1)
    assert erase()
    assert not erase()


def run(*arguments):
    out = StringIO()
    call_command("erase_personal_data", *arguments, stdout=out)
    return out.getvalue()


def test_dry_run_counts_and_erases_nothing(boss, tree):
    unit, batch = unit_that_left(KEEP, tree), committed(boss, days=KEEP + 1)
    assert "记录1条" in run("--dry-run")
    assert contact(unit) == (NAME, NUMBER)
    batch.refresh_from_db()
    assert default_storage.exists(batch.file.name)
    assert not AuditEntry.objects.filter(act=AuditAct.ERASE).exists()


def test_command_tells_how_many_and_is_logged(tree):
    unit_that_left(KEEP, tree)
    assert run() == "已删除到期的个人信息：记录1条。\n"
    assert "记录1条" in AuditEntry.objects.get(act=AuditAct.ERASE).detail
    assert run() == "没有到期的个人信息。\n"


def test_every_model_with_a_contact_says_when_it_ends():
    for model in models_with_contacts():
        assert model.CONTACT_ENDS
        for path in "|".join(model.CONTACT_ENDS).split("|"):
            assert isinstance(column(model, path), DateField)  # DateTimeFields among them


def test_ledgers_call_contacts_as_forms_do():
    """What imports keep is found by these names."""
    for ledger in LEDGERS.values():
        assert ledger.personal <= labels()
