"""The file of a backup: a tar that any tar program unpacks, and behind its end a seal of 512 bytes.

The seal holds the SHA-256 of everything before it, headers and padding included: no byte can change
unseen. The manifest is the last member, since it lists the hashes of the others.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lib.backup.errors import BackupError, told

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
MEDIA = "media/"
BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * BLOCK)


@dataclass(frozen=True)
class Entry:
    """One member; a stored file goes by its name in the storage, without `media/`."""

    name: str
    size: int
    sha256: str


class Changed(Exception):
    """The source was not as long as it had said."""


def seal(archive_sha256: str, manifest_sha256: str) -> bytes:
    text = f"backup-seal 1\nmanifest {manifest_sha256}\narchive {archive_sha256}\n"
    return text.encode().ljust(BLOCK, b"\0")


class ArchiveWriter:
    """Appends members to an empty file that is open for writing; `at` is their time, in seconds."""

    def __init__(self, file: BinaryIO, at: float):
        self._file = file
        self._at = int(at)
        self._digest = hashlib.sha256()

    def add(self, name: str, source: BinaryIO, size: int) -> Entry:
        """Append what is left in `source`. Whatever is raised, nothing of the member stays in the file.

        Raises Changed if that is not exactly `size` bytes, OSError when one of both files fails.
        """
        start, digest = self._file.tell(), self._digest.copy()
        try:
            return self._append(name, source, size)
        except BaseException:
            self._file.seek(start)
            self._file.truncate()
            self._digest = digest
            raise

    def _append(self, name, source, size):
        header = tarfile.TarInfo(name)
        header.size, header.mtime, header.mode = size, self._at, 0o600
        self._write(header.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict"))
        digest, left = hashlib.sha256(), size
        while chunk := source.read(min(CHUNK, left + 1)):  # one byte more: has it grown?
            left -= len(chunk)
            if left < 0:
                raise Changed(name)
            digest.update(chunk)
            self._write(chunk)
        if left:
            raise Changed(name)
        self._write(bytes(-size % BLOCK))
        return Entry(name, size, digest.hexdigest())

    def finish(self, manifest: bytes) -> None:
        """Append manifest, end and seal, and see them all onto the disk."""
        header = tarfile.TarInfo(MANIFEST)
        header.size, header.mtime, header.mode = len(manifest), self._at, 0o600
        padding = bytes(-len(manifest) % BLOCK)
        self._write(header.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict") + manifest + padding + _END)
        self._file.write(seal(self._digest.hexdigest(), hashlib.sha256(manifest).hexdigest()))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _write(self, data):
        self._file.write(data)
        self._digest.update(data)


@dataclass
class Reading:
    """What a look at every byte found."""

    entries: dict[str, Entry] = field(default_factory=dict)  # by the member's name, the manifest left out
    manifest: bytes | None = None
    is_sealed: bool = False  # the last block is the seal of all that stands before
    is_manifest_sealed: bool = False
    is_cut: bool = False  # there is no seal at all
    strange: list[str] = field(default_factory=list)  # members that no backup has: links, devices, ../, twins


class _Sealed:
    """The file without its seal, hashed while it is read from one end to the other."""

    def __init__(self, file: BinaryIO, size: int):
        self._file = file
        self._left = max(size - BLOCK, 0)
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        self.digest.update(data)
        return data

    def drain(self) -> None:
        while self.read(CHUNK):
            pass


def read(path: Path, database: BinaryIO) -> Reading:
    """Read the whole file once; what is in its first member is copied into `database`.

    A damaged archive raises nothing: the reading tells how far it came. Raises BackupError if the file cannot
    be read or the copy not be written.
    """
    reading = Reading()
    try:
        with path.open("rb") as file:
            body = _Sealed(file, os.fstat(file.fileno()).st_size)
            try:
                with tarfile.open(fileobj=body, mode="r|", bufsize=CHUNK, encoding="utf-8") as tar:
                    for member in tar:
                        _take_in(reading, tar, member, database)
                        tar.members.clear()  # a hundred thousand of them would stay in memory
            except (tarfile.TarError, ValueError, EOFError):
                pass  # what is missing then, the reading tells
            body.drain()
            _judge_seal(reading, body.digest.hexdigest(), file.read())
    except OSError as error:
        raise told(error) from None
    return reading


def _take_in(reading, tar, member, database):
    is_new = member.name not in reading.entries and reading.manifest is None  # which is the last
    if not (member.isreg() and _is_plain(member.name) and is_new):
        reading.strange.append(member.name)
        return
    source = tar.extractfile(member)
    if member.name == MANIFEST:
        reading.manifest = source.read()
        return
    digest, first = hashlib.sha256(), not reading.entries
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        if first:
            database.write(chunk)
    reading.entries[member.name] = Entry(member.name, member.size, digest.hexdigest())


def _judge_seal(reading, digest, found):
    manifest = hashlib.sha256(reading.manifest or b"").hexdigest()
    reading.is_cut = not found.startswith(b"backup-seal ") or len(found) != BLOCK
    reading.is_sealed = found == seal(digest, manifest)
    reading.is_manifest_sealed = f"\nmanifest {manifest}\n".encode() in found


def _is_plain(name):
    """A relative path that stays where it is put."""
    path = PurePosixPath(name)
    plain = str(path) == name and not path.is_absolute() and ".." not in path.parts
    return plain and "\\" not in name and "\0" not in name


def stored_files(path: Path) -> Iterator[tuple[str, BinaryIO, int]]:
    """(name in the storage, its content, its size) of each file in an archive that was proved before."""
    try:
        with tarfile.open(path, "r:", encoding="utf-8") as tar:
            for member in tar:
                if member.isreg() and member.name.startswith(MEDIA):
                    yield member.name.removeprefix(MEDIA), tar.extractfile(member), member.size
                tar.members.clear()  # as above
    except tarfile.TarError as error:
        raise BackupError(f"备份文件读不下去：{error}。请先用 verify_backup 检查。") from None
