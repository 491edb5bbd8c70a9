"""Short ways to take rows in, for tests of what becomes of them."""

from collections.abc import Sequence

from jiedao.ledgers import LEDGERS
from orgs.enums import Verdict
from orgs.models import ImportBatch
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.ledger_files import changes, errors, receive, take_in, verdicts

__all__ = ["Verdict", "changes", "commit_rows", "errors", "preview_rows", "verdicts"]


def preview_rows(key: str, header: str, *rows: Sequence, **options) -> ImportBatch:
    """`header` with spaces between the columns."""
    return receive(LEDGERS[key], xlsx_bytes([header.split(), *rows]), **options)


def commit_rows(key: str, header: str, *rows: Sequence, **options) -> ImportBatch:
    return take_in(LEDGERS[key], xlsx_bytes([header.split(), *rows]), **options)
