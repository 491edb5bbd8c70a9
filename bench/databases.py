"""Databases that a benchmark begins from again and again: copies of one that was filled once."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg2
from psycopg2 import sql


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path):
        self._folder = folder

    def address(self, name: str) -> str:
        """For DATABASE_URL."""
        return f"sqlite:///{self._file(name)}"

    def create(self, name: str) -> None:
        """An empty one: SQLite makes it when it is opened."""
        self.drop(name)

    def copy(self, source: str, name: str) -> None:
        self.drop(name)
        shutil.copy(self._file(source), self._file(name))

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._file(name)}{suffix}").unlink(missing_ok=True)

    def _file(self, name):
        return self._folder / f"{name}.sqlite3"


class Postgres:
    """Databases of their own, besides the one at `address`, on the same server."""

    name = "PostgreSQL"

    def __init__(self, address: str):
        self._given = address
        self._prefix = f"bench_{os.getpid()}"  # others may measure on the same server

    def address(self, name: str) -> str:
        parts = urlsplit(self._given)
        return urlunsplit(parts._replace(path=f"{parts.path.rpartition('/')[0]}/{self._prefix}_{name}"))

    def create(self, name: str) -> None:
        self._run("CREATE DATABASE {}", name)

    def copy(self, source: str, name: str) -> None:
        self.drop(name)
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {}", name)

    def _run(self, statement, *names):
        config = environ.Env.db_url_config(self._given)
        connection = psycopg2.connect(
            dbname=config["NAME"],
            user=config["USER"] or None,
            password=config["PASSWORD"] or None,
            host=config["HOST"] or None,
            port=config["PORT"] or None,
        )
        try:
            connection.autocommit = True  # a database cannot be made within a transaction
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL(statement).format(*(sql.Identifier(f"{self._prefix}_{n}") for n in names))
                )
        finally:
            connection.close()
