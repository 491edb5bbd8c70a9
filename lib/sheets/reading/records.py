"""Counts what an .xls workbook will cost the parser, from its BIFF8 records, before the parser sees it."""

import struct
from array import array
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
_MERGED, _DIMENSIONS = 0xE5, 0x200
_SIMPLE = frozenset({_LABELSST, 0x203, 0x27E})  # and NUMBER, RK
_FILLED = _SIMPLE | {_FORMULA, _BOOLERR, _MULRK, 0x204, 0xD6}  # and LABEL, RSTRING
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
_SMALL = struct.pack("<2L3H", 0, 1, 0, 1, 0)
_PLACED = struct.Struct("<4H")  # kind, length; cells go on with row and column
_LEAST = 8  # bytes of the shortest cell, after its head
_INDEX = 10  # where a LABELSST, with its head, has the number of its string
_MOST_RECORDS = 3_000_000  # a second's work; 65,536 rows of 40 columns have fewer


@dataclass
class Counted:
    """Of one sheet: the last filled row and column, from 1, and the cells that hold an error."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def check(stream: bytes) -> tuple[list[Counted], bytes]:
    """The worksheets in the workbook's order, and the records as the parser may have them.

    Unreadable for locked, linked, damaged, huge workbooks.
    """
    tally = _Tally()
    sheet, strings, read = tally.sheet, tally.shown, _PLACED.unpack_from
    stream += bytes(_PLACED.size)  # so that the last record has a place, too
    offset, end = 0, len(stream) - _PLACED.size
    if not stream.startswith(_BOF.to_bytes(2, "little")):
        raise Unreadable(DAMAGED)
    for _ in range(_MOST_RECORDS):  # simple cells are nearly all records: they are counted right here
        if offset >= end:
            return tally.finish(stream), tally.modest(stream)
        kind, length, row, column = read(stream, offset)
        if kind in _SIMPLE and length >= _LEAST:
            if row >= sheet.rows:
                sheet.rows = row + 1
            if column >= sheet.columns:
                sheet.columns = column + 1
            if kind == _LABELSST:
                strings.append(offset + _INDEX)
        else:
            tally.add(offset, kind, stream[offset + 4 : offset + 4 + length])
            sheet = tally.sheet
        offset += 4 + length
    raise Unreadable(f"表格太大。{limits.SPLIT}")


class _Tally:
    """What was found so far."""

    def __init__(self):
        self.sheet = Counted()
        self.shown = array("L")  # offsets of the indexes of shared strings
        self._sheets = {}  # by the offset of the BOF record, by which the workbook names them
        self._depth = 0  # charts lie inside their sheets
        self._named = []
        self._strings = []
        self._dimensions = []  # offsets
        self._merged = 0
        self._last = None

    def add(self, offset, kind, body):
        if kind in _FILLED:
            _count_cell(self.sheet, kind, body)
        elif kind == _BOF:
            self._depth += 1
            if self._depth == 1:
                self.sheet = self._sheets[offset] = Counted()
        elif kind == _EOF:
            self._depth = max(self._depth - 1, 0)
        elif kind == _SST or (kind == _CONTINUE and self._last == _SST):
            self._strings.append(body)
            kind = _SST
        elif kind == _BOUNDSHEET:
            self._named.append((int.from_bytes(body[:4], "little"), body[5:6]))
        elif kind == _DIMENSIONS:
            if len(body) != len(_SMALL):
                raise Unreadable(DAMAGED)
            self._dimensions.append(offset)
        elif kind == _MERGED:
            self._merged += len(body) // 8
        else:
            _refuse(kind, body)
        self._last = kind

    def finish(self, stream):
        if any(kind == bytes([_MACRO_SHEET]) for _, kind in self._named):
            raise Unreadable(MACROS)
        if self._merged > limits.MERGED:
            raise Unreadable(limits.MANY_MERGED)
        if self._depth or any(offset not in self._sheets for offset, _ in self._named):
            raise Unreadable(DAMAGED)
        self._check_size(stream)
        return [self._sheets[offset] for offset, kind in self._named if kind == bytes([_WORKSHEET])]

    def modest(self, stream):
        """The records, of sheets that claim one cell: the parser reserves what is claimed, even terabytes."""
        modest = bytearray(stream)
        for offset in self._dimensions:
            modest[offset + 4 : offset + 4 + len(_SMALL)] = _SMALL
        return bytes(modest)

    def _check_size(self, stream):
        extent = limits.Extent()
        for sheet in self._sheets.values():
            extent.add(sheet.rows, sheet.columns)
        known = lengths(self._strings)
        if len(self.shown) * max(known, default=0) > limits.UNPACKED:
            indexes = (int.from_bytes(stream[at : at + 4], "little") for at in self.shown)
            extent.add_text(sum(known[index] for index in indexes if index < len(known)))


def _refuse(kind, body):
    if kind == _FILEPASS:
        raise Unreadable(LOCKED)
    if kind == _SUPBOOK and int.from_bytes(body[2:4], "little") not in (_OWN_BOOK, _ADD_IN):
        raise Unreadable(_LINKS)


def _count_cell(sheet, kind, body):
    if len(body) < _LEAST:
        raise Unreadable(DAMAGED)
    row, column = struct.unpack_from("<HH", body)
    if kind == _BOOLERR and len(body) > 7 and body[7]:
        sheet.errors[row, column] = _ERRORS.get(body[6], "#N/A")
    elif kind == _FORMULA and len(body) > 13 and body[12:14] == b"\xff\xff" and body[6] == 2:
        sheet.errors[row, column] = _ERRORS.get(body[8], "#N/A")
    elif kind == _MULRK:
        column = max(column, struct.unpack("<H", body[-2:])[0])
    sheet.rows = max(sheet.rows, row + 1)
    sheet.columns = max(sheet.columns, column + 1)
