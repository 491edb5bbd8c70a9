"""A calendar month as a value."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from lib.days import YEARS

_WRITTEN = re.compile(r"(\d{4})(?:-|/|\.|年)?(\d{1,2})月?")


@dataclass(frozen=True, order=True)
class Month:
    """One month of one year; `str()` writes it as 2019-06, `label` as 2019年6月."""

    year: int
    month: int

    def __post_init__(self):
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read 2019-06, 2019/6, 201906 or 2019年6月; ValueError (in Chinese) for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        try:
            written = cls(int(found[1]), int(found[2]))
        except (TypeError, ValueError):
            written = None
        if written is None or written.year not in YEARS:
            raise ValueError(f"“{text}”不是一个月份，请写成 2019-06 这样。")
        return written

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def previous(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def next(self) -> Month:
        return Month.of(self.last + timedelta(days=1))

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
