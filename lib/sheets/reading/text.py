"""The characters of a text file, whatever wrote it."""

import codecs

from lib.sheets.reading import limits
from lib.sheets.reading.page import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = ("utf-8", "gb18030")
_ODD = "文件里的文字无法识别。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"


def decode(data: bytes, declared: str = "") -> str:
    """By its byte order mark, else as declared, else UTF-8, else GB18030. Unreadable for what is no text."""
    if len(data) > limits.TEXT_BYTES:
        size = limits.TEXT_BYTES // 1024 // 1024
        raise Unreadable(f"这种文件最大能读{size}MB。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], (encoding,))
    return _decoded(data, (declared, *_GUESSES) if declared else _GUESSES)


def _decoded(data, encodings):
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_ODD)
