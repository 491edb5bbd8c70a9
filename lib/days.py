"""The office's day: dates and the instants at which they begin, in the local time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def today() -> date:
    """The calendar day it is now in the office's time zone."""
    return timezone.localdate()


def beginning(day: date) -> datetime:
    """The first instant of `day`, aware, in the office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def ending(day: date) -> datetime:
    """The first instant after `day`: use with `<`, never with `<=`."""
    return beginning(day + timedelta(days=1))
