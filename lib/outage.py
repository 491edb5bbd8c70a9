"""Failures that are the machine's and not the program's: a full disk, a database that is away.

They pass without a new start of anything, and whoever meets one is told which it was.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum, auto

from django.contrib.sessions import middleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import Error, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Outage(StrEnum):
    FULL = auto()  # no room on the disk
    FAILING = auto()  # the disk takes nothing, and doesn't say why
    READ_ONLY = auto()
    BUSY = auto()  # others held the database, or all its connections, for too long
    AWAY = auto()  # no database


_OF_SYSTEM = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EFBIG: Outage.FULL,
    errno.EROFS: Outage.READ_ONLY,
    errno.EIO: Outage.FAILING,
}
# https://sqlite.org/rescode.html; of longer codes the last byte.
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_IOERR: Outage.FAILING,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; of the others their class.
_OF_POSTGRESQL = {
    "53100": Outage.FULL,
    "25006": Outage.READ_ONLY,
    "58030": Outage.FAILING,
    "08": Outage.AWAY,
    "57": Outage.AWAY,
    "40": Outage.BUSY,
    "53": Outage.BUSY,
    "55": Outage.BUSY,
}
# What psycopg raises without a code when the line is cut.
_CUT = ("OperationalError", "InterfaceError", "DatabaseError")


def outage(error: BaseException | None) -> Outage | None:
    """Which outage the error, or one that led to it, tells of; None: it is a fault of the program."""
    return next((found for each in _chain(error) if (found := _outage(each))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _outage(error):
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno)
    if isinstance(error, sqlite3.Error):
        return _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if hasattr(error, "pgcode"):
        code = error.pgcode or ""
        found = _OF_POSTGRESQL.get(code) or _OF_POSTGRESQL.get(code[:2])
        return found or (Outage.AWAY if not code and type(error).__name__ in _CUT else None)
    return None


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's; who only reads is answered also when nothing can be written.

    Then the session does not learn that it was used, and ends sooner.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        try:
            return super().process_response(request, response)
        except (Error, SessionInterrupted) as error:
            if outage(error) is None:
                raise
            if request.method in ("GET", "HEAD"):
                return response
            # Django takes what it could not write for deleted, and that for a bad request.
            raise OperationalError("the session could not be written") from error
