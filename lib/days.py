"""The office's day: dates and the instants at which they begin, in the local time zone."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

YEARS = range(1900, 3000)  # those in which a day is taken as written
_FIRST_YEAR, _LAST_YEAR = 1921, 2999  # no party organisation is older
_WRITTEN = re.compile(r"(\d{4})(?:(-|/|\.)(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")


def today() -> date:
    """The calendar day it is now in the office's time zone."""
    return timezone.localdate()


def beginning(day: date) -> datetime:
    """The first instant of `day`, aware, in the office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def ending(day: date) -> datetime:
    """The first instant after `day`: use with `<`, never with `<=`."""
    return beginning(day + timedelta(days=1))


def parse_day(text: str) -> date:
    """Read 2019-06-30, 2019/6/30, 2019.6.30, 20190630 or 2019年6月30日, in full-width digits too.

    Raises ValueError, in Chinese, for anything else.
    """
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
        written = date(year, month, day)
    except (AttributeError, ValueError):
        written = None
    if written is None or written.year not in YEARS:
        raise ValueError(f"“{text}”不是一个日期，请写成 2019-06-30 这样。")
    return written


def validate_year(day: date) -> None:
    """A day (or instant) in a year that can be meant: 0019 and 20199 are slips of the finger.

    Raises ValidationError in Chinese.
    """
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValidationError(f"年份应在{_FIRST_YEAR}年至{_LAST_YEAR}年之间，请核对。")


def validate_past(day: date) -> None:
    """A day that has come: for what has happened already. Raises ValidationError in Chinese."""
    if day > today():
        raise ValidationError("日期不能晚于今天。")
