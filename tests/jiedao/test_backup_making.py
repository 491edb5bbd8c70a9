"""Making a backup: what it is, what stops it, and that nothing half made is left."""

import io
import os

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from lib.backup import engines, media
from tests.jiedao.backups import archives, backup, full_disk
from tests.orgs.factories import UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1024 * 1024


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def test_backup_is_for_its_owner_alone(folder):
    archive = backup(folder)

    assert archive.stat().st_mode & 0o777 == 0o600
    assert archives(folder) == [archive]


@pytest.mark.parametrize("limit", [100_000, 3 * MEGABYTE])
def test_full_disk_is_told_and_leaves_no_half_file(folder, limit):
    """Promise 44's sibling: the smaller limit ends the copy of the database, the larger one the files."""
    UnitFactory.create_batch(3)
    default_storage.save("photos/large.jpg", ContentFile(os.urandom(4 * MEGABYTE)))

    with full_disk(limit), pytest.raises(CommandError, match="磁盘空间不够"):
        call_command("backup", folder)

    assert archives(folder) == []
    assert backup(folder).exists()


def test_what_a_killed_backup_left_goes_with_the_next(folder):
    left = folder / ".jiedao-20261121-153000.tar.part"
    left.mkdir()
    (left / "part").write_bytes(b"half")

    archive = backup(folder)

    assert archives(folder) == [archive]


def test_second_backup_at_the_same_time_is_refused(folder, monkeypatch):
    copy = engines.current().copy

    def meanwhile(target):
        with pytest.raises(CommandError, match="另一个备份正在"):
            call_command("backup", folder)
        copy(target)

    monkeypatch.setattr(engines.current(), "copy", meanwhile)

    assert backup(folder).exists()


def test_only_the_last_ones_are_kept_and_only_after_the_new_one_is_proved(folder, monkeypatch):
    old = [folder / f"jiedao-2026010{day}-033000.tar" for day in range(1, 5)]
    for path in [*old, folder / "jiedao-notes.tar"]:
        path.write_bytes(b"")
    with monkeypatch.context() as patched:
        patched.setattr(
            media, "add_all", lambda archive: [*map(archive.add, ["media/x"], [io.BytesIO(b"")], [0])]
        )
        with pytest.raises(CommandError, match="已损坏"):
            call_command("backup", folder, keep=2)
    assert set(old) < set(archives(folder))

    archive = backup(folder, keep=2)

    assert archives(folder) == [old[-1], archive, folder / "jiedao-notes.tar"]


@pytest.mark.parametrize("keep", [0, -1])
def test_to_keep_none_is_refused(folder, keep):
    with pytest.raises(CommandError, match="至少是1"):
        call_command("backup", folder, keep=keep)


def test_folder_that_cannot_be_used_is_refused(tmp_path):
    settings.MEDIA_ROOT.mkdir()
    for path, words in ((tmp_path / "none", "没有这个目录"), (settings.MEDIA_ROOT, "不能放在上传文件的目录")):
        with pytest.raises(CommandError, match=words):
            call_command("backup", path)


def test_file_that_keeps_changing_is_told(folder, monkeypatch):
    default_storage.save("log.txt", ContentFile(b"12345"))
    monkeypatch.setattr("django.core.files.base.File.size", 3)

    with pytest.raises(CommandError, match=r"log\.txt 一直在变"):
        call_command("backup", folder)

    assert archives(folder) == []
