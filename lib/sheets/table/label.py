"""The words above a column: how they are shown, and how they are compared."""

import re
import unicodedata

from lib.cells import Misread, text

MISTAKES = "错误说明"  # the column that an import adds to a file; nothing is read from it

_UNIT = (
    r"(?:单位)?(?:人次?|名|位|个|家|户|元|万元|亿元|月|年|天|日|小时|分钟|时|次|场|件|条|项|份|期|届|岁"
    r"|平方米|m2|%)"
)
_BRACKETED = re.compile(rf"[(\[【](?:{_UNIT}(?:/{_UNIT})*|必填|选填|可选|可不填)[)\]】]")
_MARKS = re.compile(r"[\s*:★☆]|[\u200b-\u200f\u2060\ufeff]")


def plain(header: object) -> str:
    """How headers are compared: without white space, marks, colons, widths, and units in brackets."""
    if header is None:
        return ""
    return _BRACKETED.sub("", _MARKS.sub("", unicodedata.normalize("NFKC", str(header))))


def shown(cell: object) -> str:
    """A cell of the header on one line, for the user to read."""
    try:
        return text(cell)
    except Misread:  # an error of a formula, or a number that is none
        return str(cell)


def letters(column: int) -> str:
    """The spreadsheet's name for a column counted from 0: A, B … Z, AA."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
