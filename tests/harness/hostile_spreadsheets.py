"""Files that must be refused: made to do harm, broken, locked, or no tables at all."""

import io
import struct
import zipfile
from collections.abc import Callable
from itertools import repeat

from xlsxwriter.utility import xl_col_to_name

from tests.harness.spreadsheets import (
    SHEET,
    SPACE,
    compound,
    csv_bytes,
    records,
    repacked,
    sheet_xml,
    with_sheet,
    xls_bytes,
    xlsx_bytes,
)

_LARGE = 1_048_576
_BOOK_STREAM = "Workbook"


def _good():
    return [["单位名称", "单位性质"], ["青岛第二中学", "学校"], ["市立医院", "医院"]]


def _zip_bomb():
    return repacked(xlsx_bytes(_good()), {SHEET: repeat(bytes(1 << 20), 400)})


def _bomb_beside():
    return repacked(xlsx_bytes(_good()), {"xl/media/image1.png": repeat(bytes(1 << 20), 400)})


def _lying_size():
    """A sheet that unpacks to 400 MB and declares 1,000 bytes."""
    content = bytearray(_zip_bomb())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        real = archive.getinfo(SHEET).file_size
    return bytes(content.replace(struct.pack("<L", real), struct.pack("<L", 1000)))


def _billion_laughs(part=SHEET):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{levels}]>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return repacked(xlsx_bytes(_good()), {part: sheet_xml(rows, before=declared)})


def _empty_rows(cell=""):
    return with_sheet("".join(f'<row r="{n}">{cell.format(n)}</row>' for n in range(1, _LARGE + 1)))


def _wide():
    row = "".join(f'<c r="{xl_col_to_name(n)}1"><v>1</v></c>' for n in range(16_384))
    return with_sheet(f'<row r="1">{row}</row>')


