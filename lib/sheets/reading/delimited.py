"""A CSV file, whatever separates its columns. Every cell is a str."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from statistics import median

from lib.sheets.reading import limits
from lib.sheets.reading.page import Page, Unreadable
from lib.sheets.reading.text import decode

_SEPARATORS = ",\t;"
_SAMPLE = 20  # rows by which the separator is told
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how Excel is made to keep leading zeros
_MOST_SEPARATORS = 100_000  # in one row, those inside of quoted texts too
_ODD = "CSV 文件的引号不成对，或有一格文字过长。请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再上传。"


def read(data: bytes, name: str) -> list[Page]:
    """One page of this name."""
    text = decode(data)
    separator = max(_SEPARATORS, key=lambda candidate: _width(text, candidate))
    return [Page(name, _rows(text, separator))]


def _width(text, separator):
    """The usual number of columns, if this is the separator; max takes the first of equals."""
    try:
        return median([len(row) for row in islice(_parsed(text, separator), _SAMPLE) if row] or [0])
    except Unreadable:
        return 0


def _rows(text, separator):
    rows, blank, cells = [], 0, 0
    for row in _parsed(text, separator):
        if not any(row):
            blank += 1
            continue
        row = [_plain(value) for value in row]
        rows += [[] for _ in range(min(blank, limits.ROWS))]
        blank = 0
        rows.append(row)
        extent = limits.Extent()
        extent.add(len(rows), _filled(row))
        cells += len(row)
        if cells > limits.CELLS:
            raise Unreadable(f"表格太大，最多{limits.CELLS // 10_000}万格。{limits.SPLIT}")
    return rows


def _filled(row):
    """The last filled column, from 1."""
    return len(row) if row[-1] else max(place for place, value in enumerate(row, start=1) if value)


def _plain(value):
    if value.startswith('="') and (match := _AS_TEXT.fullmatch(value)):
        return match[1].replace('""', '"')
    return value


def _parsed(text, separator) -> Iterator[list[str]]:
    lines = _Lines(text, separator)
    try:
        for row in csv.reader(lines, delimiter=separator):
            lines.separators = 0
            yield row
    except csv.Error as error:
        raise Unreadable(_ODD) from error


class _Lines(Iterator):
    """The lines, one at a time; a row of millions of columns is refused before it is built."""

    def __init__(self, text, separator):
        self._lines = _LINE.finditer(text)
        self._separator = separator
        self.separators = 0

    def __next__(self):
        line = next(self._lines)[0]
        self.separators += line.count(self._separator)
        if self.separators > _MOST_SEPARATORS:
            raise Unreadable(f"表格有一行超过{limits.COLUMNS}列。请删除右侧不用的列后再上传。")
        return line
