"""Restores that are refused or fail: said in words, with nothing half done; and what --replace replaces."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from lib.backup import BackupError, engines, restoring
from lib.backup.manifest import Manifest
from orgs.enums import AuditAct
from orgs.models import AuditEntry, Unit
from tests.jiedao.backup_look import counts, files
from tests.jiedao.backups import backup, empty_here, full_disk, restore, signed_scan
from tests.orgs.factories import UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1024 * 1024


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def test_restore_refuses_a_database_that_holds_something(folder):
    UnitFactory(name="后来的单位")
    archive = backup(folder)

    with pytest.raises(CommandError, match="数据库里已有内容"):
        call_command("restore", archive)

    assert Unit.objects.get().name == "后来的单位"


def test_restore_refuses_media_that_are_there(folder):
    archive = backup(folder)
    default_storage.save("photos/a.jpg", ContentFile(b"a"))

    with pytest.raises(CommandError, match=r"不是空的（如 photos/a\.jpg）"):
        call_command("restore", archive)

    assert default_storage.exists("photos/a.jpg")


def test_restore_onto_freshly_migrated_tables(folder):
    UnitFactory(name="原来的单位")
    archive = backup(folder)
    empty_here()

    restore(archive)

    assert Unit.objects.get().name == "原来的单位"
    assert f"：{archive.name}，" in AuditEntry.objects.get(act=AuditAct.RESTORE).detail


def test_replace_leaves_exactly_what_the_backup_holds(folder):
    kept, changed = signed_scan(b"%PDF-1", "一.pdf"), signed_scan(b"%PDF-2", "二.pdf")
    archive, before = backup(folder), (counts(), files())
    UnitFactory()
    changed.delete()
    default_storage.save(changed.file.name, ContentFile(b"changed since"))
    default_storage.save("photos/later.jpg", ContentFile(b"later"))

    restore(archive, replace=True)

    assert kept.file.name in files()
    assert (counts(), files()) == before


def test_tables_of_a_newer_version_go_with_replace(folder):
    archive = backup(folder)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (unit_id bigint REFERENCES orgs_unit (id))")

    restore(archive, replace=True)

    assert "later" not in counts()


def test_full_disk_leaves_nothing_restored(folder):
    default_storage.save("photos/large.jpg", ContentFile(os.urandom(4 * MEGABYTE)))
    UnitFactory()
    archive = backup(folder)
    empty_here()

    with full_disk(3 * MEGABYTE), pytest.raises(CommandError, match="磁盘空间不够"):
        call_command("restore", archive)

    assert files() == {}
    assert not Unit.objects.exists()
    restore(archive)
    assert Unit.objects.exists()


def test_files_are_taken_back_when_the_database_fails(folder, monkeypatch):
    default_storage.save("photos/a.jpg", ContentFile(b"a"))
    archive = backup(folder)
    default_storage.delete("photos/a.jpg")

    def fails(path, emptied):
        assert default_storage.exists("photos/a.jpg")
        raise BackupError("数据库正在使用，请先停掉网站和后台任务再试。")

    monkeypatch.setattr(engines.current(), "restore", fails)

    with pytest.raises(CommandError, match="先停掉网站"):
        call_command("restore", archive, replace=True)

    assert not default_storage.exists("photos/a.jpg")


def test_backup_of_another_engine_is_refused(folder, monkeypatch):
    archive = backup(folder)
    [other] = [engine for vendor, engine in engines.ENGINES.items() if vendor != connection.vendor]
    monkeypatch.setattr(engines, "current", lambda: other)

    with pytest.raises(CommandError, match=f"而这里设置的数据库是 {other.LABEL}"):
        call_command("restore", archive)


def test_backup_of_a_newer_version_is_refused(folder, monkeypatch):
    archive = backup(folder)
    monkeypatch.setattr(restoring, "_check_empty", lambda: pytest.fail("too late"))
    read = Manifest.from_json.__func__

    def newer(cls, text):
        manifest = read(cls, text)
        manifest.migrations["orgs"].append("9999_later")
        return manifest

    monkeypatch.setattr(Manifest, "from_json", classmethod(newer))

    with pytest.raises(CommandError, match=r"更新的版本.*orgs\.9999_later.*请先升级程序"):
        call_command("restore", archive)
