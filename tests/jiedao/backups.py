"""Installations for the tests of backups: the one under test, and empty ones beside it.

Starting a process costs two seconds: most tests back up and restore what they work on themselves. That the
commands do so on a blank machine, each in a process of its own, test_backup_restore.py shows.
"""

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from partnerships.models import AgreementAttachment
from tests.jiedao import backup_look
from tests.partnerships.factories import AgreementFactory

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """A database and a media folder."""

    database: str  # as settings name it
    media: Path

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """In a process of its own."""
        environment = os.environ | {
            "DATABASE_URL": _url(self.database),
            "MEDIA_ROOT": str(self.media),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    def manage(self, *words: object) -> subprocess.CompletedProcess:
        return self.run("manage.py", *map(str, words))

    def done(self, *words: object) -> str:
        """What the command prints; it must succeed."""
        done = self.manage(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self, username: str, password: str) -> dict:
        """What a stranger sees who comes afterwards; see backup_look.py."""
        code = f"from tests.jiedao import backup_look; backup_look.tell({username!r}, {password!r})"
        return json.loads(self.done("shell", "-v0", "-c", code))

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This very process works on it meanwhile."""
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.database
        try:
            with override_settings(MEDIA_ROOT=self.media):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


def here() -> Place:
    """The installation that the test itself works on."""
    return Place(str(connection.settings_dict["NAME"]), Path(settings.MEDIA_ROOT))


@contextmanager
def empty_place(folder: Path, name: str = "there") -> Iterator[Place]:
    """Another installation: a database without a table, and a media folder that is not there yet."""
    media = folder / f"{name}-media"
    if connection.vendor == "sqlite":
        yield Place(str(folder / f"{name}.sqlite3"), media)
        return
    database = f"{connection.settings_dict['NAME']}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{database}"')
    try:
        yield Place(database, media)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _url(database):
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}"


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, this process's or those of programs that it starts."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


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


def restore(archive: Path, **options) -> None:
    call_command("restore", archive, stdout=io.StringIO(), **options)


def empty_here() -> None:
    """As a machine on which `migrate` has just run."""
    for name in backup_look.files():
        default_storage.delete(name)
    call_command("flush", interactive=False, verbosity=0)
