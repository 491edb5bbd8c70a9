"""Promise 35: what was withdrawn is gone after any restore, of an older backup too, on any machine."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import transaction

from jiedao.ledgers import LEDGERS
from lib.days import today
from orgs import audit, trash
from orgs.enums import AuditAct
from orgs.models import AuditEntry, ImportBatch, TrashedRecord, Unit
from orgs.personal import erasure_list, requests
from orgs.personal.person import Person
from tests.jiedao.backups import backup, empty_here, empty_place, restore
from tests.jiedao.ledger_files import grid_in
from tests.jiedao.test_personal_requests import everything
from tests.orgs.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER, NAME, OTHER = "13805321234", "王老师", "13905325678"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def erase():
    with transaction.atomic():
        requests.erase(Person.asked_for(NUMBER))


def contact(unit):
    unit.refresh_from_db()
    return unit.contact_name, unit.contact_phone


def test_older_backup_loses_again_what_was_erased_since(folder):
    """Promise 35: the contact, texts, histories, the bin, import files; others' data stays."""
    boss = UserFactory(superuser=True)
    unit = UnitFactory(contact_name=NAME, contact_phone="138 0532 1234")
    other = UnitFactory(contact_name="李老师", contact_phone=OTHER)
    noted = UnitFactory(note="原联系人 +86 138-0532-1234，另 13905325678")
    audit.log(AuditAct.CHANGE, user=boss, record=unit, changes=[["联系人", "", NAME]])
    trash.throw_away(UnitFactory(contact_name=NAME, contact_phone=NUMBER), boss)
    rows = [("单位名称", "单位性质", "联系人", "联系电话"), ("书店", "学校", NAME, NUMBER)]
    grid_in(LEDGERS["units"], rows, user=boss)
    archive = backup(folder)
    erase()
    assert NUMBER not in everything()

    restore(archive, replace=True)

    told = everything()
    for text in (NUMBER, "138 0532 1234", "138-0532-1234", NAME, json.dumps(NAME).strip('"')):
        assert text not in told
    assert contact(unit) == ("", "")
    assert contact(other) == ("李老师", OTHER)
    noted.refresh_from_db()
    assert noted.note == "原联系人 （已删除），另 13905325678"
    assert TrashedRecord.objects.count() == 1
    assert not ImportBatch.objects.exclude(file="").exists()
    assert "再次删除" in AuditEntry.objects.get(name="恢复备份以后").detail


def test_blank_machine_knows_from_the_list_that_was_kept(folder, tmp_path, settings):
    """Promise 35: the machine that knew is gone; the list was kept beside the backups."""
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    archive = backup(folder)
    erase()
    kept = shutil.copy(settings.ERASURES_FILE, tmp_path / "kept.jsonl")
    Path(settings.ERASURES_FILE).unlink()
    with empty_place(tmp_path) as there, there.entered():
        restore(archive, erasures=[Path(kept)])

        assert contact(Unit.objects.get(pk=unit.pk)) == ("", "")
        assert NUMBER not in everything()
        assert erasure_list.read() == Path(kept).read_text().splitlines()


def test_backup_carries_the_list_to_a_machine_without_one(folder, settings):
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    older = backup(folder)
    erase()
    newer = backup(folder)
    Path(settings.ERASURES_FILE).unlink()
    empty_here()

    restore(newer)
    restore(older, replace=True)

    assert contact(unit) == ("", "")


def test_newer_backup_keeps_what_came_after_the_erasure(folder, settings):
    """The same person agreed again."""
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    erase()
    line = json.loads(erasure_list.read()[0])
    a_little_earlier = datetime.fromisoformat(line["at"]) - timedelta(seconds=1)
    Path(settings.ERASURES_FILE).write_text(json.dumps(line | {"at": a_little_earlier.isoformat()}))
    Unit.objects.filter(pk=unit.pk).update(contact_name=NAME, contact_phone=NUMBER)
    archive = backup(folder)

    restore(archive, replace=True)

    assert contact(unit) == (NAME, NUMBER)


def test_what_is_over_its_term_goes_with_the_restore(folder, settings):
    """Promises 34 and 35: the backup is of the day before."""
    settings.CONTACT_KEEP_DAYS = 31
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER, left_on=today() - timedelta(days=30))
    archive = backup(folder)
    settings.CONTACT_KEEP_DAYS = 30

    restore(archive, replace=True)

    assert contact(unit) == ("", "")


def test_list_that_is_not_there_stops_the_restore_before_it_begins(folder, tmp_path):
    unit = UnitFactory(contact_phone=NUMBER)
    archive = backup(folder)
    Unit.objects.update(contact_phone=OTHER)
    with pytest.raises(CommandError, match="什么也没有改动"):
        restore(archive, replace=True, erasures=[tmp_path / "nowhere.jsonl"])
    assert contact(unit)[1] == OTHER
