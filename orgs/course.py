"""The course of figures: their numbers on several days, and what came in during a month."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate

from lib.months import Month
from orgs.figures import Figure, Table, tables, whole
from orgs.models import Organization
from orgs.reach import Reach
from orgs.statements import fetch


def timeline(
    figures: Sequence[Figure], organization: Organization, days: Sequence[date]
) -> dict[str, list[int]]:
    """Counts on each of the days, which come in order, of figures that are cumulative and dated, or tell
    their turns. One query.
    """
    first, last = days[0], days[-1]

    def selects():
        for figure in figures:
            if figure.turns:
                yield from figure.select_turns(organization, last, first)
            else:
                yield figure.select_firsts(organization, last, first)

    new = {figure.key: [0] * len(days) for figure in figures}
    key = ("timeline", *figures, organization.path, organization.parent_id is None, first, last)
    for name, day, number in fetch(key, selects):
        day = day if isinstance(day, date) else date.fromisoformat(day)  # SQLite hands dates out as text
        new[name][bisect_left(days, day)] += number
    return {key: list(accumulate(counts)) for key, counts in new.items()}


def entries(
    figures: Sequence[Figure], organizations: Iterable[Organization], month: Month
) -> dict[str, Table]:
    """What came in during the month: counted at its end, but not at the end of the month before.

    What only grows is the difference. What can also shrink is compared subject by subject: a new one counts,
    a sum counts by how much it grew, and nothing makes up for what went. Seven queries.
    """
    reach = Reach(organizations)
    end, before = month.last, month.previous.last
    compared = [figure for figure in figures if figure.cumulative]
    now, then = (tables(compared, reach.organizations, at) for at in (end, before))
    found = {key: {pk: whole(now[key][pk] - then[key][pk]) for pk in table} for key, table in now.items()}
    shrinking = [figure for figure in figures if figure not in compared]
    there, already = (_members(shrinking, reach, at) for at in (end, before))
    for key, table in there.items():
        found[key] = {pk: _growth(amounts, already[key][pk]) for pk, amounts in table.items()}
    return {figure.key: found[figure.key] for figure in figures}


def _members(figures, reach, at):
    """{subject: what it adds}, by figure and organisation. One query."""

    def selects():
        for figure in figures:
            yield from figure.select_amounts(at, reach) if figure.summed else figure.select_shares(at, reach)

    found = {figure.key: {pk: {} for pk in reach.keys} for figure in figures}
    for key, place, subject, amount in fetch(("members", *figures, *reach.key, at), selects):
        for pk in reach.holding(place):
            amounts = found[key][pk]
            amounts[subject] = 1 if amount is None else amounts.get(subject, 0) + amount
    return found


def _growth(amounts, before):
    return whole(sum(max(0, amount - before.get(subject, 0)) for subject, amount in amounts.items()))
