"""The stored files, through the storage API: a folder or a bucket is the same here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage

from lib.backup.archive import CHUNK, MEDIA, ArchiveWriter, Changed, Entry
from lib.backup.errors import BackupError
from lib.held import FOLDER as HELD

_ATTEMPTS = 3


def stored_names() -> Iterator[str]:
    """The names of all stored files but those that are only held for a form."""
    return _below("")


def _below(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored, or the folder has just gone
        return
    prefix = f"{folder}/" if folder else ""
    yield from sorted(prefix + name for name in files if name)
    for name in sorted(folders):
        if name.strip("./") and prefix + name != HELD:
            yield from _below(prefix + name)


def add_all(archive: ArchiveWriter) -> list[Entry]:
    """Append every stored file. One that is deleted meanwhile is left out."""
    return [entry for name in stored_names() if (entry := _add(archive, name))]


def _add(archive, name):
    for _ in range(_ATTEMPTS):
        try:
            with default_storage.open(name) as file:
                entry = archive.add(MEDIA + name, file, file.size)
            return Entry(name, entry.size, entry.sha256)
        except FileNotFoundError:
            return None
        except Changed:  # it is just being written
            continue
    raise BackupError(f"文件 {name} 一直在变，备份不了。请过一会儿再试。")


def holds(name: str, source: BinaryIO) -> bool:
    """Whether that very file is there already."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return _hash(file) == _hash(source)


def put(name: str, source: BinaryIO, size: int) -> None:
    """Store the file under exactly this name, in the place of another one."""
    default_storage.delete(name)
    source.seek(0)
    content = File(source, name=name)
    content.size = size
    if (stored := default_storage.save(name, content)) != name:
        raise BackupError(f"文件 {name} 存成了 {stored}。请先停掉网站再恢复。")


def _hash(file):
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.digest()


def delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
