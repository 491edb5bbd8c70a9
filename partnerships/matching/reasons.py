"""Why something is proposed, in the words that staff and residents read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.enums import ItemState
from partnerships.matching import rules
from partnerships.matching.shelf import text_of
from partnerships.matching.words import shared, terms

if TYPE_CHECKING:
    from datetime import date

    from partnerships.matching.places import Surroundings
    from partnerships.models import ListItem


def reasons(
    other: ListItem, words: list[str], fits: dict[int, tuple[float, str]], around: Surroundings, at: date
) -> list[str]:
    told = [fits[other.category_id][1]] if other.category_id in fits else []
    told.append(around.nearest(other).words)
    if words:
        told.append(f"都提到{'、'.join(f'“{word}”' for word in words)}")
    if other.available_from or other.available_until:
        told.append(_time(other, at))
    if other.state(at) == ItemState.STALE:
        told.append("待更新，请先确认")
    return told


def words_in_common(item: ListItem, other: ListItem) -> list[str]:
    """Some of them, the longest first."""
    one, another = (f"{each.title} {text_of(each)}" for each in (item, other))
    return shared(one, set(terms(one)) & set(terms(another)), another)[: rules.NAMED_WORDS]


def _time(other, at):
    """5月1日至8月31日可用; with the year where it is not this one."""
    begins, ends = other.available_from, other.available_until
    if begins and begins <= at:
        begins = None  # it has begun
    if begins and ends:
        return f"{_day(begins, at)}至{_day(ends, begins)}可用"
    if begins:
        return f"{_day(begins, at)}起可用"
    return f"{_day(ends, at)}前可用" if ends else "现在可用"


def _day(day, beside):
    written = f"{day.month}月{day.day}日"
    return written if day.year == beside.year else f"{day.year}年{written}"
