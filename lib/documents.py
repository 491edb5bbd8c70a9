"""PDF, Word and Excel files by their content: what each must hold, and what none may bring along."""

import io
import re
import struct
from fnmatch import fnmatchcase

import olefile
from django.core.exceptions import ValidationError

from lib.sheets.reading.page import Unreadable
from lib.sheets.reading.parts import BOMB, Part, unpack

PDF = b"%PDF-"
PACKAGE = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_DAMAGED = "文件不完整或已损坏。请重新导出一份，能正常打开后再上传。"
_BOMB = "文件解压后过大，不是普通的文档。请删除多余的内容，或导出为 PDF 后再上传。"
_LOCKED = "文件有打开密码，请取消密码后再上传。"
_MACROS = "文件含有宏。请在 Word、Excel 或 WPS 中另存为不带宏的文件，或导出为 PDF 后再上传。"
_COMPANY = "文件里夹带了别的文件或控件。请删除夹带的内容，或导出为 PDF 后再上传。"

_VERSION = re.compile(rb"%PDF-\d\.\d")
_END_OF_PDF = b"%%EOF"
_TAIL = 1024  # where a reader looks for the end; some printers' drivers write more behind it

_OFFICE = b"application/vnd.openxmlformats-officedocument."
_MAIN_PART = {
    ".docx": _OFFICE + b"wordprocessingml.document.main+xml",
    ".xlsx": _OFFICE + b"spreadsheetml.sheet.main+xml",
}
_TYPES = "[content_types].xml"
_MOST_TYPES = 4 * 1024 * 1024
_MACRO_PARTS = ("*vbaproject*.bin", "*/macrosheets/*", "*vbadata.xml")
_PROGRAMS = ("exe", "dll", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "js", "jse", "wsf", "hta", "lnk")
_COMPANIONS = ("*/activex/*", *(f"*.{ending}" for ending in _PROGRAMS))
# How Office keeps a file that was dragged into a document, program or not.
_DRAGGED = "\x01ole10native"
_DRAGGED_NAME = "Ole10Native".encode("utf-16-le")

_STREAMS = {".doc": ("worddocument",), ".xls": ("workbook", "book")}
_MACRO_NAMES = {"macros", "vba", "_vba_project", "_vba_project_cur"}
_RECORD = struct.Struct("<HH")
_BOUND_SHEET, _END_OF_GLOBALS = 0x85, 0x0A


def check_pdf(data: bytes, suffix: str) -> None:
    """From its first byte to its end. Its scripts stay: a PDF only ever leaves as an attachment."""
    if not _VERSION.match(data):
        raise other_kind(suffix)
    if _END_OF_PDF not in data[-_TAIL:]:
        raise ValidationError(_DAMAGED)


def check_package(data: bytes, suffix: str) -> None:
    """A .docx or .xlsx that is whole and brings neither macros nor other files."""
    if data.startswith(COMPOUND) and "encryptedpackage" in _names(data):
        raise ValidationError(_LOCKED)
    if not data.startswith(PACKAGE):
        raise other_kind(suffix)
    try:
        parts = unpack(data)
        _check_types(parts, suffix)
        _refuse_parts(parts)
    except Unreadable as refused:
        raise ValidationError(_BOMB if str(refused) == BOMB else _DAMAGED) from None


def _check_types(parts, suffix):
    types = next((part for part in parts if part.name.lower() == _TYPES), None)
    if types is None:
        raise other_kind(suffix)
    if types.size > _MOST_TYPES:
        raise ValidationError(_BOMB)
    content = b"".join(types.chunks())
    if b"macroEnabled" in content:
        raise ValidationError(_MACROS)
    if _MAIN_PART[suffix] not in content:
        raise other_kind(suffix)


def _refuse_parts(parts: list[Part]):
    """Each is unpacked, piece by piece: nothing else tells that it is whole and as small as it says."""
    for part in parts:
        name = part.name.replace("\\", "/").lower()
        if _is_any(name, _MACRO_PARTS):
            raise ValidationError(_MACROS)
        if _is_any(name, _COMPANIONS):
            raise ValidationError(_COMPANY)
        end = b""
        for chunk in part.chunks():
            if "/embeddings/" in name and _DRAGGED_NAME in end + chunk:
                raise ValidationError(_COMPANY)
            end = chunk[-len(_DRAGGED_NAME) :]


def check_compound(data: bytes, suffix: str) -> None:
    """A .doc or .xls of Office 97 and later."""
    if not data.startswith(COMPOUND):
        raise other_kind(suffix)
    names = _names(data)
    if "encryptedpackage" in names:
        raise ValidationError(_LOCKED)
    if not names.intersection(_STREAMS[suffix]):
        raise other_kind(suffix)
    if names & _MACRO_NAMES or _has_macro_sheet(data, names):
        raise ValidationError(_MACROS)
    if _DRAGGED in names:
        raise ValidationError(_COMPANY)


def other_kind(suffix: str) -> ValidationError:
    return ValidationError(
        f"文件名以“{suffix}”结尾，内容却不是这种文件。请用原来的软件重新导出，不要直接改文件名。"
    )


def _names(data):
    """Of all storages and streams, at every depth, in small letters."""
    with _container(data) as container:
        paths = container.listdir(streams=True, storages=True)
    return {name.lower() for path in paths for name in path}


def _has_macro_sheet(data, names):
    """A sheet of Excel 4.0 macros, as the workbook's list of sheets tells."""
    if "workbook" not in names:
        return False
    with _container(data) as container, container.openstream("Workbook") as file:
        stream = file.read()
    offset = 0
    while offset + _RECORD.size <= len(stream):
        kind, length = _RECORD.unpack_from(stream, offset)
        body = stream[offset + _RECORD.size : offset + _RECORD.size + length]
        if kind == _END_OF_GLOBALS:
            return False
        if kind == _BOUND_SHEET and body[5:6] == b"\x01":
            return True
        offset += _RECORD.size + length
    return False


class _container:
    """olefile's container; ValidationError for a damaged one, whatever olefile stumbles over."""

    def __init__(self, data):
        self._data = data

    def __enter__(self):
        try:
            self._file = olefile.OleFileIO(io.BytesIO(self._data))
        except Exception as error:  # olefile fails in many ways on damaged containers
            raise ValidationError(_DAMAGED) from error
        return self._file

    def __exit__(self, kind, error, trace):
        self._file.close()
        if error is not None:
            raise ValidationError(_DAMAGED) from error


def _is_any(name, patterns):
    return any(fnmatchcase(name, pattern) for pattern in patterns)
