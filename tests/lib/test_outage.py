"""Promises 43 and 44: what is the machine's failure, and what is a fault of the program."""

import errno
import sqlite3
from contextlib import closing

import psycopg2
import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory

from lib.outage import Outage, SessionMiddleware, outage


def sqlite_error(statement, *before) -> sqlite3.Error:
    with closing(sqlite3.connect(":memory:")) as database:
        for each in before:
            database.execute(each)
        with pytest.raises(sqlite3.Error) as caught:
            database.execute(statement)
    return caught.value


def caused_by(cause: Exception, error: type[Exception] = OperationalError) -> Exception:
    """As Django hands on what a driver raised."""
    with pytest.raises(error) as caught:
        raise error(*cause.args) from cause
    return caught.value


class Coded(psycopg2.OperationalError):
    """The driver's own codes cannot be set."""

    pgcode = ""


def coded(code):
    return type("Coded", (Coded,), {"pgcode": code})("told by the server")


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (errno.ENOSPC, Outage.FULL),
        (errno.EDQUOT, Outage.FULL),
        (errno.EROFS, Outage.READ_ONLY),
        (errno.EIO, Outage.FAILING),
        (errno.ENOENT, None),
    ],
)
def test_system_tells_by_number(number, found):
    assert outage(OSError(number, "…")) == found


def test_sqlite_without_room_is_full():
    grow = "INSERT INTO t SELECT hex(zeroblob(9000))"
    error = sqlite_error(grow, "CREATE TABLE t (a)", "PRAGMA max_page_count = 2")
    assert "full" in str(error)
    assert outage(caused_by(error)) == Outage.FULL


def test_sqlite_that_may_not_be_written_is_read_only(tmp_path):
    path = tmp_path / "database.sqlite3"
    path.write_bytes(b"")
    read_only = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with closing(read_only), pytest.raises(sqlite3.OperationalError) as caught:
        read_only.execute("CREATE TABLE t (a)")
    assert outage(caused_by(caught.value)) == Outage.READ_ONLY


def test_sqlite_held_by_another_is_busy(tmp_path):
    path = tmp_path / "database.sqlite3"
    with closing(sqlite3.connect(path)) as holder, closing(sqlite3.connect(path, timeout=0)) as other:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked") as caught:
            other.execute("BEGIN IMMEDIATE")
    assert outage(caused_by(caught.value)) == Outage.BUSY


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("53100", Outage.FULL),
        ("53300", Outage.BUSY),
        ("25006", Outage.READ_ONLY),
        ("57P01", Outage.AWAY),
        ("40P01", Outage.BUSY),
        ("42P01", None),
    ],
)
def test_postgresql_tells_by_code(code, found):
    assert outage(caused_by(coded(code))) == found


def test_cut_line_is_a_database_that_is_away(tmp_path):
    with pytest.raises(psycopg2.OperationalError) as caught:
        psycopg2.connect(host=str(tmp_path), dbname="nothing")
    assert outage(caused_by(caught.value)) == Outage.AWAY


def test_fault_of_the_program_is_none():
    assert outage(None) is None
    assert outage(caused_by(sqlite_error("SELECT a FROM nothing"))) is None
    assert outage(caused_by(psycopg2.ProgrammingError("syntax"), ProgrammingError)) is None
    assert outage(RuntimeError("database or disk is full")) is None


def test_error_that_an_outage_led_to_tells_of_it():
    assert outage(caused_by(caused_by(OSError(errno.ENOSPC, "…")), RuntimeError)) == Outage.FULL


@pytest.fixture
def unwritable(monkeypatch):
    """What Django says of a session that it could not write; its cause is set by the test."""
    told = {}

    def process_response(self, request, response):
        raise caused_by(told["cause"], SessionInterrupted)

    monkeypatch.setattr(SessionMiddleware.__base__, "process_response", process_response)
    return told


def answered(method):
    request = getattr(RequestFactory(), method)("/")
    return SessionMiddleware(lambda request: None).process_response(request, HttpResponse("read"))


def test_who_only_reads_gets_the_page_though_the_session_cannot_be_written(unwritable):
    unwritable["cause"] = OSError(errno.ENOSPC, "…")
    assert answered("get").content == b"read"
    with pytest.raises(OperationalError) as caught:
        answered("post")
    assert outage(caught.value) == Outage.FULL


def test_session_that_was_ended_meanwhile_is_still_a_bad_request(unwritable):
    unwritable["cause"] = KeyError("session")
    with pytest.raises(SessionInterrupted):
        answered("get")
