"""The acts of an import, one verb a function. Nothing else moves a batch from one state to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files import File

from orgs.models import ImportBatch, Organization, User

if TYPE_CHECKING:
    from orgs.ledgers import Ledger


class Refused(Exception):
    """An act that is not possible now; the text says why and what to do, line by line."""

    def __init__(self, *lines: str):
        super().__init__("\n".join(lines))
        self.lines = lines


def receive(
    ledger: Ledger,
    upload: File,
    *,
    user: User | None,
    organization: Organization | None = None,
    create_missing: bool = False,
) -> ImportBatch:
    """Keep the uploaded file as a new batch in the state `reading`."""


def check(batch: ImportBatch, ledger: Ledger) -> None:
    """Read the file and store what it would do: then `previewed`, `asking` (for the header) or `refused`."""


def check_soon(batch: ImportBatch, ledger: Ledger) -> None:
    """`check` a small file now, a large one in the background."""


def tend(batch: ImportBatch, ledger: Ledger) -> None:
    """If the background reader or writer died (a server was stopped), begin again. Cheap; called by every poll."""


def answer(batch: ImportBatch, ledger: Ledger, *, page: str, header_row: int | None) -> None:
    """Read again with the sheet and the header row (from 1) that the user pointed to."""


def commit(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Write all or nothing. Refused when rows are wrong, or when the data changed since the preview
    (then the batch is previewed anew)."""


def commit_soon(batch: ImportBatch, ledger: Ledger, user: User) -> None:
    """`commit` a small batch now, a large one in the background (state `committing`)."""


def undo(batch: ImportBatch, ledger: Ledger, user: User | None) -> None:
    """Take back all that the batch wrote. Refused, naming the rows, when any was changed since."""


def discard(batch: ImportBatch) -> None:
    """Give up a preview: its pages and its file go."""
