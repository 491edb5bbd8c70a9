"""Counts what an .xls workbook will cost the parser, from its BIFF8 records, before the parser sees it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lib.sheets.reading import limits
from lib.sheets.reading.engine import LOCKED
from lib.sheets.reading.page import Unreadable
from lib.sheets.reading.parts import DAMAGED
from lib.sheets.reading.shared import lengths
from lib.sheets.reading.workbook import MACROS

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x809, 0x0A, 0x2F, 0x85, 0x1AE
_SST, _CONTINUE, _LABELSST = 0xFC, 0x3C, 0xFD
_FORMULA, _BOOLERR, _MULRK = 0x06, 0x205, 0xBD
_MERGED = 0xE5
# NUMBER, LABEL, RSTRING, RK: with row and column in front, like those above
_FILLED = frozenset({_LABELSST, _FORMULA, _BOOLERR, _MULRK, 0x203, 0x204, 0xD6, 0x27E})
_WORKSHEET, _MACRO_SHEET = 0, 1
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01
_LINKS = "文件里有引用其他工作簿的链接。请把内容按“数值”粘贴到新文件，保存为 .xlsx 后再上传。"
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_HEAD = struct.Struct("<HH")


@dataclass
class Counted:
    """Of one sheet: the last filled row and column, from 1, and the cells that hold an error."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def check(stream: bytes) -> list[Counted]:
    """The worksheets in the workbook's order. Unreadable for locked, linked, damaged, huge workbooks."""
    tally = _Tally()
    for offset, kind, body in _records(stream):
        tally.add(offset, kind, body)
    return tally.finish()


class _Tally:
    def __init__(self):
        self._current = Counted()
        self._sheets = {}  # by the offset of the BOF record, by which the workbook names them
        self._depth = 0  # charts lie inside their sheets
        self._named = []
        self._strings, self._shared = [], []
        self._merged = 0
        self._last = None

    def add(self, offset, kind, body):
        if kind in _FILLED:
            _count_cell(self._current, kind, body, self._shared)
        elif kind == _BOF:
            self._depth += 1
            if self._depth == 1:
                self._current = self._sheets[offset] = Counted()
        elif kind == _EOF:
            self._depth = max(self._depth - 1, 0)
        elif kind == _SST or (kind == _CONTINUE and self._last == _SST):
            self._strings.append(body)
            kind = _SST
        elif kind == _BOUNDSHEET:
            self._named.append((int.from_bytes(body[:4], "little"), body[5:6]))
        elif kind == _MERGED:
            self._merged += len(body) // 8
        else:
            _refuse(kind, body)
        self._last = kind

    def finish(self):
        if any(kind == bytes([_MACRO_SHEET]) for _, kind in self._named):
            raise Unreadable(MACROS)
        if self._merged > limits.MERGED:
            raise Unreadable(limits.MANY_MERGED)
        if any(offset not in self._sheets for offset, _ in self._named):
            raise Unreadable(DAMAGED)
        _check_size(self._sheets.values(), self._strings, self._shared)
        return [self._sheets[offset] for offset, kind in self._named if kind == bytes([_WORKSHEET])]


def _refuse(kind, body):
    if kind == _FILEPASS:
        raise Unreadable(LOCKED)
    if kind == _SUPBOOK and int.from_bytes(body[2:4], "little") not in (_OWN_BOOK, _ADD_IN):
        raise Unreadable(_LINKS)


def _records(stream) -> Iterator[tuple[int, int, bytes]]:
    offset, end = 0, len(stream)
    if stream[:2] != _HEAD.pack(_BOF, 0)[:2]:
        raise Unreadable(DAMAGED)
    while offset + 4 <= end:
        kind, length = _HEAD.unpack_from(stream, offset)
        if offset + 4 + length > end:
            raise Unreadable(DAMAGED)
        yield offset, kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _count_cell(sheet, kind, body, shared):
    if len(body) < 7:
        raise Unreadable(DAMAGED)
    row, column = _HEAD.unpack_from(body)
    if kind == _LABELSST:
        shared.append(body[6:10])
    elif kind == _BOOLERR and len(body) > 7 and body[7]:
        sheet.errors[row, column] = _ERRORS.get(body[6], "#N/A")
    elif kind == _FORMULA and len(body) > 13 and body[12:14] == b"\xff\xff" and body[6] == 2:
        sheet.errors[row, column] = _ERRORS.get(body[8], "#N/A")
    elif kind == _MULRK:
        column = max(column, struct.unpack("<H", body[-2:])[0])
    sheet.rows = max(sheet.rows, row + 1)
    sheet.columns = max(sheet.columns, column + 1)


def _check_size(sheets, strings, shared):
    extent = limits.Extent()
    for sheet in sheets:
        extent.add(sheet.rows, sheet.columns)
    known = lengths(strings)
    if len(shared) * max(known, default=0) > limits.UNPACKED:
        indexes = (int.from_bytes(index, "little") for index in shared)
        extent.add_text(sum(known[index] for index in indexes if index < len(known)))
