"""Cells that hold words: text, phone numbers and codes."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from lib.cells.misread import Misread, quoted

# Excel keeps 15 digits of a number and makes the others 0.
MOST_DIGITS = 15
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})

_IDEOGRAPHS = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CHINESE = f"[{_IDEOGRAPHS}]"
_BETWEEN_CHINESE = re.compile(rf"(?<={_CHINESE})\s+(?={_CHINESE})")
_SPACES = re.compile(r"\s+")
# Most cells hold nothing that needs cleaning; this tells them at once.
_CLEAN = re.compile(rf"[{_IDEOGRAPHS}0-9A-Za-z（），。、：；“”·/_.-]*")
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")  # \v is Word's line break inside a paragraph
_SCIENTIFIC = re.compile(r"\d\s*E\s*[+＋]?\s*\d", re.IGNORECASE)
# Codes hold an E between digits of their own right: only what no code looks like.
_SCIENTIFIC_CODE = re.compile(r"\d(\.\d+E[+＋]?|E[+＋])\d+")
_LEAST_PHONE = 1000
_PLAIN_PHONE = re.compile(r"\d[\d-]{3,30}\d", re.ASCII)
_AS_TEXT = "请把这一列设为文本格式，再重新填写。"


class _Characters(dict):
    """For str.translate: what a character becomes, worked out when it is first met."""

    def __missing__(self, number: int) -> str | None:
        character = chr(number)
        kind = unicodedata.category(character)
        if character in "\t\n":
            becomes = character
        elif kind == "Zs":
            becomes = " "
        elif kind in ("Cc", "Cf", "Cs") or number & 0xFFFE == 0xFFFE:
            becomes = None
        elif 0xFF01 <= number <= 0xFF5E and kind in ("Nd", "Lu", "Ll"):
            becomes = unicodedata.normalize("NFKC", character)
        else:
            becomes = character
        self[number] = becomes
        return becomes


_CHARACTERS = _Characters()


def text(value: object, lines: bool = False) -> str:
    """The cell's words without what nobody sees, digits and Latin letters half-width; "" for an empty cell.

    White space is one space, and nothing between two Chinese characters; with `lines`, it is left alone
    within the lines. Numbers and days are written as the office types them.
    """
    if isinstance(value, str) and _CLEAN.fullmatch(value):
        return value
    written = _written(value)
    cleaned = _LINE_ENDS.sub("\n", written).translate(_CHARACTERS)
    if lines:
        cleaned = "\n".join(line.rstrip() for line in cleaned.split("\n")).strip()
    else:
        cleaned = _SPACES.sub(" ", _BETWEEN_CHINESE.sub("", cleaned.strip()))
    if cleaned.upper() in ERRORS:
        raise Misread(f"单元格里是公式的错误值 {cleaned}，请改正公式或直接填写内容。")
    return cleaned


def phone(value: object) -> str:
    """One or several numbers as written, in half-width characters; "" for an empty cell."""
    if isinstance(value, str) and _PLAIN_PHONE.fullmatch(value):
        return value
    _refuse_others(value, "电话号码")
    written = re.sub(r"(?<=\d)\.0+$", "", unicodedata.normalize("NFKC", text(value)))
    if _SCIENTIFIC.search(written):
        raise Misread(f"{quoted(written)}是 Excel 改成的科学计数，号码已不完整。{_AS_TEXT}")
    if isinstance(value, int | float) and not (written.isdecimal() and int(written) >= _LEAST_PHONE):
        raise Misread(f"{quoted(written)}不是电话号码，请核对。")
    return written


def code(value: object) -> str:
    """A code in upper case without spaces, "" for an empty cell."""
    _refuse_others(value, "编码")
    written = text(value).replace(" ", "").upper()
    if _SCIENTIFIC_CODE.fullmatch(written):
        raise Misread(f"{quoted(written)}是 Excel 改成的科学计数，编码已不完整。{_AS_TEXT}")
    if isinstance(value, int | float) and not written.isdecimal():
        raise Misread(f"{quoted(written)}不是编码，{_AS_TEXT}")
    return written


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it, without an exponent."""
    if isinstance(value, float) and not isfinite(value):
        raise Misread("单元格里的数字无效，请重新填写。")
    if abs(value) >= 10**MOST_DIGITS:
        raise Misread(f"数字超过{MOST_DIGITS}位，Excel 已丢掉末尾几位。{_AS_TEXT}")
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.{MOST_DIGITS}g}"), "f")


def _written(value):
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "是" if value else "否"
        case int() | float():
            return number_text(value)
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds" if value.second else "minutes")
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case timedelta():
            minutes = round(abs(value) / timedelta(minutes=1))
            return f"{'-' if value < timedelta(0) else ''}{minutes // 60}:{minutes % 60:02}"
        case date():
            return value.isoformat()
    return str(value)


def _refuse_others(value, what):
    if isinstance(value, bool | date | time | timedelta):
        raise Misread(f"{quoted(text(value))}不是{what}，{_AS_TEXT}")
