"""Puts a backup in place of what is there: files first, so that no row ever names one that is not there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from lib.backup import engines, media
from lib.backup.archive import stored_files
from lib.backup.errors import BackupError, words
from lib.backup.manifest import Manifest
from lib.backup.proving import prove

_SESSIONS = Session._meta.db_table
# What `migrate` itself fills, and what ends in any case.
_OF_NO_ACCOUNT = {"django_migrations", "django_content_type", "auth_permission", _SESSIONS}


def restore(path: Path, replace: bool = False) -> Manifest:
    """Prove the backup, put it into this installation's database and storage, bring its tables up to date.

    Nobody stays signed in. Without `replace` the place must be empty. When something fails, the database is
    as it was; new files are taken away again. Raises BackupError.
    """
    with words(), prove(path) as proved:
        manifest = proved.manifest
        _check_engine(manifest)
        _check_migrations(manifest)
        if not replace:
            _check_empty()
        with _new_files_taken_back() as new:
            for name, source, size in stored_files(path):
                if not media.holds(name, source):
                    new.append(name)  # before it is written: half a file has to go too
                    media.put(name, source, size)
            proved.engine.restore(proved.database, _SESSIONS)
        _check_counts(manifest)
        kept = {each.name for each in manifest.files}
        media.delete([name for name in media.stored_names() if name not in kept])
        os.sync()
        _migrate()
        return manifest


def _check_engine(manifest):
    here, there = engines.current(), engines.ENGINES[manifest.engine]
    if here is not there:
        raise BackupError(
            f"这份备份来自 {there.LABEL}，而这里设置的数据库是 {here.LABEL}，不能恢复。"
            f"请在 .env 里把 DATABASE_URL 改成 {there.LABEL} 的地址再试。"
        )


def _check_migrations(manifest):
    known = set(MigrationLoader(None).disk_migrations)
    labels = {app.label for app in apps.get_app_configs()}
    newer = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        if app in labels
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise BackupError(
            f"这份备份来自更新的版本（{manifest.versions.get('site', '')}，如 {newer[0]}），"
            "这里的程序太旧。请先升级程序再恢复。"
        )


def _check_empty():
    """Only what `migrate` makes may be there."""
    try:
        with connection.cursor() as cursor:
            tables = sorted(set(connection.introspection.table_names(cursor)) - _OF_NO_ACCOUNT)
            for table in tables:
                if _count(cursor, table):
                    raise BackupError(
                        f"数据库里已有内容（表 {table}），没有恢复，什么也没有改动。"
                        "请换一个空的数据库；确实要用备份代替现有内容的，先做一次备份，再加 --replace。"
                    )
    except DatabaseError as error:
        raise BackupError(
            f"数据库读不了：{str(error).strip()}。请检查 DATABASE_URL 和数据库是否可用。"
        ) from None
    if name := next(media.stored_names(), None):
        raise BackupError(
            f"上传文件的存放处不是空的（如 {name}），没有恢复，什么也没有改动。"
            "请换一个空的；确实要用备份代替现有文件的，先做一次备份，再加 --replace。"
        )


@contextmanager
def _new_files_taken_back():
    """A list to be filled with the names of new files, which go again if the restoring fails."""
    new = []
    try:
        yield new
    except BaseException:
        media.delete(new)
        raise


def _check_counts(manifest):
    """What the database says now against the manifest."""
    with connection.cursor() as cursor:
        for table, count in manifest.tables.items():
            found = _count(cursor, table)
            if found != (0 if table == _SESSIONS else count):
                raise BackupError(
                    f"恢复后表 {table} 有{found}行，备份里有{count}行。请不要启用，换一份备份再恢复。"
                )


def _count(cursor, table):
    # A table's name cannot be a parameter; it is one that the database has.
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # nosec B608
    return cursor.fetchone()[0]


def _migrate():
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise BackupError(
            f"数据已恢复，但表结构没有升级成功：{error}。请运行 manage.py migrate 查看原因。"
        ) from None
