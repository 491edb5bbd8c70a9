"""What the ledger of organisations needs: its rows may hang on one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib import cells

if TYPE_CHECKING:
    from lib.sheets.table import Table
    from orgs.intake.sheet import Sheet


def names_in_file(sheet: Sheet, table: Table) -> None:
    """Remember the names that the file itself brings, so that other rows may name them as their parents."""
    for cell in table.column("党组织名称"):
        try:
            sheet.incoming.add(cells.text(cell))
        except cells.Misread:
            continue  # said where the row is read
