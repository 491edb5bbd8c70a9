"""Promise 39: a backup taken during writes restores on a blank machine with equal counts, hashes, a login."""

import hashlib
import json
import secrets
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from lib.backup import media
from partnerships.models import Agreement, AgreementAttachment
from tests.jiedao.backup_look import cookie_lives, counts, files, signs_in
from tests.jiedao.backups import archives, backup, empty_here, empty_place, here, restore, signed_scan
from tests.orgs.factories import PASSWORD, OrganizationFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def manifest_of(archive):
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile("manifest.json"))


def write_until(stop: Event, organization, parties) -> int:
    """Agreements, each with a scan of its own in one transaction; how many."""
    written = 0
    try:
        while not stop.is_set():
            with transaction.atomic():
                signed_scan(secrets.token_bytes(50_000), organization=organization, parties=parties)
            written += 1
            time.sleep(0.005)  # a busy office; without a pause they would only wait for each other
        return written
    finally:
        connection.close()


def test_backup_taken_while_writers_run_restores_with_equal_counts_hashes_and_a_login(folder, tmp_path):
    """Promise 39."""
    UserFactory(username="office", superuser=True)
    organization, stop = OrganizationFactory(), Event()
    parties = [organization, UnitFactory()]
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write_until, stop, organization, parties) for _ in range(WRITERS)]
        while Agreement.objects.count() < WRITERS:
            time.sleep(0.01)
        before = Agreement.objects.count()
        try:
            told = here().done("backup", folder)
        finally:
            stop.set()
        written = sum(writer.result() for writer in writers)
    [archive] = archives(folder)
    manifest = manifest_of(archive)

    with empty_place(tmp_path) as there:
        there.done("restore", archive)
        restored = there.look("office", PASSWORD)

    assert str(archive) in told
    assert before <= restored["agreements"] < written == Agreement.objects.count()
    assert restored["counts"] == manifest["tables"]
    assert restored["agreements"] == len(restored["scans"])  # each transaction whole or not at all
    assert all(restored["scans"].values())
    assert manifest["missing"] == []
    assert restored["files"] == {each["name"]: each["sha256"] for each in manifest["files"]}
    assert set(restored["scans"]) <= set(restored["files"])
    for name, sha256 in restored["files"].items():
        with default_storage.open(name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == sha256
    assert restored["signs_in"]


def test_session_of_before_does_not_live_again(folder):
    """Promise 5: nor does an old cookie after a restore."""
    UserFactory(username="office", superuser=True)
    client = Client()
    client.post(reverse("admin:login"), {"username": "office", "password": PASSWORD})
    assert SESSION_KEY in client.session
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    archive = backup(folder)
    assert cookie_lives(cookie)

    restore(archive, replace=True)

    assert counts()["django_session"] == 0
    assert not cookie_lives(cookie)
    assert signs_in("office", PASSWORD)


def test_names_contents_and_empty_files_come_back_as_they_were(folder):
    long = f"附件/{'关于印发区域化党建共建协议的通知' * 5}.pdf"
    contents = {long: b"\0" * 3_000_000, "empty.pdf": b"", "a/b c/'“1”'.jpg": b"x" * 512}
    for name, content in contents.items():
        assert default_storage.save(name, ContentFile(content)) == name
    default_storage.save("held/forgotten.pdf", ContentFile(b"half a form"))
    title = "前\t后\\n\\N\n第二行𠮷'\""
    signed_scan(b"%PDF", title=title)
    archive = backup(folder)
    empty_here()

    restore(archive)

    expected = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    assert expected.items() <= files().items()
    assert len(files()) == len(contents) + 1  # the scan; what is held for a form stays out
    assert Agreement.objects.get().title == title


def test_backup_of_an_empty_system_restores(folder):
    archive = backup(folder)

    restore(archive)

    assert files() == {}


def test_older_backup_is_brought_up_to_date(folder, tmp_path):
    """Its tables are those of its day, and `migrate` adds what came since; also where it has run before."""
    with empty_place(tmp_path, "older") as older, older.entered():
        call_command("migrate", "partnerships", "0001", verbosity=0)
        archive = backup(folder)
    with empty_place(tmp_path) as there, there.entered():
        call_command("migrate", verbosity=0)
        restore(archive)

        assert set(manifest_of(archive)["tables"]) < set(counts())
        call_command("migrate", check_unapplied=True, verbosity=0)


def test_file_deleted_while_the_backup_runs_is_told(folder, monkeypatch, capsys):
    gone, stays = signed_scan(b"%PDF-1", "一.pdf"), signed_scan(b"%PDF-2", "二.pdf")
    listed = media.stored_names

    def deleting():
        names = list(listed())
        default_storage.delete(gone.file.name)
        return iter(names)

    monkeypatch.setattr(media, "stored_names", deleting)

    call_command("backup", folder)

    told = capsys.readouterr().err
    assert "有1个文件，记录里有，存放处却没有" in told
    assert gone.file.name in told
    manifest = manifest_of(*archives(folder))
    assert [each["file"] for each in manifest["missing"]] == [gone.file.name]
    assert [each["name"] for each in manifest["files"]] == [stays.file.name]


def test_file_that_rows_name_and_nobody_has_is_told_at_verifying_too(folder, capsys):
    lost = signed_scan(b"%PDF-1")
    assert AgreementAttachment.objects.get().file.name == lost.file.name
    default_storage.delete(lost.file.name)

    archive = backup(folder)
    made = capsys.readouterr().err
    call_command("verify_backup", archive)
    verified = capsys.readouterr().err

    assert lost.file.name in made
    assert "有1个文件只见于记录" in verified
