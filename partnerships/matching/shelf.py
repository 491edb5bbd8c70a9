"""The titles of all candidates side by side, so that thousands are looked through for every word."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from heapq import nlargest
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Aggregate, CharField, TextField, Value
from django.db.models.functions import Cast, Concat, Substr

from partnerships.matching import rules
from partnerships.matching.words import terms
from partnerships.models import ListItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

_READ = 120  # characters of a description: what it is about stands at the beginning
_BEGUN = Substr("description", 1, _READ)
# Between titles; between key and title. A title that holds them itself makes up candidates, which are nobody.
_NEXT, _KEYED = "\x1f", "\x1e"
_DIGITS, _NOBODY = 15, 0


class Group(NamedTuple):
    """What candidates have in common, as far as it gives points."""

    category: int
    organization: int


class Rest(NamedTuple):
    """Points of a group besides those for words."""

    fit: float
    place: float


class Listed(NamedTuple):
    """A candidate."""

    points: float  # all in all
    words: float  # those of them for words
    key: int
    title: str


class _Titles(Aggregate):
    """All of a group as one text: building a row of each would take longer than all the rest."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="GROUP_CONCAT(%(expressions)s, char(31))", **context
        )

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, chr(31))", **context)


class Shelf:
    """One query, which the index `item_matching` answers without reading a row.

    Titles are searched on the spot and kept nowhere: nothing has to be kept true when records are imported,
    edited, withdrawn or brought back.
    """

    def __init__(self, candidates: QuerySet[ListItem]):
        keyed = Concat(Cast("pk", CharField()), Value(_KEYED), "title")
        groups = candidates.order_by().values_list("category_id", "organization_id")
        groups = list(groups.annotate(titles=_Titles(keyed)))
        self._groups = [Group(*found) for *found, _ in groups]
        texts = [f"{_NEXT}{titles.lower()}" for *_, titles in groups]
        self._begins = [0, *accumulate(map(len, texts))]
        self._all = "".join([*texts, _NEXT])
        self._length = self._all.count(_NEXT) - 1
        self._counts: dict[str, int] = {}

    def best(self, item: ListItem, rest: Callable[[Group], Rest | None], most: int) -> list[Listed]:
        """Those that share telling words with the item in their titles, or stand in a category that fits.

        rest: the points of a group, None for one too far away.
        """
        known = [rest(group) for group in self._groups]
        words = self._points_for_titles(item)
        found = [
            (points + group.fit + group.place, points, at)
            for at, points in words.items()
            if (group := known[bisect_right(self._begins, at) - 1]) and points + group.fit >= rules.LEAST
        ]
        found += islice(self._fitting(known, words), most)
        return [Listed(points, worth, *self._read(at)) for points, worth, at in nlargest(most, found)]

    def _fitting(self, known, words) -> Iterator[tuple[float, float, int]]:
        """Those without such words, the best first."""
        fitting = [n for n, group in enumerate(known) if group and group.fit >= rules.LEAST]
        for n in sorted(fitting, key=lambda n: -sum(known[n])):
            at, end = self._begins[n], self._begins[n + 1]
            while at < end:
                if at not in words:
                    yield sum(known[n]), 0, at
                at = self._all.find(_NEXT, at + 1)

    def _points_for_titles(self, item) -> dict[int, float]:
        """{where a candidate begins: points}"""
        total: dict[int, float] = defaultdict(float)
        for term, (in_title, _) in _wanted(item).items():
            count = self._counts[term] = self._all.count(term)
            if worth := rules.worth(term, count, self._length):
                for at in _beginnings(self._all, term):
                    total[at] += in_title * worth
        return total

    def _read(self, at):
        key, _, title = self._all[at + 1 : self._all.find(_NEXT, at + 1)].partition(_KEYED)
        return int(key) if key.isdecimal() and len(key) <= _DIGITS else _NOBODY, title

    def points_for_texts(self, item: ListItem, listed: list[Listed]) -> dict[int, float]:
        """{key: what telling words of the item it holds besides its title}. One query."""
        titles = {each.key: each.title for each in listed}
        rows = ListItem.objects.filter(pk__in=titles).order_by().values_list("pk", "wish", _BEGUN)
        texts = [(key, f"{wish} {begun}".lower()) for key, wish, begun in rows]
        total: dict[int, float] = defaultdict(float)
        for term, (_, in_text) in _wanted(item).items():
            found = [key for key, text in texts if term in text]
            worth = rules.worth(term, self._counts[term] + len(found), self._length)
            for key in found:
                if term not in titles[key]:
                    total[key] += in_text * worth
        return total


def text_of(item: ListItem) -> str:
    """What is read of an item besides its title."""
    return f"{item.wish} {item.description[:_READ]}"


def _beginnings(text, term) -> Iterator[int]:
    """Where the candidates begin that hold the term, each once."""
    at = text.find(term)
    while at >= 0:
        yield text.rfind(_NEXT, 0, at)
        at = text.find(term, text.find(_NEXT, at))


def _wanted(item) -> dict[str, tuple[float, float]]:
    """{word: its weight in a title, in a text}"""
    wanted = dict.fromkeys(terms(text_of(item)), (rules.TEXT_IN_TITLE, rules.TEXT_IN_TEXT))
    return wanted | dict.fromkeys(terms(item.title), (rules.TITLE_IN_TITLE, rules.TITLE_IN_TEXT))
