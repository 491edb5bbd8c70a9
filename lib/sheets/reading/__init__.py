"""Tables out of the files that offices have: .xlsx, .xls, .csv, and web pages named .xls."""

from pathlib import PurePath
from typing import BinaryIO

from lib.sheets.reading import delimited, limits, markup, old_workbook, workbook
from lib.sheets.reading.kinds import Kind, check_ending, kind_of
from lib.sheets.reading.page import Cell, Page, Unreadable
from lib.sheets.reading.workbook import MACROS

__all__ = ["Cell", "Page", "Unreadable", "read"]

_EMPTY = "表里没有内容。请先写好表头和各行内容，保存后再上传。"
_HEAD = 4096
_NOTHING = b"\0\t\r\n "
_WITH_MACROS = (".xlsm", ".xltm", ".xlam")


def read(file: BinaryIO, name: str) -> list[Page]:
    """Every page of the file; `name` is the one it was uploaded under.

    Unreadable, with the reason and what to do, for whatever is no table, locked, damaged, too large or
    made to do harm. Memory and time are bounded before anything is unpacked or parsed.
    """
    data = file.read(limits.BYTES + 1)
    if len(data) > limits.BYTES:
        raise Unreadable(f"文件超过{limits.BYTES // 1024 // 1024}MB。{limits.SPLIT}")
    if not data[:_HEAD].strip(_NOTHING) and not data.strip(_NOTHING):  # stripping copies: seldom
        raise Unreadable(_EMPTY)
    kind = kind_of(data)
    if name.lower().endswith(_WITH_MACROS):
        raise Unreadable(MACROS)
    pages = _pages(data, kind, name)
    if not any(value not in (None, "") for page in pages for row in page.rows for value in row):
        raise Unreadable(_EMPTY)
    return pages


def _pages(data, kind, name):
    match kind:
        case Kind.PACKAGE:
            return workbook.read(data, lambda: check_ending(name, kind))
        case Kind.COMPOUND:
            return old_workbook.read(data, lambda: check_ending(name, kind))
    check_ending(name, kind)
    return markup.read(data) if kind is Kind.MARKUP else delimited.read(data, PurePath(name).stem)
