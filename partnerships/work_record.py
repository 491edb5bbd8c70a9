"""What became of an agreement: activities, projects, claims and progress notes that belong to it, by day.

Some of these are known to higher floors, which this one cannot import. Each app hands in its sources when
it is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.utils import timezone

from lib.days import beginning, ending, today

if TYPE_CHECKING:
    from orgs.models import User


class Entry(NamedTuple):
    day: date
    kind: str  # 举办活动
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Rows of a model that belong to agreements, and what happened to them on which day."""

    model: type[Model]
    paths: tuple[str, ...]  # lookups from a row to its agreement; any of them may lead nowhere
    happened: tuple[tuple[str, str], ...]  # (field of the day, word)
    title: Callable[[Any], str]
    public_title: Callable[[Any], str]  # without names that residents may not read
    page: Callable[[Any], str]  # address for residents
    desk: Callable[[Any], str]  # address for staff
    of: Callable[[QuerySet], QuerySet] = lambda rows: rows  # those that count; with what pages print
    named: Callable[[QuerySet], QuerySet] = lambda rows: rows  # with what only staff's titles print, too

    def counted(self) -> QuerySet:
        return self.of(self.model._default_manager.order_by())

    def between(self, field: str, first: date, last: date) -> Q:
        if isinstance(self.model._meta.get_field(field), DateTimeField):
            return Q(**{f"{field}__gte": beginning(first), f"{field}__lt": ending(last)})
        return Q(**{f"{field}__gte": first, f"{field}__lte": last})


_sources: list[Source] = []


def add(*sources: Source) -> None:
    _sources.extend(sources)


def entries(agreement: Model, user: User | None = None, at: date | None = None) -> list[Entry]:
    """What happened by that day, the newest first: all that the member of staff may see, or without one
    what residents may. One query a source (and one for each of its prefetches).
    """
    found = [entry for source in _sources for entry in _entries(source, agreement, user, at or today())]
    return sorted(found, key=lambda entry: entry.day, reverse=True)


def active_since(day: date, at: date, among: Collection[int] | None = None) -> Q:
    """Agreements with an entry from the one day to the other. among: the keys that matter; with a page of
    them only their entries are looked up.

    Each source is a set of its own that is found once: asked row by row, PostgreSQL would search all notes
    for every agreement.
    """
    found = Q(pk__in=())
    for source in _sources:
        days = Q(pk__in=())
        for field, _ in source.happened:
            days |= source.between(field, day, at)
        for path in source.paths:
            wanted = {f"{path}__isnull": False} if among is None else {f"{path}__in": among}
            found |= Q(pk__in=source.counted().filter(days, **wanted).values(path))
    return found


def quiet_since(at: date) -> date:
    """An agreement whose last entry lies before this day is silent (无动静)."""
    return at - timedelta(days=settings.SILENT_DAYS)


def _entries(source, agreement, user, at) -> Iterator[Entry]:
    manager = source.model._default_manager
    seen = manager.public() if user is None else manager.visible_to(user)
    belongs = Q(pk__in=())
    for path in source.paths:
        belongs |= Q(pk__in=manager.order_by().filter(**{path: agreement.pk}).values("pk"))
    rows = source.of(seen.filter(belongs).order_by("pk"))
    for row in rows if user is None else source.named(rows):
        for field, word in source.happened:
            day = _day(getattr(row, field))
            if day is not None and day <= at:
                yield Entry(day, word, *_shown(source, row, user))


def _shown(source, row, user):
    if user is None:
        return source.public_title(row), source.page(row)
    return source.title(row), source.desk(row)


def _day(value):
    return timezone.localdate(value) if isinstance(value, datetime) else value
