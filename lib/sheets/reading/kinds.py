"""What kind of file this is, by its content; and whether its name says so."""

import codecs
from enum import Enum

from lib.sheets.reading.compound import SIGNATURE
from lib.sheets.reading.page import Unreadable

_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
_ENDINGS = (".xlsx", ".xls", ".csv")
_OTHERS = (
    (b"%PDF-", "这是 PDF 文件，不是表格。请上传原来的 Excel 表格。"),
    (b"\x89PNG", "这是图片，不是表格。请上传原来的 Excel 表格。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请上传原来的 Excel 表格。"),
    (b"GIF8", "这是图片，不是表格。请上传原来的 Excel 表格。"),
    (b"BM", "这是图片，不是表格。请上传原来的 Excel 表格。"),
    (b"Rar!", "这是压缩包。请解压后上传里面的 Excel 表格。"),
    (b"7z\xbc\xaf", "这是压缩包。请解压后上传里面的 Excel 表格。"),
    (b"\x1f\x8b", "这是压缩包。请解压后上传里面的 Excel 表格。"),
    (b"{\\rtf", "这是文档，不是表格。请把内容放到 Excel 表格里，保存为 .xlsx 后再上传。"),
    (b"\x09\x08", f"这是 Excel 95 或更早的表格。{_RESAVE}"),
    (b"\x09\x04", f"这是 Excel 95 或更早的表格。{_RESAVE}"),
    (b"\x09\x02", f"这是 Excel 95 或更早的表格。{_RESAVE}"),
    (b"\x09\x00", f"这是 Excel 95 或更早的表格。{_RESAVE}"),
)
_HEAD = 4096


class Kind(Enum):
    PACKAGE = ".xlsx"
    COMPOUND = ".xls"
    MARKUP = "html"
    TEXT = ".csv"


def kind_of(data: bytes) -> Kind:
    """Unreadable for content that is certainly no table."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.PACKAGE
    if data.startswith(SIGNATURE):
        return Kind.COMPOUND
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if head.startswith(b"<"):
        if b"schemas-microsoft-com:office:spreadsheet" in head:
            raise Unreadable(f"这是“XML 表格 2003”文件。{_RESAVE}")
        return Kind.MARKUP
    for signature, message in _OTHERS:
        if data.startswith(signature) and (len(signature) > 2 or b"\0" in data[:_HEAD]):
            raise Unreadable(message)
    return Kind.TEXT


def check_ending(name: str, kind: Kind) -> None:
    """Unreadable if the name promises another kind. Web pages that call themselves .xls are usual."""
    if kind is Kind.MARKUP:
        kind = Kind.COMPOUND
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending not in _ENDINGS:
        raise Unreadable(f"只能读 .xlsx、.xls 和 .csv 文件。{_RESAVE}")
    if ending != kind.value:
        raise Unreadable(f"文件名以“{ending}”结尾，内容却不是这种文件。{_RESAVE}不要直接改文件名。")
