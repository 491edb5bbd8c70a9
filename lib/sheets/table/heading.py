"""Which row, or two rows, are the header of a page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.sheets.table.label import is_blank, plain, shown

if TYPE_CHECKING:  # see lib/sheets/table/__init__.py
    from lib.sheets.reading import Page

_ROWS = 30  # titles, lines about the reporting unit and blank rows above a header are fewer
_LEAST_KNOWN = 2
_LONGEST_LABEL = 60  # a longer text is a title or an explanation


class TableError(Exception):
    """A table that cannot be taken as it is. str() is the message for the user."""


class HeaderNotFound(Exception):
    """No header on any page. `page` and its first `rows` (texts) are for asking which row it is."""

    def __init__(self, page: str, rows: list[list[str]], pages: list[str]):
        super().__init__("没有找到表头，请指出表头在第几行。")
        self.page, self.rows, self.pages = page, rows, pages


@dataclass(frozen=True)
class Heading:
    """Rows and columns are counted from 0; `top` is `bottom` in a header of one row."""

    top: int
    bottom: int
    headers: dict[str, int]
    labels: list[str]
    twice: tuple[str, int, int] | None  # a known header that stands above two columns
    goes_on: bool  # a known label is merged with the cell below the header

    def is_enough(self, required: Collection[str]) -> bool:
        """Whether this is a header and not a title or a record in which a known word occurs."""
        of_required = sum(header in self.headers for header in required)
        return len(self.headers) >= _LEAST_KNOWN and of_required * 2 >= len(required)

    def beats(self, other: "Heading | None") -> bool:
        """More known headers win; at equal numbers the earlier one, and one row rather than two.

        Unless the second row is one for certain: a label is merged into it, or it brings a header of its
        own. Its words would be taken for a record.
        """
        if other is None or len(self.headers) != len(other.headers):
            return len(self.headers) > (len(other.headers) if other else 0)
        if other.goes_on and self.top == other.top:
            return True
        overlaps = self.top == other.top or self.bottom == other.bottom
        return overlaps and self.headers.keys() != other.headers.keys()


def heading(
    page: "Page", known: Mapping[str, str], required: Collection[str], row: int | None = None
) -> Heading | None:
    """The best header of the page, or the one at `row` (from 1) and its neighbours; None if there is none."""
    top = _Top(page, known, _ROWS if row is None else row + 1)
    best = None
    for each in top.all() if row is None else top.at(row - 1):
        if each.beats(best) and (row is not None or each.is_enough(required)):
            best = each
    return best


class _Top:
    """The rows of a page in which its header is sought."""

    def __init__(self, page, known, count):
        self._rows, self._known = page.rows[: max(count, 0)], known
        self._words = {}  # row → its labels, once it has been looked at
        widest = max(map(len, self._rows), default=0)
        self._tall = set()  # where a cell begins that is merged over several rows
        self._group = {}  # (row, column) → the first column of the cell that is merged across it
        for first, left, last, right in page.merged:
            if first >= len(self._rows):
                continue
            if last > first:
                self._tall.add((first, left))
            if right > left:
                self._group.update({(first, column): left for column in range(left, min(right + 1, widest))})

    def all(self) -> Iterator[Heading]:
        for row in range(len(self._rows)):
            yield from self._ending(row)

    def at(self, row: int) -> Iterator[Heading]:
        """What the user may mean by this row: it alone, with the one above, with the one below."""
        if 0 <= row < len(self._rows):
            yield from self._ending(row)
        if 0 <= row < len(self._rows) - 1:
            yield self._double(row)

    def _ending(self, row):
        yield self._heading(row, row, [[self._word(row, each)] for each in self._columns(row)])
        if row:
            yield self._double(row - 1)

    def _double(self, top):
        words, group_left = [], None
        for column in self._columns(top, top + 1):
            upper, lower = self._word(top, column), self._word(top + 1, column)
            left = self._group.get((top, column))
            if left is not None or upper:
                group_left = left if left is not None else column
            if not lower:
                words.append([upper])
                group_left = None
            else:
                words.append(self._choices(top, group_left, column, lower))
        return self._heading(top, top + 1, words)

    def _choices(self, top, left, column, lower):
        """What a word below a group may mean, the best first: 联系人 over 电话 is 联系人电话, or 电话."""
        group = self._word(top, left) if left is not None else ""
        if not group:
            return [lower]
        choices = [group + lower, lower]
        if column == left and self._group.get((top, column)) is not None:
            choices.append(group)  # 联系人 over 姓名 and 电话: the first of them is the 联系人
        return choices

    def _heading(self, top, bottom, words):
        headers, labels, twice, goes_on = {}, [], None, False
        for column, choices in enumerate(words):
            label = next((each for each in choices if plain(each) in self._known), None)
            labels.append(label or choices[0])
            if label is None:
                continue
            header = self._known[plain(label)]
            if header in headers:
                twice = twice or (header, headers[header], column)
            headers.setdefault(header, column)
            goes_on = goes_on or (bottom, column) in self._tall
        return Heading(top, bottom, headers, labels, twice, goes_on)

    def _columns(self, *rows):
        return range(max(len(self._rows[row]) for row in rows))

    def _word(self, row, column):
        if row not in self._words:
            self._words[row] = [_label(cell) for cell in self._rows[row]]
        words = self._words[row]
        return words[column] if column < len(words) else ""


def _label(cell):
    return "" if is_blank(cell) or (isinstance(cell, str) and len(cell) > _LONGEST_LABEL) else shown(cell)
