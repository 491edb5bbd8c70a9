"""For a demand the resources and services that fit, best first; for one of these the demands that it could
answer.

Three steps: all candidates are given points by their titles, categories and places; of the best of them the
texts are read, too; and the best of these are judged by their time and freshness. As many queries, whatever
there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from heapq import nlargest
from typing import TYPE_CHECKING

from lib.days import today
from partnerships.enums import ItemKind, ItemState
from partnerships.matching import rules
from partnerships.matching.candidates import FIRST, OFFERS, candidates, time_of
from partnerships.matching.categories import fitting
from partnerships.matching.places import Surroundings
from partnerships.matching.reasons import reasons, words_in_common
from partnerships.matching.shelf import Rest, Shelf
from partnerships.models import ListItem

if TYPE_CHECKING:
    from orgs.models import User

_READ_ON, _JUDGED = 120, 40


@dataclass
class Proposal:
    item: ListItem
    score: float
    reasons: list[str]
    words: list[str]  # in common; what has none merely stands in a category that fits


def proposals(
    item: ListItem, most: int = 5, user: User | None = None, at: date | None = None
) -> list[Proposal]:
    """The best `most`, each with its reasons in words: of what residents see, or with `user` of what that
    member of staff sees. None for what is withdrawn or past.
    """
    at = at or today()
    if item.state(at) in (ItemState.WITHDRAWN, ItemState.LAPSED):
        return []
    fits = fitting(item.category, [ItemKind.DEMAND] if item.kind in OFFERS else OFFERS)
    around = Surroundings(item.organization)
    best = _best(item, candidates(item, user, at), fits, around, at)
    found = []
    for score, other in best[:most]:
        words = words_in_common(item, other)
        told = reasons(other, words, fits, around, at)
        found.append(Proposal(other, round(score, 2), told, words))
    return found


def _best(item, shown, fits, around, at):
    """(points, item), the best first."""
    shelf = Shelf(shown)
    listed = shelf.best(item, partial(_rest, fits, around.nearness), _READ_ON)
    texts = shelf.points_for_texts(item, listed)
    read = [
        (rules.points_of_words(each.words + texts.get(each.key, 0)) + each.points - each.words, each.key)
        for each in listed
    ]
    judged = nlargest(_JUDGED, read)
    others = shown.select_related("organization", "unit", "category")
    others = others.in_bulk([key for _, key in judged])
    found = [(points, others[key]) for points, key in judged if key in others]
    found = [(points + _points_of_one(item, other, around, at), other) for points, other in found]
    return _without_repetition(sorted(found, key=_place, reverse=True))


def _rest(fits, nearness, group):
    """Points of what is filed and offered there, besides those for words; None beyond the street."""
    if group.organization not in nearness:
        return None
    fit, _ = fits.get(group.category, (0, ""))
    return Rest(fit, nearness[group.organization].points)


def _place(judged):
    """Of two that fit as well, the one that was confirmed, or entered, later."""
    score, other = judged
    return score, max(filter(None, (other.published_on, other.confirmed_on)), default=FIRST), other.pk


def _points_of_one(item, other, around, at):
    """What only the record itself tells: its time, its freshness, and that its unit lies nearer."""
    (begins, ends), (since, until) = time_of(item, at), time_of(other, at)
    points = rules.WHOLE_TIME if since <= begins and until >= ends else 0
    points += rules.STALE if other.state(at) == ItemState.STALE else 0
    return points + around.nearest(other).points - around.nearness[other.organization_id].points


def _without_repetition(judged):
    """What has the same title as a better one comes later: three times the same is no choice."""
    seen, found = {}, []
    for score, other in judged:
        times = seen[other.title] = seen.get(other.title, -1) + 1
        found.append((score + times * rules.REPEATED, other))
    return sorted(found, key=lambda each: -each[0])