def _corners(*places):
    rows = [f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>' for column, row in places]
    return with_sheet("".join(rows))


def _prefixed_corner():
    row = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    text = sheet_xml(row.format(1, "A") + row.format(_LARGE, "XFD"))
    for name in ("worksheet", "sheetData", "row", "c ", "c>", "v"):
        text = text.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    return repacked(xlsx_bytes(_good()), {SHEET: text.replace("xmlns=", "xmlns:x=")})


def _two_addresses():
    return with_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1" r="XFD1048576"><v>1</v></c></row>')


def _repeated_string():
    """A string of 30,000 characters, shown in 200,000 cells."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 200_000))
    strings = f'<sst xmlns="{SPACE}"><si><t>{"长" * 30_000}</t></si></sst>'
    return repacked(xlsx_bytes(_good()), {SHEET: sheet_xml(rows), "xl/sharedStrings.xml": strings})


def _claimed_strings():
    strings = f'<sst xmlns="{SPACE}" count="1" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    return repacked(xlsx_bytes(_good()), {"xl/sharedStrings.xml": strings})


def _claimed_old_strings():
    table = struct.pack("<2LHB", 1, 4_000_000_000, 1, 0) + b"a"
    return _old_book(_number(0, 0), globals_=[(0xFC, table)])


def _directory_of_a_million():
    return b"PK\x03\x04" + b"PK\x01\x02".ljust(46, b"\0") * 1_000_000 + b"PK\x05\x06" + bytes(18)


def _old_book(*sheet_records, globals_=()):
    """An .xls of these records, without a parser-proof frame: all of it is refused before."""
    start = (0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0))
    sheet = (0x809, struct.pack("<4H2L", 0x600, 0x10, 0, 0, 0, 0))
    end = 0x0A, b""
    return compound({_BOOK_STREAM: records(start, *globals_, end, sheet, *sheet_records, end)})


def _number(row, column):
    return 0x203, struct.pack("<3Hd", row, column, 0, 1.0)


def _old_corners():
    return _old_book(_number(0, 0), _number(65_535, 255))


def looped_chain():
    """An .xls whose chain of sectors leads back to its beginning."""
    data = bytearray(xls_bytes([["名称", "长" * 100]] * 200))
    at = 512 * (struct.unpack_from("<L", data, 76)[0] + 1)  # the first sector of the allocation table
    for place in range(0, 512, 4):
        if struct.unpack_from("<L", data, at + place)[0] == 0xFFFFFFFE:
            struct.pack_into("<L", data, at + place, 0)
    return bytes(data)


def _with_macros():
    return repacked(xlsx_bytes(_good()), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def _with_links():
    return repacked(xlsx_bytes(_good()), {"xl/externalLinks/externalLink1.xml": "<externalLink/>"})


def _damaged_check():
    data = bytearray(xlsx_bytes(_good()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(SHEET)
    at = entry.header_offset + 30 + len(SHEET) + entry.compress_size // 2
    data[at] ^= 0xFF
    return bytes(data)


def _other_package(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _ods():
    return _other_package(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"}
    )


_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)

# name → file name and content; every one must be refused.
HOSTILE: dict[str, Callable[[], tuple[str, bytes]]] = {
    "zip bomb": lambda: ("台账.xlsx", _zip_bomb()),
    "zip bomb beside the sheet": lambda: ("台账.xlsx", _bomb_beside()),
    "part larger than it says": lambda: ("台账.xlsx", _lying_size()),
    "directory of a million parts": lambda: ("台账.xlsx", _directory_of_a_million()),
    "billion laughs": lambda: ("台账.xlsx", _billion_laughs()),
    "billion laughs in the strings": lambda: ("台账.xlsx", _billion_laughs("xl/sharedStrings.xml")),
    "billion laughs in the workbook": lambda: ("台账.xlsx", _billion_laughs("xl/workbook.xml")),
    "1,048,576 empty rows": lambda: ("台账.xlsx", _empty_rows()),
    "1,048,576 rows of styled cells": lambda: ("台账.xlsx", _empty_rows('<c r="A{}" s="1"/>')),
    "16,384 columns": lambda: ("台账.xlsx", _wide()),
    "far corner": lambda: ("台账.xlsx", _corners(("A", 1), ("XFD", 1_048_576))),
    "far corner within rows and columns": lambda: ("台账.xlsx", _corners(("A", 1), ("IV", 200_000))),
    "far corner behind a prefix": lambda: ("台账.xlsx", _prefixed_corner()),
    "far corner behind a second address": lambda: ("台账.xlsx", _two_addresses()),
    "long string shown everywhere": lambda: ("台账.xlsx", _repeated_string()),
    "strings that are only claimed": lambda: ("台账.xlsx", _claimed_strings()),
    "strings of an .xls that are only claimed": lambda: ("台账.xls", _claimed_old_strings()),
    "far corner of an .xls": lambda: ("台账.xls", _old_corners()),
    "external links": lambda: ("台账.xlsx", _with_links()),
    "macros": lambda: ("台账.xlsm", _with_macros()),
    "macros under another name": lambda: ("台账.xlsx", _with_macros()),
    "macros in an .xls": lambda: ("台账.xls", compound({_BOOK_STREAM: b"", "_VBA_PROJECT_CUR": b""})),
    "password": lambda: ("台账.xlsx", compound({"EncryptionInfo": b"", "EncryptedPackage": b"\1" * 9000})),
    "password of an .xls": lambda: ("台账.xls", _old_book(globals_=[(0x2F, bytes(54))])),
    "truncated": lambda: ("台账.xlsx", xlsx_bytes(_good())[:3000]),
    "truncated .xls": lambda: ("台账.xls", xls_bytes(_good())[:3000]),
    "damaged": lambda: ("台账.xlsx", _damaged_check()),
    "PDF": lambda: ("台账.xlsx", _PDF),
    "picture": lambda: ("台账.xls", _PICTURE),
    "xlsx named xls": lambda: ("台账.xls", xlsx_bytes(_good())),
    "xls named xlsx": lambda: ("台账.xlsx", xls_bytes(_good())),
    "text named xlsx": lambda: ("台账.xlsx", csv_bytes(_good())),
    "ods": lambda: ("台账.ods", _ods()),
    "et": lambda: ("台账.et", xls_bytes(_good())),
    "numbers": lambda: ("台账.numbers", _other_package({"Index/Document.iwa": b"\0"})),
    "xlsb": lambda: ("台账.xlsb", _other_package({"xl/workbook.bin": b"\0"})),
    "doc": lambda: ("台账.doc", compound({"WordDocument": b"\0"})),
    "docx": lambda: ("台账.xlsx", _other_package({"word/document.xml": "<w/>"})),
    "nothing": lambda: ("台账.xlsx", b""),
    "no content": lambda: ("台账.xlsx", xlsx_bytes([])),
}
