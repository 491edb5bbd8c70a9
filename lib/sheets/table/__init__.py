"""A table on a page as people make them: where its header is, what its columns mean, which rows count."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lib.sheets.table.body import body, has_values
from lib.sheets.table.heading import HeaderNotFound, Heading, TableError, heading
from lib.sheets.table.label import MISTAKES, letters, plain, shown

if TYPE_CHECKING:  # finding a table needs no parser of files
    from lib.sheets.reading import Cell, Page

__all__ = ["MISTAKES", "HeaderNotFound", "Table", "TableError", "find", "letters", "plain"]

_SHOWN_ROWS = 20


@dataclass
class Table:
    """`rows` are parallel to `lines`, and each as wide as `labels`. Numbers of rows begin at 1."""

    page: str
    header_row: int  # the last one, where the header takes two
    headers: dict[str, int]  # known header → its column, from 0
    labels: list[str]  # what stands above every column, on one line; "" where nothing does
    unread: list[str]  # labels of the columns that mean nothing here
    lines: list[int]
    rows: list[list["Cell"]]
    skipped: list[tuple[int, str]]  # row number, what it is
    others: list[str] = field(default_factory=list)  # other pages that hold such a table

    def column(self, header: str) -> list["Cell"]:
        """All rows' cells below a known header; None for each if the file lacks the column."""
        position = self.headers.get(header)
        if position is None:
            return [None] * len(self.rows)
        return [row[position] for row in self.rows]


def find(
    pages: Sequence["Page"],
    known: Mapping[str, str],
    required: Collection[str],
    *,
    page: str = "",
    header_row: int | None = None,
) -> Table:
    """The table on the page called `page`, or on the first that has one, visible pages before hidden ones.

    `known`: plain(header or another name of it) → header. `required`: the headers by which a table is
    told from other rows; one of them may be missing. `header_row`, from 1, is taken as the user says.
    Raises HeaderNotFound, and TableError for a page that is not there or a header that is there twice.
    """
    sought = [each for each in pages if not page or each.name == page]
    if page and not sought:
        raise TableError(f"文件里没有名为“{page}”的工作表，请重新选择。")
    sought.sort(key=lambda each: each.hidden)
    found = [(each, its) for each in sought if (its := heading(each, known, required, header_row))]
    if not found:
        raise _not_found(sought, pages)
    taken, its_heading = found[0]
    return _table(taken, its_heading, required, [other.name for other, _ in found[1:]])


def _table(page: "Page", top: Heading, required: Collection[str], others: list[str]) -> Table:
    if top.twice:
        header, first, second = top.twice
        raise TableError(
            f"{letters(first)}列“{top.labels[first]}”和{letters(second)}列“{top.labels[second]}”"
            f"都是“{header}”，请只留一列。"
        )
    keys = {top.headers[header] for header in required if header in top.headers}
    lines, rows, skipped, labels = body(page, top, keys)
    known = set(top.headers.values())
    unread = [
        label or f"{letters(column)}列"
        for column, label in enumerate(labels)
        if column not in known and plain(label) != MISTAKES and (label or has_values(rows, column))
    ]
    return Table(page.name, top.bottom + 1, top.headers, labels, unread, lines, rows, skipped, others)


def _not_found(sought, pages):
    asked = next((page for page in sought if page.rows), None)
    rows = [[shown(cell) for cell in row] for row in asked.rows[:_SHOWN_ROWS]] if asked else []
    return HeaderNotFound(asked.name if asked else "", rows, [page.name for page in pages])
