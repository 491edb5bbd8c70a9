"""Files that no row names are told, and thrown away when that is asked for."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from lib.held import hold
from lib.orphans import OLD, orphans
from orgs import trash
from orgs.models import ImportBatch
from tests.events.factories import ActivityPhotoFactory
from tests.lib.pictures import upload
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db


def aged(name, age=OLD + timedelta(minutes=1)):
    moment = (timezone.now() - age).timestamp()
    os.utime(default_storage.path(name), (moment, moment))
    return name


@pytest.fixture
def orphan():
    return aged(default_storage.save("agreements/2019/05/没写完.pdf", ContentFile(b"%PDF")))


@pytest.fixture
def named():
    """A file for every column that names one, as old as an orphan."""
    photo, scan = ActivityPhotoFactory(), AgreementAttachmentFactory()
    ended = AgreementFactory(terminated=True, termination_document=ContentFile(b"%PDF", name="终止.pdf"))
    batch = ImportBatch.objects.create(
        ledger="units", file=ContentFile(b"x", name="台账.xlsx"), file_name="台账.xlsx"
    )
    files = (photo.image, photo.small, scan.file, ended.termination_document, batch.file)
    return [aged(file.name) for file in files]


def run(*options, capsys):
    call_command("orphan_files", *options)
    return capsys.readouterr().out


def test_orphan_is_told_and_stays(orphan, named, capsys):
    assert run(capsys=capsys) == f"{orphan}\n共1个文件，4\xa0字节。要删除请加上 --delete。\n"
    assert default_storage.exists(orphan)


def test_orphan_goes_and_named_files_stay(orphan, named, capsys):
    assert "共1个文件，4\xa0字节。已删除。" in run("--delete", capsys=capsys)
    assert not default_storage.exists(orphan)
    assert all(map(default_storage.exists, named))
    assert run("--delete", capsys=capsys) == "没有多余的文件。\n"


def test_files_of_what_lies_in_the_bin_stay(capsys):
    """A restored agreement has its scans again, however long it lay there."""
    scan = AgreementAttachmentFactory()
    name = aged(scan.file.name)
    trashed = trash.throw_away(scan.agreement)
    assert run("--delete", capsys=capsys) == "没有多余的文件。\n"
    trash.restore(trashed)
    assert default_storage.exists(name)


def test_file_that_may_be_on_its_way_stays(capsys):
    young = aged(default_storage.save("a.pdf", ContentFile(b"%PDF")), OLD - timedelta(minutes=1))
    run("--delete", capsys=capsys)
    assert default_storage.exists(young)


def test_held_file_stays_for_its_time_and_goes_then(capsys):
    hold(upload(b"%PDF-1.7", "a.pdf"))
    (name,) = default_storage.listdir("held")[1]
    run("--delete", capsys=capsys)
    assert default_storage.exists(f"held/{name}")
    aged(f"held/{name}")
    assert run("--delete", capsys=capsys) == "没有多余的文件。\n"
    assert not default_storage.exists(f"held/{name}")


def test_file_that_goes_meanwhile_is_no_fault(orphan, monkeypatch):
    """Its row is deleted, and the file with it, between the listing and the look at it."""
    monkeypatch.setattr("lib.orphans.stored_names", lambda: iter(["gone.pdf", orphan]))
    assert [name for name, _ in orphans()] == [orphan]


def test_empty_store_has_none(capsys):
    assert run(capsys=capsys) == "没有多余的文件。\n"
