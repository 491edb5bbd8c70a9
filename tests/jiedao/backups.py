"""Installations for the tests of backups: the one under test, and empty ones beside it."""

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from partnerships.models import AgreementAttachment
from tests.partnerships.factories import AgreementFactory

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """A database and a media folder on which commands are run, each in a process of its own."""

    database_url: str
    media: Path

    def run(self, *command: str, file_limit: int | None = None) -> subprocess.CompletedProcess:
        """`file_limit`: no file may grow beyond so many bytes, as if the disk were full."""
        environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "MEDIA_ROOT": str(self.media),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
        }
        limit = file_limit and partial(resource.setrlimit, resource.RLIMIT_FSIZE, (file_limit, file_limit))
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit,
        )

    def manage(self, *words: object, file_limit: int | None = None) -> subprocess.CompletedProcess:
        return self.run("manage.py", *map(str, words), file_limit=file_limit)

    def done(self, *words: object) -> str:
        """What the command prints; it must succeed."""
        done = self.manage(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self, username: str = "", password: str = "", cookie: str = "") -> dict:
        """What a stranger sees who comes afterwards; see backup_look.py."""
        done = self.run("-m", "tests.jiedao.backup_look", username, password, cookie)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def here() -> Place:
    """The installation that the test itself works on."""
    return Place(_url(str(connection.settings_dict["NAME"])), Path(settings.MEDIA_ROOT))


@contextmanager
def empty_place(folder: Path, name: str = "there") -> Iterator[Place]:
    """Another installation: a database without a table, and a media folder that is not there yet."""
    media = folder / f"{name}-media"
    if connection.vendor == "sqlite":
        yield Place(_url(str(folder / f"{name}.sqlite3")), media)
        return
    database = f"{connection.settings_dict['NAME']}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{database}"')
    try:
        yield Place(_url(database), media)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _url(name):
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def signed_scan(content: bytes, name: str = "签字扫描件.pdf", **agreement) -> AgreementAttachment:
    """A new agreement's scan, stored as uploads are: the file first, then its row."""
    stored = default_storage.save(f"agreements/2019/05/{name}", ContentFile(content))
    return AgreementAttachment.objects.create(agreement=AgreementFactory(**agreement), file=stored)


def archives(folder: Path) -> list[Path]:
    """Everything in a folder of backups but the lock: what was left unfinished too."""
    return sorted(path for path in folder.iterdir() if path.name != ".jiedao-backup.lock")


def backup(folder: Path, **options) -> Path:
    """Back up what the test works on; the new archive."""
    before = set(archives(folder))
    call_command("backup", folder, stdout=io.StringIO(), **options)
    [archive] = set(archives(folder)) - before
    return archive
