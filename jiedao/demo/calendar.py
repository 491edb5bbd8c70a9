"""How the demo's data files write days.

A date is that day. A whole number counts days from the day of loading: -30 is a month ago. A fraction is
a share of the time between the reported figures and the day of loading: 0.5 is half-way. Nothing that is
counted from the day of loading falls on or before the reported day, so the figures of that day never move.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

REPORTED_ON = date(2019, 6, 30)

_WEEKDAYS = "一二三四五六日"


class Calendar:
    def __init__(self, loaded_on: date):
        self.loaded_on = loaded_on

    def day(self, written: date | int | float | None) -> date | None:
        if written is None or isinstance(written, date):
            return written
        if isinstance(written, float):
            written = -round((1 - written) * (self.loaded_on - REPORTED_ON).days)
        return max(self.loaded_on + timedelta(days=written), REPORTED_ON + timedelta(days=1))

    def days(self, row: dict, *names: str) -> dict[str, date | None]:
        """Several fields of a row at once, by name."""
        return {name: self.day(row.get(name)) for name in names}

    def weekday(self, week: int, weekday: str) -> date:
        """Week 1 is the seven days after the day of loading, week -1 the seven days before it."""
        wanted = _WEEKDAYS.index(weekday)
        if week > 0:
            start = self.loaded_on + timedelta(days=7 * week - 6)
        else:
            start = self.loaded_on + timedelta(days=7 * week)
        return self.day((start - self.loaded_on).days + (wanted - start.weekday()) % 7)

    def current(self, row: dict) -> date:
        """Of what is always near the day of loading: so many days from it (`on`), or a weekday of a week."""
        return self.day(row["on"]) if "on" in row else self.weekday(row["week"], row["weekday"])

    def moment(self, day: date, clock: str) -> datetime:
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
