"""The rows below a header: which are records, and which are totals, examples and notes."""

import re
from collections.abc import Collection
from itertools import compress, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

from lib.sheets.table.heading import Heading
from lib.sheets.table.label import is_blank, plain

if TYPE_CHECKING:  # see lib/sheets/table/__init__.py
    from lib.sheets.reading import Cell, Page

_TOTALS = {"合计", "总计", "小计", "共计", "本页合计", "本页小计"}
_EXAMPLE = "【示例】"
_RUNNING_NUMBERS = {"序号", "序"}
_HEADS = 3  # a total's word stands in one of the first three filled cells
_NOTE = re.compile(
    r"(?:(?:填表|填报|制表|审核|复核|审批|经办|统计|报送)(?:人|员|单位|日期|时间|说明|要求)?"
    r"|(?:单位)?负责人|联系人|联系电话|电话|日期|单位|注\d*|备注|说明)(?:[(（][^)）]*[)）])?[:：]"
)
_NOTE_GOES_ON = re.compile(r"[(（]?\d{1,2}[)）.、．]|[①-⑳]")
_TOTAL_MARKS = re.compile(r"[\s:：]")
_SPACES = re.compile(r"\s")
_NOTED = "填表说明"


def body(
    page: "Page", heading: Heading, keys: Collection[int]
) -> tuple[list[int], list[list["Cell"]], list[tuple[int, str]], list[str]]:
    """Numbers (from 1) and cells of the records, what was skipped, and the labels of all columns.

    `keys` are the columns that no note fills.
    """
    start = heading.bottom + 1
    merged = _filled_downward(page, start)
    judge = _Judge(page, heading, keys)
    lines, rows, skipped = [], [], []
    for index in range(start, len(page.rows)):
        row = page.rows[index]
        heads = _heads(row)
        if not heads:
            continue
        if index in merged:
            row = merged[index]
            heads = _heads(row)
        reason = judge.reason(row, heads)
        if reason is None:
            lines.append(index + 1)
            rows.append(row)
        elif reason:
            skipped.append((index + 1, reason))
    labels, rows = _even(heading.labels, rows)
    return lines, rows, skipped, labels


class _Judge:
    """Says of a row what it is when it is no record."""

    def __init__(self, page, heading, keys):
        self._keys, self._known, self._labels = keys, set(heading.headers.values()), heading.labels
        header = page.rows[heading.top : heading.bottom + 1]
        self._words = {cell for row in header for cell in row if isinstance(cell, str)}
        self._above = [set(map(plain, cells)) for cells in zip_longest(*header)]
        self._in_note = False

    def reason(self, row, heads) -> str | None:
        """None for a record, "" for what need not be told."""
        reason = None
        # Most rows by far end here: nothing in their first cells looks like more than a record.
        if heads[0] in self._words or self._in_note or any(map(_looks_special, heads)):
            reason = self._special(row, [str(cell) for cell in heads])
            self._in_note = reason == _NOTED
        if reason is None and len(heads) <= _HEADS and self._is_empty(row):
            reason = "" if self._is_numbered_only(row) else "各栏都是空的"
        return reason

    def _special(self, row, heads):
        for head in heads[:_HEADS]:
            word = _TOTAL_MARKS.sub("", head)
            if word in _TOTALS:
                return f"{word}行"
            if word.startswith(_EXAMPLE):
                return "示例行"
        if self._repeats_header(row):
            return "重复的表头"
        goes_on = self._in_note and len(heads) == 1 and _NOTE_GOES_ON.match(heads[0].strip())
        return _NOTED if goes_on or self._is_note(row) else None

    def _is_empty(self, row):
        return all(is_blank(row[column]) for column in self._known if column < len(row))

    def _repeats_header(self, row):
        filled = _filled(row)
        return len(filled) > 1 and all(
            column < len(self._above) and plain(cell) in self._above[column] for column, cell in filled
        )

    def _is_note(self, row):
        """Whether it begins like 填表人：, and the key columns hold only such words and what follows them."""
        after_label = False
        for place, (column, cell) in enumerate(_filled(row)):
            written = _SPACES.sub("", str(cell))
            begins = bool(_NOTE.match(written))
            if not begins and (place == 0 or (column in self._keys and not after_label)):
                return False
            after_label = written.endswith((":", "："))
        return True

    def _is_numbered_only(self, row):
        """Rows numbered beforehand and not filled in."""
        labels = self._labels
        return all(at < len(labels) and plain(labels[at]) in _RUNNING_NUMBERS for at, _ in _filled(row))


def _looks_special(cell):
    return cell.__class__ is str and ("计" in cell or "：" in cell or ":" in cell or "【" in cell)


def _heads(row):
    """The first filled cells, one more than are looked at: called once or twice for every row."""
    heads = []
    for cell in row:
        if cell is None or cell == "" or (cell.__class__ is str and cell.isspace()):
            continue
        heads.append(cell)
        if len(heads) > _HEADS:
            break
    return heads


def _filled(row):
    return [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]


def _filled_downward(page, start):
    """Row index → its cells and those merged over it; what is merged sideways is the first column's."""
    rows, changed, reached = page.rows, {}, {}
    for first, column, last, _ in sorted(page.merged):
        # `reached`: ranges that overlap (no spreadsheet makes them) cost no more than one column.
        begin, end = max(first + 1, reached.get(column, 0)), min(last + 1, len(rows))
        if first < start or begin >= end or column >= len(rows[first]) or is_blank(rows[first][column]):
            continue
        for index in range(begin, end):
            row = changed.setdefault(index, list(rows[index]))
            row.extend([None] * (column + 1 - len(row)))
            row[column] = rows[first][column]
        reached[column] = end
    return changed


def _even(labels, rows):
    """Labels and rows of one width: up to the last column that has a label or a value."""
    widest = max(map(len, rows), default=0)
    if any(len(row) != widest for row in rows):
        rows = [[*row, *[None] * (widest - len(row))] for row in rows]
    labels = labels + [""] * (widest - len(labels))
    used = [bool(label) or (at < widest and has_values(rows, at)) for at, label in enumerate(labels)]
    width = max(compress(range(1, len(used) + 1), used), default=0)
    if width != widest:
        rows = [[*row[:width], *[None] * (width - len(row))] for row in rows]
    return labels[:width], rows


def has_values(rows: list[list["Cell"]], column: int) -> bool:
    return not all(map(is_blank, set(map(itemgetter(column), rows))))
