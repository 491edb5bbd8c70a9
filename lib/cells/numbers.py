"""Cells that hold a number: typed as one, or written with thousands' commas and one unit behind."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal

from lib.cells.misread import Misread, quoted
from lib.cells.words import MOST_DIGITS, text

_NUMBER = re.compile(r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?([\u4e00-\u9fff]*)")
_VAGUE = re.compile(r"[余多约近上下左右来几数若]")
# 3万, 3个半小时: the word changes the number.
_MULTIPLIES = re.compile(r"[半零一二两三四五六七八九十百千万亿]")


def whole(value: object) -> int | None:
    """A number of people or things: 12, 1,234, 12人. None for an empty cell."""
    number = _number(value)
    if number is None:
        return None
    if number != int(number):
        raise Misread(f"{quoted(text(value))}不是整数，请填整数。")
    return int(number)


def decimal(value: object, places: int = 2, units: Collection[str] = ()) -> Decimal | None:
    """A number with at most `places` decimals: 3.5, 3.5小时, 1,234.00元. None for an empty cell.

    With `units`, any other word behind it is refused: 30分钟 is not 30 hours.
    """
    number = _number(value, units)
    if number is None:
        return None
    rounded = round(number, places)
    if rounded != number:
        raise Misread(f"{quoted(text(value))}的小数太长，最多写{places}位小数。")
    return rounded


def _number(value, units=()):
    written = unicodedata.normalize("NFKC", text(value)).replace(" ", "").replace("−", "-")
    if not written:
        return None
    found = _NUMBER.fullmatch(written)
    if found is None:
        raise _refused(value, written)
    sign, digits, decimals, unit = found.groups(default="")
    if _VAGUE.search(unit) or _MULTIPLIES.search(unit):
        raise _refused(value, written)
    if unit and units and unit not in units:
        raise Misread(f"{quoted(text(value))}的单位不对，请换算成{_listed(units)}，只填数字。")
    digits = digits.replace(",", "")
    if len(digits.lstrip("0")) + len(decimals) > MOST_DIGITS + 1:
        raise Misread(f"{quoted(text(value))}位数太多，请核对。")
    number = Decimal(digits + decimals)
    if sign == "-" and number:
        raise Misread(f"{quoted(text(value))}小于0，请填不小于0的数字。")
    return number


def _listed(units):
    return "或".join(f"“{unit}”" for unit in units)


def _refused(value, written):
    if _VAGUE.search(written):
        return Misread(f"{quoted(text(value))}不是确定的数，请填一个数字，如 100。")
    return Misread(f"{quoted(text(value))}不是数字，请只填数字，如 12。")
