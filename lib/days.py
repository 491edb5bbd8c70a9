"""The office's day: dates and the instants at which they begin, in the local time zone."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_YEARS = range(1900, 3000)
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
    if written is None or written.year not in _YEARS:
        raise ValueError(f"“{text}”不是一个日期，请写成 2019-06-30 这样。")
    return written
