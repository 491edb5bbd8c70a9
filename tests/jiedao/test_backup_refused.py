"""Restores that are refused or fail: said in words, with nothing half done; and what --replace replaces."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from lib.backup import BackupError, engines, restoring
from lib.backup.manifest import Manifest
from orgs.models import Unit
from tests.jiedao.backups import backup, empty_place, signed_scan
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


def test_restore_refuses_media_that_are_there(folder, tmp_path):
    archive = backup(folder)
    with empty_place(tmp_path) as there:
        there.done("migrate", "-v0")
        (there.media / "photos").mkdir(parents=True)
        (there.media / "photos" / "a.jpg").write_bytes(b"a")

        refused = there.manage("restore", archive)

    assert refused.returncode == 1
    assert "不是空的（如 photos/a.jpg）" in refused.stderr


def test_restore_onto_freshly_migrated_tables(folder, tmp_path):
    UnitFactory()
    archive = backup(folder)
    with empty_place(tmp_path) as there:
        there.done("migrate", "-v0")
        there.done("restore", archive)

        assert there.look()["counts"]["orgs_unit"] == 1


def test_replace_leaves_exactly_what_the_backup_holds(folder, tmp_path):
    kept, changed = signed_scan(b"%PDF-1", "一.pdf"), signed_scan(b"%PDF-2", "二.pdf")
    archive = backup(folder)
    with empty_place(tmp_path) as there:
        there.done("restore", archive)
        before = there.look()
        (there.media / changed.file.name).write_bytes(b"changed since")
        (there.media / "photos").mkdir()
        (there.media / "photos" / "later.jpg").write_bytes(b"later")
        there.done("first_admin")

        there.done("restore", archive, "--replace")

        after = there.look()
    assert kept.file.name in after["files"]
    assert after == before


def test_tables_of_a_newer_version_go_with_replace(folder, tmp_path):
    archive = backup(folder)
    with empty_place(tmp_path) as there:
        there.done("restore", archive)
        statement = "CREATE TABLE later (unit_id bigint REFERENCES orgs_unit (id))"
        code = f"from django.db import connection; connection.cursor().execute('{statement}')"
        there.done("shell", "-v0", "-c", code)
        there.done("restore", archive, "--replace")

        assert "later" not in there.look()["counts"]


def test_full_disk_leaves_nothing_restored(folder, tmp_path):
    default_storage.save("photos/large.jpg", ContentFile(os.urandom(4 * MEGABYTE)))
    archive = backup(folder)
    with empty_place(tmp_path) as there:
        there.done("migrate", "-v0")

        done = there.manage("restore", archive, file_limit=3 * MEGABYTE)

        assert done.returncode == 1
        assert "磁盘空间不够" in done.stderr
        assert there.look()["files"] == {}
        assert there.look()["counts"]["orgs_unit"] == 0
        there.done("restore", archive)


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
