"""Cells that hold a day, or a day and a time, in all the ways in which people write them."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from lib.cells.misread import Misread, quoted
from lib.cells.words import text
from lib.days import YEARS, parse_day
from lib.moments import parse_time

_EXAMPLE = "请写成 2019-05-14 这样"
_DASHES = re.compile(r"[‐‑‒–—―−]+")
_AROUND_MARKS = re.compile(r"\s*([-./年月日号])\s*")
_DAY = re.compile(
    r"(?P<day>\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|年\d{1,2}月\d{1,2}(?!\d)|\d{4}(?!\d)))[日号]?"
    r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?[T,]?\s*(?P<rest>.*)",
    re.ASCII,
)
_YEAR_MISSING = re.compile(r"\d{1,2}(?:月\d{1,2}[日号]?|[-/.]\d{1,2}).*", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{2}(?:年|[-/.])\d{1,2}(?:月|[-/.])\d{1,2}[日号]?.*", re.ASCII)
_DAY_MISSING = re.compile(r"\d{4}(?:年(?:\d{1,2}月?)?|[-/.]\d{1,2}|(?:0[1-9]|1[0-2]))?", re.ASCII)
_RANGE = re.compile(r"[-~至到]")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FRACTION_OF_SECOND = re.compile(r"(?<=:\d\d)\.\d+$")

# Serial 1 is 1900-01-01; Excel counts a 29 February 1900 that there never was, as 60.
_BEFORE_FIRST, _BEFORE_FIRST_AFTER_LEAP = date(1899, 12, 31), date(1899, 12, 30)
_LEAP = 60
_LONGEST_SERIAL = 10**6  # what is longer is written as 20190514
_MONTHS = 12


def day(value: object) -> date | None:
    """The day; a time behind it is read and let go. None for an empty cell."""
    if isinstance(value, datetime):
        return _in_years(value).date()
    found = moment(value)
    return found and found.date()


def moment(value: object) -> datetime | None:
    """Day and time, naive, to the minute; a day alone is its midnight. None for an empty cell."""
    if isinstance(value, bool | time | timedelta):
        raise Misread(f"{quoted(text(value))}不是日期，{_EXAMPLE}。")
    if isinstance(value, datetime):
        return _to_the_minute(_in_years(value))
    if isinstance(value, date):
        return datetime.combine(_in_years(value), time.min)
    written = text(value)
    if isinstance(value, int | float):
        return _of_number(value, written)
    return _of_text(written) if written else None


def _of_number(number, written):
    """A number without the format of a day: 20190514, or days since 1900; never a year or a month."""
    if number >= _LONGEST_SERIAL or _is_part(number):
        return _of_text(written)
    if number < 1:
        raise Misread(f"{quoted(written)}不是日期，{_EXAMPLE}。")
    first = _BEFORE_FIRST_AFTER_LEAP if number >= _LEAP else _BEFORE_FIRST
    midnight = datetime.combine(_in_years(first + timedelta(days=int(number))), time.min)
    return _to_the_minute(midnight + timedelta(days=number % 1))


def _is_part(number):
    """Whether it is 2019, 2019.5, 201905 or 5.14."""
    is_month = number == int(number) and int(number / 100) in YEARS and 1 <= number % 100 <= _MONTHS
    return is_month or int(number) in YEARS or (1 < number < YEARS.start and number != int(number))


def _of_text(written):
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", written))
    plain = _AROUND_MARKS.sub(r"\1", plain).strip()
    if _SERIAL.fullmatch(plain):
        return _of_number(float(plain), written)
    found = _DAY.fullmatch(plain)
    if found is None:
        raise Misread(_what_is_missing(plain, written))
    return datetime.combine(_day_of(found["day"], written), _time_of(found["rest"], written))


def _day_of(plain, written):
    try:
        return parse_day(f"{plain}日" if "年" in plain else plain)
    except ValueError as error:
        if int(plain[:4]) not in YEARS:
            raise Misread(_outside(written)) from error
        raise Misread(f"{quoted(written)}不是一个真实的日期，请核对后写成 2019-05-14 这样。") from error


def _time_of(rest, written):
    rest = _FRACTION_OF_SECOND.sub("", re.sub(r"\s", "", rest))
    if not rest:
        return time.min
    if _RANGE.search(rest):
        raise Misread(f"{quoted(written)}是一段时间，这里只填开始，结束请填在单独的一列。")
    try:
        return parse_time(rest)
    except ValueError as error:
        raise Misread(f"{quoted(written)}的钟点看不懂，请写成 2019-05-14 9:00 这样。") from error


def _what_is_missing(plain, written):
    if _DAY_MISSING.fullmatch(plain):
        return f"{quoted(written)}没有写到哪一天，{_EXAMPLE}。"
    if _SHORT_YEAR.fullmatch(plain):
        return f"{quoted(written)}的年份要写四位，{_EXAMPLE}。"
    if _YEAR_MISSING.fullmatch(plain):
        return f"{quoted(written)}没有年份，{_EXAMPLE}。"
    return f"{quoted(written)}不是日期，{_EXAMPLE}；没有日期就空着。"


def _in_years(value):
    if value.year not in YEARS:
        raise Misread(_outside(text(value)))
    return value


def _outside(written):
    return f"{quoted(written)}的年份应在{YEARS.start}年至{YEARS.stop - 1}年之间，请核对。"


def _to_the_minute(value):
    """Spreadsheets keep times as fractions of a day: 9:30 comes as 9:29:59.999."""
    return (value + timedelta(seconds=30)).replace(second=0, microsecond=0)
