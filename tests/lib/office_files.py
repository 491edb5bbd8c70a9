"""Documents made for tests: the least that is PDF, Word or Excel, and what should not be in one."""

import io
import struct
import zipfile

from tests.harness.spreadsheets import compound, records

PDF = b"%PDF-1.7\n%%EOF\n"
SCRIPTED_PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj\n"
    b"trailer << /Root 1 0 R >>\n%%EOF\n"
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{_OFFICE}.wordprocessingml.document.main+xml"
SHEET = f"{_OFFICE}.spreadsheetml.sheet.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"


def package(main: str, parts: dict[str, bytes] | None = None) -> bytes:
    """A zip whose list of types names this main part."""
    buffer = io.BytesIO()
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, content in ({"main.xml": b"<x/>"} | (parts or {})).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(parts: dict[str, bytes] | None = None) -> bytes:
    return package(WORD, parts)


def xlsx(parts: dict[str, bytes] | None = None) -> bytes:
    return package(SHEET, parts)


def doc(**streams: bytes) -> bytes:
    return compound({"WordDocument": b"\xec\xa5", **streams})


def xls(sheet_type: int = 0) -> bytes:
    """With one sheet: 0 for cells, 1 for Excel 4.0 macros."""
    sheet = struct.pack("<LBB", 0, 0, sheet_type) + b"\x01\x00A"
    return compound({"Workbook": records((0x809, bytes(16)), (0x85, sheet), (0x0A, b""))})


def bomb() -> bytes:
    """A .docx of half a megabyte that unpacks to 300 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Override ContentType="{WORD}"/>')
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(bytes(1 << 20))
    return buffer.getvalue()


def lying(content: bytes, name: bytes = b"main.xml", size: int = 1) -> bytes:
    """The zip, with another unpacked size of this part in its directory."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    return content[: at + 24] + struct.pack("<L", size) + content[at + 28 :]
