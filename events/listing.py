"""The public lists of activities: the next ones first, and at an address of their own each day and week."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django.db.models import QuerySet

from events.forms import TIMES, MonthFilters, week_of
from events.models import Activity
from events.rows import activity_rows, with_covers
from lib.addresses import address
from lib.days import beginning, today
from lib.months import Month
from orgs.listing import Listing, Tab

MOST_IN_A_MONTH = 1_000
MOST_PAST = 2_000  # that the list counts and leads to; who looks for older ones asks for their year or month
MONTH = "month"  # the tab


class NextFirst:
    """What is to come, the next one first; then what is past, the last one first.

    Two ranges of an index, each read as far as it is shown: one order of both would sort every row. Of what
    is past no more than `most_past` are counted, so that an office's years do not slow its list.
    """

    def __init__(self, rows: QuerySet, most_past: int | None = None):
        self._start = beginning(today())
        self._rows, self._most_past = rows, most_past

    @cached_property
    def _coming(self) -> int:
        """One query."""
        return self._rows.order_by().filter(starts_at__gte=self._start).count()

    @cached_property
    def _found_past(self) -> int:
        """One more than the most, if there are more. One query."""
        last = None if self._most_past is None else self._most_past + 1
        return self._rows.order_by().filter(starts_at__lt=self._start)[:last].count()

    @property
    def has_more(self) -> bool:
        """Are there older ones than those that are counted?"""
        return self._most_past is not None and self._found_past > self._most_past

    def count(self) -> int:
        """Two queries, the first time."""
        return self._coming + self._found_past - self.has_more

    def __getitem__(self, wanted: slice) -> list[Activity]:
        """At most one query for each of the two parts."""
        coming, first, last = self._coming, wanted.start or 0, wanted.stop
        found = list(self._part("upcoming", first, min(last, coming)))
        return found + list(self._part("past", max(first - coming, 0), last - coming))

    def _part(self, name, first, last):
        return getattr(activity_rows(self._rows), name)()[first:last] if first < last else ()


def in_parts(rows: list[Activity]) -> dict[str, list[Activity]]:
    """Those that are to come, and those that are past with their pictures. One query, if any is past."""
    start = beginning(today())
    past = [activity for activity in rows if activity.starts_at < start]
    if past:
        with_covers(past)
    return {"coming": [activity for activity in rows if activity.starts_at >= start], "past": past}


class ActivityListing(Listing):
    def arranged(self, rows):
        self._arranged = NextFirst(rows, MOST_PAST)
        return self._arranged

    @property
    def has_more(self) -> bool:
        """Are there more than are counted? The last page says how to find them."""
        return self._arranged.has_more

    @property
    def count(self) -> int:
        """In round hundreds, where there are more: 2300多场."""
        return super().count // 100 * 100 if self.has_more else super().count

    @property
    def times(self) -> list[Tab]:
        """Of the list, and of the month beside it."""
        now = MONTH if "month" in self.form.fields else self.given.get("when", "")
        page = "events:activity_list"
        kept = {"month": None} if now == MONTH else {}
        tabs = [
            Tab(label, self.at(page, when=key or None, **kept), key == now)
            for key, label in (("", "全部活动"), *TIMES)
        ]
        dates = {"when": None, "year": None, "since": None, "until": None, "month": None}
        return [*tabs, Tab("月历", self.at("events:activity_month", **dates), now == MONTH)]

    def at(self, name: str, **changes) -> str:
        """The page of that URL name with what this list is asked for."""
        return address(name) + self.url(**changes).removeprefix(self._request.path)

    @property
    def whose(self) -> str:
        """山东路社区的, when the list is held to a community or party organisation."""
        holder = self.given.get("community") or self.given.get("organization")
        return f"{holder.label}的" if holder else ""

    @property
    def name(self) -> str:
        return f"{self.whose}{self.given.get('series', '')}活动"

    @property
    def calendar_url(self) -> str:
        return self.at("events:calendar", month=None)

    @property
    def feed_url(self) -> str:
        return self.at("events:feed", month=None)

    @property
    def neighbours(self) -> list[Tab]:
        """The ways to the day or week before and after, when the list is that of one."""
        since, until = self.given.get("since"), self.given.get("until")
        if not since or not until:
            return []
        words = {(since, since): ("前一天", "后一天", 1), week_of(since): ("上一周", "下一周", 7)}
        before, after, days = words.get((since, until), ("", "", 0))
        steps = ((before, -days), (after, days)) if days else ()
        return [Tab(label, self._moved(since, until, by), False) for label, by in steps]

    def _moved(self, since, until, days):
        return self.url(since=since + timedelta(days=days), until=until + timedelta(days=days))


class MonthListing(ActivityListing):
    """All of one month."""

    page_size = MOST_IN_A_MONTH
    form: MonthFilters

    has_more = False

    def arranged(self, rows):
        """One query."""
        printed = ("title", "status", "starts_at")
        return list(rows.only(*printed).order_by("starts_at", "pk")[:MOST_IN_A_MONTH])

    @property
    def month(self) -> Month:
        return self.form.shown
