"""Promise 33 where rows go out and come in: exports, previews, what an import did."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from lib.days import today
from lib.personal import PersonPhone
from orgs.enums import AuditAct, ImportState, Role, Verdict
from orgs.intake import workflow
from orgs.intake.resource import resource_for
from orgs.ledgers import UNITS
from orgs.ledgers.rows import ALL, rows
from orgs.models import AuditEntry, ImportBatch, Unit
from tests.harness.workbooks import sheet_values
from tests.orgs.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

NUMBER, MASK = "13805321234", "138****1234"
OTHER = "13899991234"  # looks the same when masked
FULL, PLAIN = "/admin/orgs/unit/export/full/", "/admin/orgs/unit/export/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def unit(tree):
    return UnitFactory(name="图书馆", community=tree.community, contact_phone=NUMBER)


def cells(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    (sheet,) = sheet_values(content).values()
    return [cell for row in sheet for cell in row]


def sheet(*lines, headers=("单位名称", "单位性质", "联系电话")):
    book = Workbook()
    for row in (headers, *lines):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return ContentFile(file.getvalue(), name="单位.xlsx")


def checked(user, *lines):
    batch = workflow.receive(UNITS, sheet(*lines), user=user)
    workflow.check(batch, UNITS)
    return batch


def only(batch, verdict):
    (row,) = (row for page in batch.pages.filter(verdict=verdict) for row in page.rows)
    return row


# Out


def test_export_holds_the_mask(client, clerk, unit):
    told = cells(client.get(PLAIN))
    assert MASK in told
    assert NUMBER not in told
    assert not AuditEntry.objects.filter(act=AuditAct.READ_PERSONAL).exists()


@pytest.mark.parametrize(("data", "is_whole"), [({"whole": "on"}, True), ({}, False)])
def test_whole_numbers_go_out_when_ticked_and_are_logged_with_how_many(client, clerk, unit, data, is_whole):
    UnitFactory(community=unit.community)
    assert "导出完整联系电话" in client.get(FULL).text
    told = cells(client.post(FULL, data))
    assert (NUMBER in told, MASK in told) == (is_whole, not is_whole)
    logged = AuditEntry.objects.filter(act=AuditAct.READ_PERSONAL)
    assert [(entry.user, entry.detail) for entry in logged] == [(clerk, "导出完整联系电话：1家。")] * is_whole


def test_whole_export_is_kept_by_no_cache(client, clerk, unit):
    """Promise 36."""
    response = client.post(FULL, {"whole": "on"})
    assert NUMBER in cells(response)
    assert "no-store" in response["Cache-Control"]


def test_who_only_views_is_not_offered_whole_numbers(client, tree, unit):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert "导出完整联系电话" not in client.get("/admin/orgs/unit/").text
    assert client.get(FULL).status_code == 403
    assert client.post(FULL, {"whole": "on"}).status_code == 403
    assert NUMBER not in cells(client.get(PLAIN))


def test_row_beyond_the_right_stays_masked_in_a_whole_export(client, tree, unit):
    user = UserFactory(organizations=[tree.community])
    user.assignments.create(organization=tree.sister, role=Role.VIEW)
    client.force_login(user)
    UnitFactory(name="书店", community=tree.sister, contact_phone="13905325678")
    told = cells(client.post(FULL, {"whole": "on"}))
    assert {NUMBER, "139****5678"} <= set(told)
    assert "13905325678" not in told


def test_rows_read_one_by_one_or_in_bulk_are_masked_alike(unit):
    record = UNITS.complete(today()).get()
    assert list(rows(UNITS, UNITS.complete(today()))) == [tuple(UNITS.row(record))]
    assert MASK in UNITS.row(record)
    assert NUMBER in next(rows(UNITS, UNITS.complete(today()), whole=ALL))


def test_every_personal_column_of_a_ledger_is_known_as_one():
    from jiedao.ledgers import LEDGERS  # the whole office's

    found = {
        (ledger.key, column.header)
        for ledger in LEDGERS.values()
        for column in ledger.columns
        if column.writes and ledger.model and _is_phone(column)
    }
    assert found == {(key, header) for key, ledger in LEDGERS.items() for header in ledger.personal}
    assert len(found) == 4


def _is_phone(column):
    names = {field.name for field in column.writes.model._meta.fields if isinstance(field, PersonPhone)}
    return column.writes.name in names


# In


def test_masked_export_comes_back_unchanged(clerk, unit):
    resource = resource_for(UNITS)(user=clerk)
    data = resource.export()
    assert MASK in data["联系电话"]
    result = resource.import_data(data)
    assert result.totals["skip"] == 1
    assert Unit.objects.get().contact_phone == NUMBER


def test_whole_export_comes_back_unchanged(unit):
    resource = resource_for(UNITS)()
    data = resource.export()
    assert NUMBER in data["联系电话"]
    assert resource.import_data(data).totals["skip"] == 1


def test_other_changes_beside_a_masked_number_leave_it(clerk, unit):
    batch = checked(clerk, ["图书馆", "学校", MASK])
    assert batch.changed_count == 1
    workflow.commit(batch, UNITS, clerk)
    unit.refresh_from_db()
    assert (unit.nature, unit.contact_phone) == ("school", NUMBER)


@pytest.mark.parametrize(("name", "number"), [("图书馆", "139****1234"), ("书店", MASK)])
def test_mask_of_no_stored_number_is_a_cell_s_mistake(clerk, unit, name, number):
    batch = checked(clerk, [name, "学校", number])
    assert batch.wrong_count == 1
    ((header, message),) = only(batch, Verdict.WRONG)["errors"]
    assert header == "联系电话"
    assert "请写完整的号码" in message


def test_preview_and_what_was_imported_tell_masks(client, clerk, unit):
    batch = checked(
        clerk, ["图书馆", "国有企业", "13905325678"], ["书店", "学校", NUMBER], ["", "学校", NUMBER]
    )
    assert (batch.changed_count, batch.new_count, batch.wrong_count) == (1, 1, 1)
    assert only(batch, Verdict.CHANGED)["changes"] == [["联系电话", MASK, "139****5678"]]
    assert only(batch, Verdict.NEW)["cells"]["联系电话"] == MASK
    assert only(batch, Verdict.WRONG)["cells"]["联系电话"] == MASK
    for verdict in Verdict:
        told = client.get(f"/admin/orgs/unit/import/{batch.pk}/?verdict={verdict}").text
        assert NUMBER not in told
    assert NUMBER not in client.get(f"/admin/orgs/unit/import/{batch.pk}/?header=1").text


def test_number_that_differs_in_what_is_hidden_is_told_as_changed(clerk, unit):
    batch = checked(clerk, ["图书馆", "国有企业", OTHER])
    assert only(batch, Verdict.CHANGED)["changes"] == [["联系电话", MASK, f"{MASK}（号码已改）"]]
    workflow.commit(batch, UNITS, clerk)
    unit.refresh_from_db()
    assert unit.contact_phone == OTHER
    workflow.undo(batch, UNITS, clerk)
    unit.refresh_from_db()
    assert unit.contact_phone == NUMBER


def test_history_of_an_import_tells_masks(client, clerk, unit):
    batch = checked(clerk, ["图书馆", "国有企业", "13905325678"])
    workflow.commit(batch, UNITS, clerk)
    told = client.get(f"/admin/orgs/unit/{unit.pk}/history/").text
    assert MASK in told
    assert NUMBER not in told
    assert "13905325678" not in told


@pytest.mark.parametrize("name", ["file", "mistakes"])
def test_file_that_was_handed_in_is_read_by_log_only(client, clerk, name):
    """To be mended and handed in again it must hold the whole numbers."""
    batch = checked(clerk, ["", "学校", NUMBER])
    assert NUMBER in cells(client.get(f"/admin/orgs/unit/import/{batch.pk}/{name}/"))
    entry = AuditEntry.objects.get(act=AuditAct.READ_PERSONAL)
    assert (entry.user, entry.kind, entry.record) == (clerk, "orgs.importbatch", str(batch.pk))


def test_sheet_without_a_header_is_shown_with_masks(client, clerk):
    upload = sheet(["甲", NUMBER], headers=("某栏", "另一栏"))
    file = SimpleUploadedFile("单位.xlsx", upload.read())
    client.post("/admin/orgs/unit/import/", {"file": file})
    batch = ImportBatch.objects.get()
    assert batch.state in (ImportState.ASKING, ImportState.REFUSED)
    told = client.get(f"/admin/orgs/unit/import/{batch.pk}/").text
    assert NUMBER not in told
    assert NUMBER not in str(batch.remarks)
