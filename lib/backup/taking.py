"""Makes a backup: copied, read back and compared, and only then under its own name."""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.utils import timezone

from lib.backup import engines, media
from lib.backup.archive import ArchiveWriter
from lib.backup.errors import BackupError, words
from lib.backup.manifest import Manifest
from lib.backup.proving import prove

_PART = "part"


@dataclass(frozen=True)
class Taken:
    path: Path
    size: int
    manifest: Manifest
    deleted: list[Path]  # older backups that had to go


def take(
    folder: Path, prefix: str, version: str, keep: int | None = None, erasures: Sequence[str] = ()
) -> Taken:
    """Write `prefix-20261121-153000.tar` into the folder; with `keep`, only that many of them stay.
    `erasures` are lines that the manifest carries.

    The database is copied before the files: whatever a row of the copy names was there by then. Writers are
    not held up. Needs room for the archive and two copies of the database besides. Raises BackupError.
    """
    with words():
        _check(folder)
        with _locked(folder / f".{prefix}-backup.lock"):
            _clear_away(folder, prefix)
            path = _free_name(folder, prefix)
            part = folder / f".{path.name}.{_PART}"
            part.mkdir(mode=0o700)
            try:
                manifest = _write(part, version, erasures)
                _publish(part / _PART, path)
            finally:
                shutil.rmtree(part, ignore_errors=True)
            deleted = _rotate(folder, prefix, keep) if keep else []
            return Taken(path, path.stat().st_size, manifest, deleted)


def _check(folder):
    if not folder.is_dir():
        raise BackupError(f"没有这个目录：{folder}。请先建立它（如果是外接磁盘，请先挂载）再备份。")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BackupError(f"目录 {folder} 不能写入。请换一个目录，或改正它的权限。")
    if folder.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise BackupError(f"备份不能放在上传文件的目录 {settings.MEDIA_ROOT} 里。请换一个目录。")


@contextmanager
def _locked(path):
    """One backup at a time; the lock goes with the process, however that ends."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("另一个备份正在往这个目录里写。请等它做完再试。") from None
        yield


def _clear_away(folder, prefix):
    """What a backup left that was killed."""
    for left in folder.glob(f".{prefix}-*.tar.{_PART}"):
        shutil.rmtree(left)


def _free_name(folder, prefix):
    while (path := folder / f"{prefix}-{timezone.localtime():%Y%m%d-%H%M%S}.tar").exists():
        time.sleep(0.1)
    return path


def _write(part, version, erasures):
    """The archive, as a file in `part`, proved."""
    engine, made_at = engines.current(), timezone.localtime()
    database = part / engine.MEMBER
    engine.copy(database)
    contents = engine.inspect(database, engines.file_columns())
    descriptor = os.open(part / _PART, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        archive = ArchiveWriter(file, made_at.timestamp())
        with database.open("rb") as source:
            entry = archive.add(engine.MEMBER, source, database.stat().st_size)
        database.unlink()
        files = media.add_all(archive)
        manifest = _manifest(made_at, engine, version, entry, contents, files, erasures)
        archive.finish(manifest.to_json())
    with prove(part / _PART, part):
        return manifest


def _manifest(made_at, engine, version, database, contents, files, erasures):
    stored = {each.name for each in files}
    return Manifest(
        made_at=datetime.isoformat(made_at, timespec="seconds"),
        engine=engine.VENDOR,
        versions={
            "site": version,
            "django": django.get_version(),
            "python": platform.python_version(),
            engine.VENDOR: engine.version(),
        },
        database=database,
        tables=contents.tables,
        migrations=contents.migrations,
        files=files,
        missing=[each for each in contents.named if each.file not in stored],
        erasures=list(erasures),
    )


def _publish(part, path):
    part.rename(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rotate(folder, prefix, keep):
    """Delete the oldest beyond `keep`; their names sort by time."""
    named = re.compile(rf"{re.escape(prefix)}-\d{{8}}-\d{{6}}\.tar")
    backups = sorted(path for path in folder.iterdir() if named.fullmatch(path.name) and path.is_file())
    for path in (old := backups[:-keep]):
        path.unlink()
    return old
