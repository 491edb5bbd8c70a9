"""The organisations that a table of figures is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from orgs.models import Organization
from orgs.scope import SEGMENT, below


class Reach:
    """The organisations that a table is asked for, found by the path of any organisation below them."""

    def __init__(self, organizations: Iterable[Organization]):
        self.organizations = list(organizations)
        self.keys = [organization.pk for organization in self.organizations]
        self._by_path = {organization.path: organization.pk for organization in self.organizations}
        self._tops = [o.pk for o in self.organizations if o.parent_id is None]
        self._top = _common(self._by_path)
        self._depth = max(map(len, self._by_path), default=0)
        self._holding = {None: self._tops}

    @property
    def key(self) -> tuple:
        """What `narrow` and `cut` depend on."""
        return self._top, self._depth, bool(self._tops)

    def gather(self, shares: Mapping[str | None, set]) -> dict[int, set]:
        """What lies at each path, brought together at the organisations, by their primary keys."""
        gathered = {pk: set() for pk in self.keys}
        for path, members in shares.items():
            for pk in self.holding(path):
                gathered[pk] |= members
        return gathered

    def narrow(self, facts: QuerySet, place: str) -> QuerySet:
        """Those that count at one of the organisations, and perhaps some others."""
        return facts if self._tops else facts.filter(below(self._top, place))

    def narrow_other(self, facts: QuerySet, place: str, first: str) -> QuerySet:
        """The same for a further place of the facts, where it is another than the first.

        Only the first may be missing: a party without a place does not take its agreement to the top.
        """
        apart = Q(**{f"{place}__lt": F(first)}) | Q(**{f"{place}__gt": F(first)})
        return facts.filter(apart if self._tops else apart & below(self._top, place))

    def cut(self, place: str) -> Substr:
        """The path of a place, no deeper than any of the organisations: what is below is counted there."""
        return Substr(place, 1, self._depth)

    def holding(self, path: str | None) -> Sequence[int]:
        """Primary keys of those above or at the path; without a path, of the top ones."""
        if path not in self._holding:
            ends = range(SEGMENT, len(path) + 1, SEGMENT)
            found = (self._by_path.get(path[:end]) for end in ends)
            self._holding[path] = [pk for pk in found if pk is not None]
        return self._holding[path]


def _common(paths):
    """The path of the lowest organisation that all of them lie in; empty if there is none."""
    common = min(paths, default="")
    while not all(path.startswith(common) for path in paths):
        common = common[:-SEGMENT]
    return common
