"""SQLite's copies: what they carry, and what is said of a database that has no copy."""

import sqlite3
from contextlib import closing

import pytest

from lib.backup import BackupError, sqlite


@pytest.fixture
def live(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "_live", lambda: tmp_path / "live.sqlite3")
    return tmp_path / "live.sqlite3"


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_erased_rows_are_not_carried_in_free_pages(live, tmp_path, journal):
    """SQLite keeps what was deleted in its file until the page is used again; a backup must not."""
    with closing(sqlite3.connect(live)) as base:
        base.execute(f"PRAGMA journal_mode = {journal}")
        base.executescript(
            "CREATE TABLE person (phone TEXT); INSERT INTO person VALUES ('13800001234'), ('13900005678')"
        )
        base.execute("DELETE FROM person WHERE phone LIKE '138%'")
        base.commit()

    sqlite.copy(tmp_path / "copy.sqlite3")

    content = (tmp_path / "copy.sqlite3").read_bytes()
    assert b"13900005678" in content
    assert b"13800001234" not in content


def test_restored_database_takes_the_place_of_one_that_is_in_use(live, tmp_path):
    """Its log and whoever has it open notice: no page of the old one is mixed with the new one's."""
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        copy.executescript("CREATE TABLE unit (name TEXT); INSERT INTO unit VALUES ('恢复的')")
        copy.executescript("CREATE TABLE cookie (key TEXT); INSERT INTO cookie VALUES ('stolen-session')")
    with closing(sqlite3.connect(live)) as reader:
        reader.execute("PRAGMA journal_mode = wal")
        reader.executescript("CREATE TABLE unit (name TEXT); INSERT INTO unit VALUES ('原来的'), ('又一个')")

        sqlite.restore(tmp_path / "copy.sqlite3", emptied="cookie")

        assert reader.execute("SELECT name FROM unit").fetchall() == [("恢复的",)]
        assert reader.execute("SELECT count(*) FROM cookie").fetchone() == (0,)
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert b"stolen-session" not in live.read_bytes()


def test_database_that_is_locked_is_told(live, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "_PATIENCE", 0.2)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        copy.executescript("CREATE TABLE unit (name TEXT)")
    with closing(sqlite3.connect(live)) as writer:
        writer.executescript("PRAGMA journal_mode = wal; CREATE TABLE unit (name TEXT); BEGIN IMMEDIATE")

        with pytest.raises(BackupError, match="先停掉网站"):
            sqlite.restore(tmp_path / "copy.sqlite3", emptied="cookie")


def test_damaged_database_is_told(live, tmp_path):
    live.write_bytes(b"SQLite format 3\0" + b"noise" * 3000)

    with pytest.raises(BackupError, match=r"已损坏.*移走"):
        sqlite.copy(tmp_path / "copy.sqlite3")


def test_database_that_is_not_there_is_told_and_not_made(live, tmp_path):
    with pytest.raises(BackupError, match="数据库出错"):
        sqlite.copy(tmp_path / "copy.sqlite3")

    assert not live.exists()
