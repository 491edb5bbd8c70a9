"""PostgreSQL: pg_dump's custom format of one snapshot, and back in one transaction."""

from __future__ import annotations

import re
import subprocess  # nosec B404
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from lib.backup import programs
from lib.backup.errors import BackupError
from lib.backup.manifest import Contents, Missing

VENDOR = "postgresql"
MEMBER = "database.pgdump"
LABEL = "PostgreSQL"
_COPY = re.compile(r'COPY (?:.+\.)?"?([^".]+)"? \((.+)\) FROM stdin;')
_ESCAPED = re.compile(r"\\(.)")
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0]


def copy(target: Path) -> None:
    """Dump one snapshot; who writes meanwhile is not held up, only a migration is waited for a minute."""
    command = [
        programs.find("pg_dump", _major()),
        "--format=custom",
        "--no-owner",
        "--no-acl",
        "--encoding=UTF8",
        "--lock-wait-timeout=60s",
    ]
    with target.open("xb") as file:
        programs.run(command, programs.environment(connection.settings_dict), file)


def inspect(path: Path, columns: dict[str, list[str]]) -> Contents:
    """What the dump holds, read to its last row; `columns` are those that name files, by table.

    Raises BackupError if pg_restore cannot read it.
    """
    tables, applied, named = {}, {}, {}
    for table, names, rows in _tables(path):
        wanted = [(names.index(name), name) for name in columns.get(table, ()) if name in names]
        count = 0
        for line in rows:
            count += 1
            if table == "django_migrations":
                app, name = _cells(line, [names.index("app"), names.index("name")])
                applied.setdefault(app, []).append(name)
            for position, name in wanted:
                if file := _cells(line, [position])[0]:
                    named[Missing(table, name, file)] = None
        tables[table] = count
    migrations = {app: sorted(names) for app, names in sorted(applied.items())}
    return Contents(dict(sorted(tables.items())), migrations, tuple(named))


def restore(path: Path, emptied: str) -> None:
    """Put the dump in the place of all tables, in one transaction; the table `emptied` comes without rows.

    pg_restore writes the script and psql runs it, because what is dropped first belongs to the same
    transaction. COMMIT is only sent once the whole script has come through.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
    psql = [programs.find("psql", _major()), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    env = programs.environment(connection.settings_dict)
    connection.close()
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(  # nosec B603
            psql, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, bufsize=0
        ) as runner:
            trouble = _feed(runner.stdin, path, env, _EMPTY.format(f'{schema}."{emptied}"'))
        errors.seek(0)
        if runner.returncode:
            raise programs.failure("psql", errors.read())
    if trouble:
        raise trouble


def _feed(stdin, path, env, last):
    """The script, into psql. What pg_restore says when it fails: then psql meets the end without COMMIT."""
    try:
        stdin.write(_DROP.encode())
        script = [programs.find("pg_restore", _major()), "--file=-", "--no-owner", "--no-acl", str(path)]
        programs.run(script, env, stdin)
        stdin.write(last.encode())
        stdin.close()
    except BrokenPipeError:
        return None  # psql has stopped, and says why
    except BackupError as error:
        return error
    return None


# All that an installation has made in its schema; what belongs to an extension stays.
_DROP = """
BEGIN;
SET LOCAL lock_timeout = '30s';
DO $$
DECLARE each record;
BEGIN
  FOR each IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    IF to_regclass(each.name::text) IS NOT NULL THEN
      EXECUTE 'DROP ' || CASE each.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '
        ELSE 'TABLE ' END || each.name || ' CASCADE';
    END IF;
  END LOOP;
  FOR each IN SELECT p.oid::regprocedure AS name FROM pg_proc p
      WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE 'DROP ROUTINE ' || each.name || ' CASCADE';
  END LOOP;
END $$;
"""
_EMPTY = "\nDO $$ BEGIN IF to_regclass('{0}') IS NOT NULL THEN DELETE FROM {0}; END IF; END $$;\nCOMMIT;\n"


def _major():
    connection.ensure_connection()
    return connection.pg_version // 10_000


def _tables(path) -> Iterator[tuple[str, list[str], Iterator[bytes]]]:
    """(table, its columns, its rows as lines) of each table of the dump."""
    command = [programs.find("pg_restore"), "--data-only", "--file=-", str(path)]
    env = programs.environment({})
    with tempfile.TemporaryFile() as errors:
        pipe = {"stdout": subprocess.PIPE, "stderr": errors}
        with subprocess.Popen(command, env=env, **pipe) as dump:  # nosec B603
            for line in dump.stdout:
                if head := _COPY.fullmatch(line.decode().rstrip("\n")):
                    names = [name.strip().strip('"') for name in head[2].split(",")]
                    yield head[1], names, _rows(dump.stdout)
        errors.seek(0)
        if dump.returncode:
            raise programs.failure(command[0], errors.read())


def _rows(lines):
    for line in lines:
        if line == b"\\.\n":
            return
        yield line


def _cells(line, positions):
    """The texts at these positions; None for NULL."""
    cells = line.decode().rstrip("\n").split("\t")
    return [None if cells[n] == "\\N" else _ESCAPED.sub(_unescaped, cells[n]) for n in positions]


def _unescaped(found):
    return _LETTERS.get(found[1], found[1])
