"""A person's data is found, handed over and erased on request; promises 33, 35 and 36."""

import json
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from jiedao.ledgers import LEDGERS
from orgs import audit, trash
from orgs.enums import AuditAct, ImportState, Role
from orgs.models import AuditEntry, ImportedRow, TrashedRecord, Unit
from orgs.personal import finding, requests
from orgs.personal.finding import find
from orgs.personal.person import Person, numbers_in
from partnerships.models import AgreementParty
from tests.harness.workbooks import sheet_values
from tests.jiedao.ledger_files import grid_in
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory

pytestmark = pytest.mark.django_db

NUMBER, NAME = "13805321234", "王老师"
HOW_WRITTEN = [
    "13805321234",
    "138 0532 1234",
    "+86 138-0532-1234",
    "１３８０５３２１２３４",
    "013805321234",
    "办公室13805321234",
]
PAGE, EXPORT, ERASE = "/admin/personal/", "/admin/personal/export/", "/admin/personal/erase/"


@pytest.fixture
def manager(client, tree):
    manager = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    client.force_login(manager)
    return manager


@pytest.fixture
def unit(tree):
    return UnitFactory(community=tree.community, contact_name=NAME, contact_phone=NUMBER)


def everything() -> str:
    """All that the tables hold, but for what the framework keeps of forms and sessions."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("django_session", "axes")):
                cursor.execute(f'SELECT * FROM "{table}"')
                told += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(told)


@pytest.mark.parametrize("written", HOW_WRITTEN)
@pytest.mark.parametrize("asked", HOW_WRITTEN[:5])
def test_number_is_found_however_it_is_written(tree, written, asked):
    unit = UnitFactory(contact_phone=written)
    UnitFactory(contact_phone="13805321235")
    assert find(Person.asked_for(asked)).contacts == [unit]


def test_one_of_several_numbers_is_found():
    assert numbers_in("138 0532 1234、(0532)8888-1234") >= {NUMBER, "053288881234"}
    unit = UnitFactory(contact_phone="0532-88881234，13805321234")
    assert find(Person.asked_for(NUMBER)).contacts == [unit]


@pytest.mark.parametrize("asked", ["138****1234", "1380532", "王", "138053212", "甲1"])
def test_less_than_a_whole_number_or_name_finds_nobody(client, manager, unit, asked):
    """Nobody finds a number out by trying its parts."""
    page = client.post(PAGE, {"person": asked})
    assert unit.name not in page.text


def test_page_tells_where_it_stands_and_masks_it(client, manager, unit, tree):
    """Promises 33 and 36."""
    item = ListItemFactory(organization=tree.sister, contact_phone=NUMBER)
    noted = UnitFactory(community=tree.community, note="王老师 13805321234，另 13905325678")
    page = client.post(PAGE, {"person": NUMBER})
    for name in (unit.name, item.title, noted.name):
        assert name in page.text
    assert "138****1234" in page.text
    assert "13905325678" not in page.text
    assert page.text.count(NUMBER) == 2  # what was asked for: in the field, and for the next step
    assert "no-store" in page["Cache-Control"]


def test_other_branches_are_not_looked_into(client, manager, tree):
    hidden = UnitFactory(community=tree.cousin, contact_phone=NUMBER)
    assert hidden.name not in client.post(PAGE, {"person": NUMBER}).text
    client.post(ERASE, {"person": NUMBER, "confirmed": "1"})
    hidden.refresh_from_db()
    assert hidden.contact_phone == NUMBER


@pytest.mark.parametrize("address", [PAGE, EXPORT, ERASE])
@pytest.mark.parametrize("role", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_page_is_for_managers(client, tree, unit, address, role):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=role))
    response = client.post(address, {"person": NUMBER, "confirmed": "1"})
    assert response.status_code == 403
    unit.refresh_from_db()
    assert unit.contact_phone == NUMBER


def test_export_as_a_sheet_is_logged_without_the_number(client, manager, unit):
    response = client.post(EXPORT, {"person": NUMBER})
    (sheet,) = sheet_values(b"".join(response.streaming_content)).values()
    assert [unit._meta.verbose_name, unit.name, NAME, NUMBER] in [row[:4] for row in sheet]
    entry = AuditEntry.objects.get(act=AuditAct.READ_PERSONAL)
    assert "138****1234" in entry.detail
    assert entry.user == manager


def test_export_as_json(client, manager, unit):
    response = client.post(EXPORT, {"person": NAME, "json": "1"})
    assert json.loads(b"".join(response.streaming_content)) == [
        {"存放在": "单位", "名称": unit.name, "联系人": NAME, "联系电话": NUMBER, "内容": ""}
    ]


def test_erasure_is_asked_once_more(client, manager, unit):
    assert "确定删除" in client.post(ERASE, {"person": NUMBER}).text
    unit.refresh_from_db()
    assert unit.contact_phone == NUMBER


def test_erasure_leaves_the_person_nowhere(client, manager, unit, tree, django_capture_on_commit_callbacks):
    """Promise 35: from records, texts, histories, audit, imports, their files, and the bin."""
    headers = ("单位名称", "单位性质", "联系人", "联系电话")
    taken_over = UnitFactory(name="图书馆", community=tree.community, contact_name=NAME, contact_phone=NUMBER)
    rows = [headers, ("图书馆", "学校", "李老师", "13905325678"), ("书店", "学校", NAME, "138-0532-1234")]
    batch = grid_in(LEDGERS["units"], rows, user=manager, organization=tree.area)
    noted = UnitFactory(community=tree.community, note="原联系人电话 138 0532 1234，已换")
    binned = UnitFactory(community=tree.community, contact_name=NAME, contact_phone=NUMBER)
    trash.throw_away(binned, manager, [("联系人", NAME, ""), ("联系电话", "138****1234", "")])
    counts = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}
    fields = {"name": unit.name, "nature": unit.nature, "community": unit.community_id} | counts
    contact = {"contact_name": NAME, "contact_phone": "138-0532-1234", "industry": "教育"}
    assert client.post(f"/admin/orgs/unit/{unit.pk}/change/", fields | contact).status_code == 302
    file = batch.file.name
    assert NUMBER in everything()
    assert json.dumps(NAME).strip('"') in everything() or connection.vendor != "sqlite"

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ERASE, {"person": NUMBER, "confirmed": "1"})

    assert response.status_code == 302
    told = everything()
    for text in (NUMBER, "138-0532-1234", "138 0532 1234"):
        assert text not in told
    assert NAME not in told
    assert json.dumps(NAME).strip('"') not in told  # as JSON stores it
    assert not default_storage.exists(file)
    batch.refresh_from_db()
    assert (batch.state, batch.total) == (ImportState.COMMITTED, 2)
    unit.refresh_from_db()
    taken_over.refresh_from_db()
    noted.refresh_from_db()
    assert (unit.contact_phone, unit.contact_name, unit.industry) == ("", "", "教育")
    assert (taken_over.contact_name, taken_over.contact_phone) == ("李老师", "13905325678")
    assert noted.note == "原联系人电话 （已删除），已换"


def test_erasure_is_logged_with_the_mask_and_what_went(client, manager, unit):
    client.post(ERASE, {"person": NUMBER, "confirmed": "1"})
    entry = AuditEntry.objects.get(act=AuditAct.ERASE)
    assert entry.user == manager
    assert "138****1234" in entry.detail
    assert "记录1条" in entry.detail
    assert NUMBER not in str(entry.detail)


def test_erasing_twice_finds_nothing(manager, unit):
    person = Person.asked_for(NUMBER)
    assert requests.erase(person, manager)
    assert not find(person, manager)
    assert not requests.erase(person, manager)


def test_somebody_else_s_data_in_the_same_history_stays(manager, tree):
    unit = UnitFactory(community=tree.community, contact_name=NAME, contact_phone=NUMBER)
    row = {"联系人": {"before": "李老师", "after": "赵老师", "kept": "李老师"}}
    batch = grid_in(LEDGERS["units"], [("单位名称", "单位性质"), ("书店", "学校")], user=manager)
    ImportedRow.objects.create(
        batch=batch, line=1, kind="orgs.unit", record=unit.pk, is_new=False, changes=row
    )
    requests.erase(Person.asked_for(NUMBER), manager)
    assert ImportedRow.objects.get(record=unit.pk).changes == row


def test_number_in_texts_of_every_kind_goes(manager, tree):
    """Promise 35: also what lies in the bin, what an undo would bring back, and parts of records."""
    written = "找王老师 138 0532 1234"
    unit = UnitFactory(community=tree.community, name="书店", note=written, address=written)
    party = AgreementFactory(organization=tree.community).parties.first()
    AgreementParty.objects.filter(pk=party.pk).update(signatory_post="书记 13805321234")
    headers = ("单位名称", "单位性质", "备注")
    grid_in(LEDGERS["units"], [headers, ("书店", "学校", "已换人")], user=manager, organization=tree.area)
    unit.refresh_from_db()
    assert unit.note == "已换人"
    trash.throw_away(UnitFactory(community=tree.community, note=written), manager)
    requests.erase(Person.asked_for(NUMBER), manager)
    told = everything()
    assert "138 0532 1234" not in told
    assert NUMBER not in told
    assert "（已删除）" in TrashedRecord.objects.get().rows[0]["fields"]["note"]


def test_namesake_whose_record_an_import_took_over_stays(manager, tree):
    """The number before was the person's; the name now, with another number, is somebody else's."""
    UnitFactory(community=tree.community, contact_name=NAME, contact_phone=NUMBER)
    other = UnitFactory(community=tree.community, name="书店", contact_name="李老师", contact_phone=NUMBER)
    headers = ("单位名称", "单位性质", "联系人", "联系电话")
    grid_in(LEDGERS["units"], [headers, ("书店", "学校", NAME, "13905325678")], organization=tree.area)
    requests.erase(Person.asked_for(NUMBER), manager)
    other.refresh_from_db()
    assert (other.contact_name, other.contact_phone) == (NAME, "13905325678")
    assert NUMBER not in everything()


@pytest.mark.parametrize("asked", [NUMBER, NAME])
def test_history_of_a_contact_that_was_replaced_is_found_and_goes(client, manager, tree, asked):
    """Promises 34 and 35: the record has another contact by now."""
    unit = UnitFactory(community=tree.community, contact_name=NAME, contact_phone=NUMBER)
    changes = [["联系人", NAME, "李老师"], ["联系电话", "138****1234", "139****5678"]]
    audit.log(AuditAct.CHANGE, user=manager, record=unit, changes=changes)
    Unit.objects.update(contact_name="李老师", contact_phone="13905325678")
    assert "修改历史、操作日志里提到过" in client.post(PAGE, {"person": asked}).text
    requests.erase(Person.asked_for(asked), manager)
    told = str(AuditEntry.objects.get(act=AuditAct.CHANGE).changes)
    assert "138****1234" not in told
    assert NAME not in told
    unit.refresh_from_db()
    assert (unit.contact_name, unit.contact_phone) == ("李老师", "13905325678")
    assert not find(Person.asked_for(asked), manager)


@pytest.mark.parametrize("asked", [NUMBER, "88881234"])
def test_history_of_a_number_that_only_looks_the_same_stays(manager, tree, asked):
    unit = UnitFactory(community=tree.community, contact_name="李老师", contact_phone="13899991234")
    changes = [["联系电话", "", "138****1234"]]
    audit.log(AuditAct.CHANGE, user=manager, record=unit, changes=changes)
    assert not requests.erase(Person.asked_for(asked), manager)
    assert AuditEntry.objects.get().changes == changes


def test_namesakes_are_told_before_anything_goes(client, manager, unit, tree):
    told = "可能是同名的几个人"
    assert told not in client.post(PAGE, {"person": NAME}).text
    UnitFactory(community=tree.community, contact_name=NAME, contact_phone="13905325678")
    assert told in client.post(PAGE, {"person": NAME}).text
    assert told in client.post(ERASE, {"person": NAME}).text
    assert told not in client.post(PAGE, {"person": NUMBER}).text


def test_what_came_into_the_records_while_files_were_read_goes_too(manager, tree, monkeypatch):
    """Reading many files takes its time, in which somebody may restore or type."""
    late = UnitFactory(community=tree.community)
    monkeypatch.setattr(
        finding, "_look_into_files", lambda *_: type(late).objects.update(contact_phone=NUMBER)
    )
    requests.erase(Person.asked_for(NUMBER), manager)
    late.refresh_from_db()
    assert late.contact_phone == ""


def run(*arguments):
    out = StringIO()
    call_command("personal_data", *arguments, stdout=out)
    return out.getvalue()


def test_command_finds_exports_and_erases(unit, tmp_path, monkeypatch):
    assert f"单位：{unit.name}" in run("find", NUMBER)
    run("export", str(tmp_path / "一人.json"), NUMBER)
    assert NUMBER in (tmp_path / "一人.json").read_text()
    monkeypatch.setattr("builtins.input", lambda asked: "不")
    assert "没有删除" in run("erase", NUMBER)
    assert "记录1条" in run("erase", NUMBER, "--yes")
    assert "没有138****1234的个人信息" in run("find", NUMBER)
    assert AuditEntry.objects.filter(detail__startswith="命令行").count() == 2


def test_command_refuses_half_a_number(unit):
    with pytest.raises(CommandError, match="请写完整的电话号码"):
        run("find", "138****1234")
