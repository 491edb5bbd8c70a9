"""An .xlsx package: what it may hold, what of it the parser is given."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from lib.sheets.reading import limits, loose
from lib.sheets.reading.engine import pages
from lib.sheets.reading.markings import Markings, Strings, refuse_declarations, whole_tags
from lib.sheets.reading.page import Page, Unreadable
from lib.sheets.reading.parts import BOMB, DAMAGED, Part, pack, unpack

MACROS = "文件含有宏。请在 Excel 或 WPS 中另存为普通的 .xlsx 工作簿后再上传。"
_LINKS = (
    "文件里有引用其他工作簿的链接。请在 Excel 中点“数据”“编辑链接”“断开链接”，"
    "或把内容按“数值”粘贴到新文件后再上传。"
)
_OTHER = (
    ("word/*", "这是 Word 文档，不是表格。请把内容放到 Excel 表格里，保存为 .xlsx 后再上传。"),
    ("ppt/*", "这是演示文稿，不是表格。请把内容放到 Excel 表格里，保存为 .xlsx 后再上传。"),
    ("xl/workbook.bin", "这是 .xlsb 二进制工作簿。请用 Excel 另存为 .xlsx 后再上传。"),
    ("content.xml", "这是 .ods 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
    ("index/*.iwa", "这是 Numbers 表格。请导出为 Excel 的 .xlsx 后再上传。"),
    ("index.zip", "这是 Numbers 表格。请导出为 Excel 的 .xlsx 后再上传。"),
    ("*vbaproject.bin", MACROS),
    ("xl/macrosheets/*", MACROS),
    ("xl/externallinks/*", _LINKS),
)
# What the parser opens; pictures, drawings, charts, comments and printer settings stay outside.
_SHEETS = ("xl/worksheets/*.xml",)
_STRINGS = "xl/sharedstrings.xml"
_FRAME = (
    "[[]content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
)
_ERROR_CELL = re.compile(rb"""(<(?:[^\s<>/!?:]+:)?c\s(?:[^<>]*\s)?t\s*=\s*)(?:"e"|'e')""")


def read(data: bytes, check_ending: Callable[[], None]) -> list[Page]:
    """The pages of an .xlsx; Unreadable for anything else in a zip, and for a workbook not to be trusted.

    The file's name is checked once it is known that the content has no graver fault.
    """
    parts = unpack(data)
    _refuse_other(parts)
    check_ending()
    kept = [part for part in parts if _is_any(part, (*_SHEETS, _STRINGS, *_FRAME))]
    strings = Strings()
    for part in kept:
        if _is_any(part, (_STRINGS,)):
            strings.count(part.chunks())
    extent = limits.Extent()
    checked = [_checked(part, strings, extent) for part in kept]
    if not any(_is_any(part, ("xl/workbook.xml",)) for part in kept):
        raise Unreadable(DAMAGED)
    return pages(pack(checked))


def _refuse_other(parts):
    for pattern, message in _OTHER:
        if any(_is_any(part, (pattern,)) for part in parts):
            raise Unreadable(message)


def _is_any(part, patterns):
    name = part.name.replace("\\", "/").lower()
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _checked(part: Part, strings: Strings, extent: limits.Extent) -> Part:
    """The part as the parser may have it. Cells are counted in every part, for any may be named a sheet."""
    if _is_any(part, _FRAME):
        _check_frame(part)
    markings = Markings(strings)
    markings.count(part.chunks())
    if markings.loose:
        loose.count(_declared(part), markings)
        markings.has_errors = True  # the rest was not looked at
    extent.add(markings.rows, markings.columns)
    extent.add_text(markings.text(part.chunks()))
    if markings.has_errors and _is_any(part, _SHEETS):
        return Part.made(part.name, _with_error_texts(part))
    return part


def _check_frame(part):
    if part.size > limits.SMALL_PART:
        raise Unreadable(BOMB)
    if _is_any(part, _FRAME[:1]) and b"macroEnabled" in b"".join(part.chunks()):
        raise Unreadable(MACROS)


def _declared(part):
    for chunk in whole_tags(part.chunks()):
        refuse_declarations(chunk)
        yield chunk


def _with_error_texts(part):
    """Cells such as #REF! as texts: the parser drops those that it knows and fails on those it doesn't."""
    for chunk in whole_tags(part.chunks()):
        yield _ERROR_CELL.sub(rb'\1"str"', chunk)
