"""The large table that was checked last, so that a commit soon after need not parse its file once more.

The stored file stays the truth: a table is known by the checksum of the bytes that it was read from, and
stands in only for a file that still holds them. A commit in another process, or later, reads the file.
"""

from __future__ import annotations

import hashlib
from threading import Lock, Timer
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from uuid import UUID

    from lib.sheets.table import Table
    from orgs.models import ImportBatch

SECONDS = 300  # that a clerk may take to look at the preview
MOST_CELLS = 500_000  # some sixty megabytes; there is one table at a time


class Seal(NamedTuple):
    """What makes a table of a file: equal seals, equal tables."""

    token: UUID  # of the batch
    ledger: str
    page: str
    header_row: int | None
    checksum: bytes


class Shelf:
    """Room for one table, which whoever takes it takes away; it is thrown away when its time is over."""

    def __init__(self):
        self._lock = Lock()
        self._seal: Seal | None = None
        self._table: Table | None = None
        self._timer: Timer | None = None

    def put(self, seal: Seal, table: Table) -> None:
        """In place of the one before; one that is too large is not kept."""
        if len(table.rows) * len(table.labels) > MOST_CELLS:
            return
        timer = Timer(SECONDS, self.take, [seal])
        timer.daemon = True  # a server that stops does not wait for it
        with self._lock:
            self._clear()
            self._seal, self._table, self._timer = seal, table, timer
        timer.start()

    def take(self, seal: Seal) -> Table | None:
        with self._lock:
            if seal != self._seal:
                return None
            table = self._table
            self._clear()
            return table

    def _clear(self):
        if self._timer is not None:
            self._timer.cancel()
        self._seal = self._table = self._timer = None


shelf = Shelf()


def seal(batch: ImportBatch) -> Seal:
    """Of the batch's file as it is now, read as the batch says."""
    with batch.file.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").digest()
    return Seal(batch.token, batch.ledger, batch.page, batch.header_row, checksum)
