"""Promise 40: one flipped byte is found, wherever it is; and so is whatever else a backup should not be."""

import io
import json
import random
import re
import shutil
import tarfile
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from lib.backup import BackupError, prove
from lib.backup.archive import seal
from lib.backup.engines import current
from tests.jiedao.backup_look import counts, files
from tests.jiedao.backups import backup, here
from tests.orgs.factories import UnitFactory

pytestmark = pytest.mark.sampled

BLOCK = tarfile.BLOCKSIZE


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """A backup with two files, made once and damaged many times."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "backups").mkdir()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"):
        default_storage.save("photos/现场.jpg", ContentFile(random.Random(1).randbytes(40_000)))
        default_storage.save("agreements/扫描件.pdf", ContentFile(random.Random(2).randbytes(1_000)))
        made = backup(folder / "backups")
        connection.close()
    return made


@pytest.fixture
def archive(made, tmp_path):
    return shutil.copy(made, tmp_path / made.name)


def places_of(archive) -> dict[str, int]:
    """Where what begins."""
    with tarfile.open(archive) as tar:
        members = {member.name: member.offset_data for member in tar}
    [photo] = [offset for name, offset in members.items() if name.endswith(".jpg")]
    size = archive.stat().st_size
    return {
        "header": 0,
        "checksum": 150,
        "padding of a header": BLOCK - 1,
        "database": members[current().MEMBER],
        "photo": photo + 20_000,
        "padding of the photo": photo + 40_000,
        "header of the manifest": members["manifest.json"] - BLOCK,
        "manifest": members["manifest.json"] + 100,
        "end": size - 2 * BLOCK,
        "seal": size - BLOCK,
        "hash of the manifest": size - BLOCK + 30,
        "hash of the archive": size - BLOCK + 120,
        "last byte": size - 1,
    }


WORDS = {
    "header": "里面没有清单",
    "checksum": "里面没有清单",
    "padding of a header": "里面没有清单",
    "database": "数据库的内容与校验值不符",
    "photo": "文件 photos/现场.jpg 的内容与校验值不符",
    "padding of the photo": "归档的结构",
    "header of the manifest": "里面没有清单",
    "manifest": "清单（manifest.json）",
    "end": "归档的结构",
    "seal": "文件结尾不是封印",
    "hash of the manifest": "清单（manifest.json）或它的校验值",
    "hash of the archive": "归档的结构",
    "last byte": "归档的结构",
}


def flipped(content: bytes, place: int, bit: int = 0) -> bytes:
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


@pytest.mark.parametrize("place", WORDS)
def test_flipped_byte_is_found_and_the_message_says_where(archive, place):
    """Promise 40."""
    archive.write_bytes(flipped(archive.read_bytes(), places_of(archive)[place]))

    with pytest.raises(CommandError) as refused:
        call_command("verify_backup", archive)

    text = str(refused.value)
    assert f"备份文件 {archive} 已损坏：" in text
    assert WORDS[place] in text
    assert text.endswith("。")


def test_flipped_byte_is_found_anywhere(archive, tmp_path):
    """Promise 40: in the first and last byte of each block in turn, and at random."""
    content, chance = archive.read_bytes(), random.Random(40)
    blocks = range(0, len(content), BLOCK)
    places = [start + chance.choice((0, BLOCK - 1)) for start in chance.sample(blocks, 150)]
    places += [
        *range(len(content) - BLOCK, len(content), 7),
        *(chance.randrange(len(content)) for _ in range(100)),
    ]
    spoilt = tmp_path / "spoilt.tar"

    for place in places:
        spoilt.write_bytes(flipped(content, place, chance.randrange(8)))
        with pytest.raises(BackupError), prove(spoilt):
            pytest.fail(f"byte {place} may be anything")


@pytest.mark.parametrize("length", [0, 1, BLOCK, 0.3, 0.9, -BLOCK, -1])
def test_backup_cut_short_is_found(archive, length):
    content = archive.read_bytes()
    archive.write_bytes(content[: int(length * len(content)) if isinstance(length, float) else length])

    with pytest.raises(BackupError, match="文件结尾不是封印"), prove(archive):
        pass


def test_backup_with_something_behind_it_is_found(archive):
    with archive.open("ab") as file:
        file.write(b"\0" * BLOCK)

    with pytest.raises(BackupError, match="文件结尾不是封印"), prove(archive):
        pass


@pytest.mark.django_db(transaction=True)
def test_damaged_backup_ends_with_1_and_restores_nothing(archive):
    archive.write_bytes(flipped(archive.read_bytes(), places_of(archive)["photo"]))
    UnitFactory()
    default_storage.save("photos/现场.jpg", ContentFile(b"as it is now"))
    before = counts(), files()

    restored = here().manage("restore", archive, "--replace")

    assert restored.returncode == 1
    assert "已损坏" in restored.stderr
    assert "Traceback" not in restored.stderr
    assert (counts(), files()) == before


def test_file_that_is_no_backup_is_refused(tmp_path):
    (tmp_path / "notes.tar").write_text("备忘录\n" * 1000, encoding="utf-8")
    for path, words in (
        (tmp_path / "notes.tar", "已损坏"),
        (tmp_path / "gone.tar", "没有这个文件"),
        (tmp_path, "这是目录"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("verify_backup", path)


# What only somebody could make who knows how a seal is made.


def resealed(archive, change) -> None:
    """The members, changed by `change([(TarInfo, content)])`, under a seal that is right."""
    with tarfile.open(archive) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]
    members = change(members)
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    manifest = members[-1][1]
    digests = sha256(body.getvalue()).hexdigest(), sha256(manifest).hexdigest()
    archive.write_bytes(body.getvalue() + seal(*digests))


def with_member(name, kind=tarfile.REGTYPE, link=""):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link

    def change(members):
        if kind == tarfile.REGTYPE:
            member.size = 4
        return [*members[:-1], (member, b"evil"), members[-1]]

    return change


HOSTILE = {
    "up": with_member("media/../../evil.txt"),
    "from the root": with_member("/tmp/evil.txt"),
    "backslashes": with_member("media\\..\\evil.txt"),
    "symbolic link": with_member("media/link", tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": with_member("media/link", tarfile.LNKTYPE, "/etc/passwd"),
    "device": with_member("media/zero", tarfile.CHRTYPE),
    "fifo": with_member("media/fifo", tarfile.FIFOTYPE),
    "not in the manifest": with_member("media/more.txt"),
    "twice": with_member("media/photos/现场.jpg"),
    "second manifest": with_member("manifest.json"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_members_that_no_backup_has_are_refused(archive, kind):
    resealed(archive, HOSTILE[kind])

    with (
        pytest.raises(
            BackupError, match=r"已损坏：有(不该有|清单上没有)的成员|已损坏：清单（manifest.json）读不懂"
        ),
        prove(archive),
    ):
        pass


def test_name_that_leads_out_is_refused_though_the_manifest_tells_it(archive, tmp_path):
    def change(members):
        told = json.loads(members[-1][1])
        evil = {"name": "../evil.txt", "size": 4, "sha256": sha256(b"evil").hexdigest()}
        manifest = json.dumps(told | {"files": [*told["files"], evil]}).encode()
        members[-1][0].size = len(manifest)
        return with_member("media/../evil.txt")([*members[:-1], (members[-1][0], manifest)])

    resealed(archive, change)

    with pytest.raises(CommandError, match=r"不该有的成员 media/\.\./evil\.txt"):
        call_command("restore", archive)

    assert not list(tmp_path.rglob("evil.txt"))


def rewritten(archive, change) -> None:
    """The manifest changed by `change(dict)`, under a seal that is right."""

    def members_changed(members):
        member, manifest = members[-1]
        manifest = json.dumps(change(json.loads(manifest))).encode()
        member.size = len(manifest)
        return [*members[:-1], (member, manifest)]

    resealed(archive, members_changed)


def counted_wrong(told):
    return told | {"tables": told["tables"] | {"orgs_unit": 7}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (counted_wrong, "行数与清单不符：orgs_unit"),
        (lambda told: told | {"files": []}, "有清单上没有的成员 media/"),
        (lambda told: told | {"format": 2}, "格式这个版本不认识"),
        (lambda told: told | {"engine": "oracle"}, "格式这个版本不认识"),
        (lambda told: [], "读不懂"),
    ],
)
def test_manifest_that_says_something_else_is_found(archive, change, words):
    rewritten(archive, change)

    with pytest.raises(BackupError, match=re.escape(words)), prove(archive):
        pass


def test_copy_of_the_database_that_is_none_is_found(archive):
    def change(members):
        noise = random.Random(3).randbytes(5_000)
        told = json.loads(members[-1][1])
        told["database"] |= {"size": len(noise), "sha256": sha256(noise).hexdigest()}
        manifest = json.dumps(told).encode()
        members[0][0].size, members[-1][0].size = len(noise), len(manifest)
        return [(members[0][0], noise), *members[1:-1], (members[-1][0], manifest)]

    resealed(archive, change)

    with pytest.raises(BackupError, match=r"打不开|pg_restore 没有做完"), prove(archive):
        pass
