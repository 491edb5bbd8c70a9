"""The file of a backup: members of any name and size, whole or not at all; files from any storage."""

import hashlib
import io
import os
import random
import tarfile
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto import mock_aws

from lib.backup import media
from lib.backup.archive import BLOCK, MANIFEST, ArchiveWriter, Changed, read, stored_files

BUCKET = "scans"


@pytest.fixture
def file(tmp_path):
    with (tmp_path / "archive.tar").open("wb") as file:
        yield file


def reading_of(path: str):
    database = io.BytesIO()
    return read(Path(path), database), database.getvalue()


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3_000_000])
def test_member_of_any_size_is_read_as_it_was_written(file, size):
    content = random.Random(size).randbytes(size)
    archive = ArchiveWriter(file, 0)
    entry = archive.add("数据库", io.BytesIO(content), size)
    archive.finish(b"{}")

    reading, database = reading_of(file.name)

    assert database == content
    assert entry.sha256 == hashlib.sha256(content).hexdigest()
    assert reading.entries == {"数据库": entry}
    assert reading.is_sealed


@pytest.mark.parametrize("size", [4, 6])
def test_source_of_another_length_leaves_nothing_in_the_file(file, size):
    archive = ArchiveWriter(file, 0)
    first = archive.add("first", io.BytesIO(b"first"), 5)
    with pytest.raises(Changed):
        archive.add("media/growing.pdf", io.BytesIO(b"12345"), size)
    last = archive.add("media/last.pdf", io.BytesIO(b"last"), 4)
    archive.finish(b"{}")

    reading, _ = reading_of(file.name)

    assert reading.is_sealed
    assert list(reading.entries.values()) == [first, last]


def test_any_tar_program_can_unpack_it(file):
    long = "media/" + "区域化党建共建协议" * 20 + ".pdf"
    archive = ArchiveWriter(file, 1_574_000_000)
    archive.add(long, io.BytesIO(b"scan"), 4)
    archive.finish(b'{"format": 1}')

    with tarfile.open(file.name) as tar:
        assert tar.getnames() == [long, MANIFEST]
        assert tar.extractfile(long).read() == b"scan"
    assert os.path.getsize(file.name) % BLOCK == 0
    assert [name for name, _, _ in stored_files(Path(file.name))] == [long.removeprefix("media/")]


@pytest.fixture
def bucket(settings, monkeypatch):
    """An S3-compatible storage in this process, in the place of the media folder."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    options = {"bucket_name": BUCKET, "region_name": "us-east-1"}
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": backend}
        yield


@pytest.mark.usefixtures("bucket")
def test_files_of_a_bucket_are_taken_and_come_back(file):
    contents = {"photos/2019/05/现场.jpg": b"photo" * 1000, "agreements/一.pdf": b"scan", "top.txt": b""}
    for name, content in (contents | {"held/half.pdf": b"held"}).items():
        default_storage.save(name, ContentFile(content))
    archive = ArchiveWriter(file, 0)
    entries = media.add_all(archive)
    archive.finish(b"{}")
    default_storage.delete("top.txt")
    default_storage.delete("agreements/一.pdf")
    default_storage.save("agreements/一.pdf", ContentFile(b"another"))

    for name, source, size in stored_files(Path(file.name)):
        if not media.holds(name, source):
            media.put(name, source, size)

    assert {each.name: each.size for each in entries} == {name: len(c) for name, c in contents.items()}
    for name, content in contents.items():
        with default_storage.open(name) as stored:
            assert stored.read() == content
