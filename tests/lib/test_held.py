"""Files put aside between two submissions of a form."""

import os
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lib.held import FOLDER, KEPT_FOR, fetch, forget, hold


def upload(name="扫描件.pdf", content=b"%PDF-1.7"):
    return SimpleUploadedFile(name, content)


def kept(settings):
    return sorted((Path(settings.MEDIA_ROOT) / FOLDER).iterdir())


def test_held_file_comes_back_with_its_name_and_content():
    file = fetch(hold(upload()))
    assert (file.name, file.read(), file.size) == ("扫描件.pdf", b"%PDF-1.7", 8)


def test_name_on_disk_says_nothing_of_the_file(settings):
    hold(upload("../../绝密 文件.PDF"))
    (path,) = kept(settings)
    assert path.name.isascii()
    assert path.suffix == ".pdf"


def test_held_file_held_again_is_not_stored_twice(settings):
    token = hold(upload())
    assert hold(fetch(token)) == token
    assert len(kept(settings)) == 1


def test_forgotten_file_is_gone(settings):
    token = hold(upload())
    forget(token)
    assert fetch(token) is None
    assert kept(settings) == []


def test_forged_token_gives_nothing():
    token = hold(upload())
    assert fetch("forged") is None
    assert fetch(token[:-1] + ("a" if token[-1] != "a" else "b")) is None


def test_token_runs_out(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    token = hold(upload())
    time_machine.shift(KEPT_FOR + timedelta(seconds=1))
    assert fetch(token) is None


def test_what_nobody_fetched_is_thrown_away_later(settings):
    hold(upload())
    (old,) = kept(settings)
    long_ago = (timezone.now() - KEPT_FOR - timedelta(minutes=1)).timestamp()
    os.utime(old, (long_ago, long_ago))
    hold(upload())
    (new,) = kept(settings)
    assert new != old


def test_file_that_vanishes_meanwhile_is_no_fault(settings, monkeypatch):
    """Another request throws an old file away between the listing and the look at it."""
    hold(upload())
    listdir = default_storage.listdir
    monkeypatch.setattr(default_storage, "listdir", lambda path: (*listdir(path)[:1], ["gone.pdf"]))
    assert fetch(hold(upload()))
