"""The organisations that a table of figures is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from django.db.models import F, Q, QuerySet

from orgs.models import Organization
from orgs.scope import SEGMENT, below, standing_for_place
from orgs.statements import fetch


class Reach:
    """The organisations that a table is asked for, found by the key of any organisation below them."""

    def __init__(self, organizations: Iterable[Organization]):
        self.organizations = list(organizations)
        self.keys = [organization.pk for organization in self.organizations]
        self._by_path = {organization.path: organization.pk for organization in self.organizations}
        self._tops = [o.pk for o in self.organizations if o.parent_id is None]
        self._top = _common(self._by_path)
        self._holding = {None: self._tops}

    @property
    def key(self) -> tuple:
        """What `narrow` depends on."""
        return self._top, bool(self._tops)

    def gather(self, shares: Mapping[tuple[int | None, int | None], set]) -> dict[int, set]:
        """What counts at (a place, but not at this other one), at the organisations asked for by key."""
        gathered = {pk: set() for pk in self.keys}
        for (place, other), members in shares.items():
            elsewhere = self.holding(other) if other is not None else ()
            for pk in self.holding(place):
                if pk not in elsewhere:
                    gathered[pk] |= members
        return gathered

    def narrow(self, facts: QuerySet, place: str) -> QuerySet:
        """Those that count at one of the organisations, and perhaps some others."""
        return facts if self._tops else facts.filter(below(self._top, place))

    def narrow_other(self, facts: QuerySet, place: str, first: str) -> QuerySet:
        """The same for a further place of the facts, where it is another than the first and not a unit's.

        Only the first may be missing: a party without a place does not take its agreement to the top.
        """
        place_key, first_key = organization_of(place), organization_of(first)
        apart = Q(**{f"{place_key}__lt": F(first_key)}) | Q(**{f"{place_key}__gt": F(first_key)})
        apart &= standing_for_place(place_key)
        return facts.filter(apart if self._tops else apart & below(self._top, place))

    def holding(self, place: int | None) -> Sequence[int]:
        """Those above or at the organisation with this primary key; without one, the top ones."""
        if place not in self._holding:
            path = self._paths.get(place, "")  # of one beyond those asked for, nothing is known or needed
            ends = range(SEGMENT, len(path) + 1, SEGMENT)
            found = (self._by_path.get(path[:end]) for end in ends)
            self._holding[place] = [pk for pk in found if pk is not None]
        return self._holding[place]

    @cached_property
    def _paths(self):
        """Of all organisations at which `narrow` leaves facts, by primary key. One query."""

        def select():
            within = (
                Organization.objects.all()
                if self._tops
                else Organization.objects.filter(below(self._top, "path"))
            )
            yield within.order_by().values_list("pk", "path")

        return dict(fetch(("paths", *self.key), select))


def organization_of(place: str) -> str:
    """The lookup of the organisation whose path is at `place`: its key stands in the fact's own row."""
    return place.removesuffix("path").removesuffix("__") or "pk"


def _common(paths):
    """The path of the lowest organisation that all of them lie in; empty if there is none."""
    common = min(paths, default="")
    while not all(path.startswith(common) for path in paths):
        common = common[:-SEGMENT]
    return common
