"""Makes the files that offices send, of each kind, from rows; and takes workbooks apart to spoil them."""

import csv
import html
import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[object]]
Merged = Iterable[tuple[int, int, int, int]]  # first row, first column, last row, last column, from 0
SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def xlsx_bytes(rows: Rows, merged: Merged = (), *, name: str = "台账", options: dict | None = None) -> bytes:
    """One sheet; str stays text, None stays empty, dates are dates. A merged range keeps its first cell."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options or {}) as book:
        patterns = {date: _DAY, datetime: _MOMENT}
        formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in patterns.items()}
        sheet = book.add_worksheet(name)
        for first_row, first_column, last_row, last_column in merged:
            sheet.merge_range(first_row, first_column, last_row, last_column, "")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value, formats.get(type(value)))
    return file.getvalue()


def xls_bytes(rows: Rows, merged: Merged = (), *, name: str = "台账") -> bytes:
    """The same as an .xls of Excel 97."""
    book = xlwt.Workbook()
    formats = {date: xlwt.easyxf(num_format_str=_DAY), datetime: xlwt.easyxf(num_format_str=_MOMENT)}
    sheet = book.add_sheet(name)
    covered = {(top, left): (bottom, right) for top, left, bottom, right in merged}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = formats.get(type(value), xlwt.Style.default_style)
            if end := covered.get((number, column)):
                sheet.write_merge(number, end[0], column, end[1], value, style)
            elif value is not None and not _is_covered(covered, number, column):
                sheet.write(number, column, value, style)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _is_covered(covered, row, column):
    return any(
        top <= row <= bottom and left <= column <= right for (top, left), (bottom, right) in covered.items()
    )


def csv_bytes(rows: Rows, encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def html_bytes(rows: Rows, encoding: str = "utf-8") -> bytes:
    """As WPS and older systems write it under the name .xls."""
    texts = [["" if cell is None else html.escape(str(cell)) for cell in row] for row in rows]
    lines = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in texts)
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head>'
    return f"{head}<body><table border=1>{lines}</table></body></html>".encode(encoding)


def repacked(workbook: bytes, parts: dict[str, bytes | str | Iterable[bytes]]) -> bytes:
    """The .xlsx with these parts put in or replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            chunks = [content.encode()] if isinstance(content, str) else content
            with new.open(name, "w") as part:
                part.writelines([chunks] if isinstance(chunks, bytes) else chunks)
    return file.getvalue()


def sheet_xml(rows: str, after: str = "", before: str = "") -> str:
    """A worksheet's XML around these rows."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{before}'
        f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def with_sheet(rows: str, after: str = "", before: str = "") -> bytes:
    """An .xlsx whose only sheet has this XML."""
    return repacked(xlsx_bytes([["名称"]]), {SHEET: sheet_xml(rows, after, before)})


def records(*pairs: tuple[int, bytes]) -> bytes:
    """BIFF records."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in pairs)


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE container that holds these streams, each padded to 4096 bytes at least."""
    lengths = [max(4096, -(-len(content) // 512) * 512) for content in streams.values()]
    contents = [
        content.ljust(length, b"\0") for content, length in zip(streams.values(), lengths, strict=True)
    ]
    directory_sectors = -(-(len(streams) + 1) // 4)
    counts = [directory_sectors, *(len(content) // 512 for content in contents)]
    tables = -(-(sum(counts) + 109) // 127)
    chain, starts = [0xFFFFFFFD] * tables, []
    for count in counts:
        starts.append(len(chain))
        chain += [*range(len(chain) + 1, len(chain) + count), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, tables, starts[0], 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109L", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    entries = [_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)]
    for number, (name, content) in enumerate(zip(streams, contents, strict=True), start=1):
        following = number + 1 if number < len(contents) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=following, start=starts[number], size=len(content)))
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    return header + struct.pack(f"<{len(chain)}L", *chain) + directory + b"".join(contents)


def _entry(name, kind, *, right=0xFFFFFFFF, child=0xFFFFFFFF, start, size):
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<3L", 0xFFFFFFFF, right, child)
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + links + bytes(36) + struct.pack("<LQ", start, size)
