"""SQLite: a copy in one read transaction, and back through the engine's own backup."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.utils import ConnectionHandler

from lib.backup.errors import FULL, BackupError
from lib.backup.manifest import Contents, Missing

VENDOR = "sqlite"
MEMBER = "database.sqlite3"
LABEL = "SQLite"
_PATIENCE = 60  # seconds for others to end their transactions


def version() -> str:
    return sqlite3.sqlite_version


def copy(target: Path) -> None:
    """Write a consistent copy of the database as it is now; who writes meanwhile is not held up.

    VACUUM INTO, for a page-by-page copy would also carry what was erased and lies in free pages.
    """
    with _words(), closing(_open(_live(), "rw")) as source:
        source.execute("VACUUM INTO ?", [str(target)])


def inspect(path: Path, columns: dict[str, list[str]]) -> Contents:
    """What the copy holds; `columns` are those that name files, by table.

    Raises BackupError if it is damaged.
    """
    try:
        with closing(_open(path, "ro", "&immutable=1")) as base:
            faults = [row[0] for row in base.execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise BackupError(f"数据库副本已损坏：{'；'.join(faults)}。")
            names = [row[0] for row in base.execute(_TABLES)]
            tables = {name: _count(base, name) for name in names}
            named = tuple(each for table in names for each in _named(base, table, columns.get(table, ())))
            return Contents(tables, _migrations(base, tables), named)
    except sqlite3.Error as error:
        raise BackupError(f"数据库副本打不开：{error}。") from None


def restore(path: Path, emptied: str) -> None:
    """Put the copy in the place of the database, in one transaction; the table `emptied` comes without rows.

    Through the engine, not by renaming a file: the old one's log must not be taken for the new one's.
    """
    connection.close()
    with _words(), closing(_open(path, "rw")) as source, closing(_open(_live(), "rwc")) as live:
        if source.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [emptied]).fetchone():
            source.execute("PRAGMA secure_delete = ON")
            source.execute(f"DELETE FROM {_quoted(emptied)}")  # nosec B608
        source.backup(live, progress=_Patience())
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Patience:
    """Python's backup tries for ever to get at a locked database; this ends it."""

    def __init__(self):
        self._until = time.monotonic() + _PATIENCE

    def __call__(self, status, remaining, total):
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > self._until:
            raise BackupError("数据库正在使用，请先停掉网站和后台任务再试。")


# SQLite's own tables have names that nobody else may use.
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY 1"


def _count(base, table):
    return base.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0]  # nosec B608


def _named(base, table, columns):
    known = {row[1] for row in base.execute(f"PRAGMA table_info({_quoted(table)})")}
    for column in known.intersection(columns):
        name = _quoted(column)
        told = f"SELECT DISTINCT {name} FROM {_quoted(table)} WHERE {name} <> '' ORDER BY 1"  # nosec B608
        rows = base.execute(told)
        yield from (Missing(table, column, row[0]) for row in rows)


def _migrations(base, tables):
    applied = {}
    if "django_migrations" in tables:
        for app, name in base.execute("SELECT app, name FROM django_migrations ORDER BY app, name"):
            applied.setdefault(app, []).append(name)
    return applied


def _live():
    return Path(connection.settings_dict["NAME"])


def _open(path, mode, more=""):
    """As Django opens it, with the functions of which constraints are made; every statement for itself."""
    address = f"{path.resolve().as_uri()}?mode={mode}{more}"
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": address, "OPTIONS": {"timeout": _PATIENCE}}
    wrapper = ConnectionHandler({"default": settings})["default"]
    base = wrapper.get_new_connection(wrapper.get_connection_params())
    base.isolation_level = None
    return base


def _quoted(name):
    """The name of a table or column, which cannot be a parameter of a statement."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _words():
    """SQLite's errors as what to do about them."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise BackupError(FULL) from None
        if code == sqlite3.SQLITE_IOERR:
            raise BackupError(
                f"写不了数据库副本，磁盘空间不够或磁盘出错（{error}）。请检查磁盘后再试。"
            ) from None
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupError("数据库正在使用，请先停掉网站和后台任务再试。") from None
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise BackupError(
                f"数据库文件 {_live()} 已损坏（{error}）。要恢复，请先把它和同名的 -wal、-shm 文件移走。"
            ) from None
        raise BackupError(f"数据库出错：{error}。请检查文件 {_live()} 的权限。") from None
