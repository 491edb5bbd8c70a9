"""The container of an old .xls (OLE compound file): what it holds, and its workbook in a container made here.

The parser follows a container's chains of sectors without asking whether they end; it is given a fresh one.
"""

import io
import struct

import olefile

from lib.sheets.reading.engine import LOCKED
from lib.sheets.reading.page import Unreadable
from lib.sheets.reading.parts import DAMAGED
from lib.sheets.reading.workbook import MACROS

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK = "Workbook"
_ENCRYPTED = "encryptedpackage"
_MACROS = "_vba_project_cur"
_DOCUMENTS = {
    "worddocument": "这是 Word 文档，不是表格。请把内容放到 Excel 表格里，保存为 .xlsx 后再上传。",
    "powerpoint document": "这是演示文稿，不是表格。请把内容放到 Excel 表格里，保存为 .xlsx 后再上传。",
    "book": "这是 Excel 95 或更早的表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
}
_NOT_A_BOOK = "这不是 Excel 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"

_SECTOR = 4096
_IN_HEADER = 109  # places of allocation sectors that the header itself holds: enough for 400 MB
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_HEADER = struct.Struct("<8s16s5H6x9L")
_ENTRY = struct.Struct("<64sHBB3L16sL16sLQ")
_LEAST = 4096  # smaller streams would have to lie in the mini stream


def workbook_stream(data: bytes) -> bytes:
    """The BIFF records of an .xls; Unreadable for locked workbooks, macros and other documents."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {path[0].lower() for path in container.listdir(streams=True, storages=True)}
            _refuse(names)
            if container.get_size(_BOOK) > len(data):
                raise Unreadable(DAMAGED)
            with container.openstream(_BOOK) as stream:
                return stream.read()
    except Unreadable:
        raise
    except Exception as error:  # olefile fails in many ways on damaged containers
        raise Unreadable(DAMAGED) from error


def _refuse(names):
    if _ENCRYPTED in names:
        raise Unreadable(LOCKED)
    if _MACROS in names:
        raise Unreadable(MACROS)
    if _BOOK.lower() not in names:
        raise Unreadable(next((text for name, text in _DOCUMENTS.items() if name in names), _NOT_A_BOOK))


def contained(stream: bytes) -> bytes:
    """A compound file with nothing but this Workbook stream."""
    stream = stream.ljust(_LEAST, b"\0")
    length = -(-len(stream) // _SECTOR)
    # Sectors: allocation tables, the directory, an empty mini stream (the parser asks for one), the stream.
    tables = -(-(length + 2) // (_SECTOR // 4 - 1))
    first = tables + 2
    chain = [_TABLE] * tables + [_END, _END] + list(range(first + 1, first + length)) + [_END]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    header = _HEADER.pack(
        SIGNATURE, b"", 0x3E, 4, 0xFFFE, 12, 6, 1, tables, tables, 0, _LEAST, _END, 0, _END, 0
    ) + struct.pack(f"<{_IN_HEADER}L", *range(tables), *[_FREE] * (_IN_HEADER - tables))
    directory = _entry("Root Entry", 5, 1, tables + 1, _SECTOR) + _entry(_BOOK, 2, _FREE, first, len(stream))
    sectors = header, struct.pack(f"<{len(chain)}L", *chain), directory, b"\0" * _SECTOR, stream
    return b"".join(part.ljust(-(-len(part) // _SECTOR) * _SECTOR, b"\0") for part in sectors)


def _entry(name, kind, child, first, size):
    text = (name + "\0").encode("utf-16-le")
    return _ENTRY.pack(text, len(text), kind, 1, _FREE, _FREE, child, b"", 0, b"", first, size)
