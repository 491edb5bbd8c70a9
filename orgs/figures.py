"""Figures: numbers with one definition each, read as a number, as a table by organisation, or as rows.

A figure is made of *facts*: a queryset of the rows that were true on a day. It counts what the facts
point to (`counted`), each thing once however many facts lead to it, or adds something up (`summed`).
`places` says at which organisations a fact counts: first where it is filed; at a further place only if the
organisation there stands for the place, not for a unit. An agreement counts where it is filed and at the
communities that signed it, so a unit with agreements in three is one unit in each and one at the street.
Distinct counts therefore do not add up, and no total here is a sum of other totals.

Several figures are read in one query (`numbers`, `tables`): each contributes a SELECT to a UNION ALL. How
they change over time: `orgs/course.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    F,
    FloatField,
    Min,
    Model,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Greatest

from orgs.models import CouncilSeat, NewSectorApplication, Organization, PartyMemberCount, Unit
from orgs.reach import Reach, organization_of
from orgs.scope import below, standing_for_place
from orgs.statements import fetch

Number = int | float
Table = dict[int, Number]  # by an organisation's primary key


class Turn(NamedTuple):
    """Rows of which each changes a figure by `step` on a day of its own."""

    rows: QuerySet
    dated: str  # lookup from a row to that day
    step: int
    place: str  # lookup from a row to the path of the organisation where it counts


@dataclass(frozen=True, kw_only=True)
class Figure:
    key: str
    label: str
    measure: str
    rule: str  # the definition, in the words printed beside the number
    facts: Callable[[date], QuerySet]
    subject: type[Model]  # what `rows()` lists
    counted: str = "pk"  # lookup from a fact to its subject
    summed: str | None = None  # lookup to add up instead of counting subjects
    places: tuple[str, ...] = ("organization__path",)
    cumulative: bool = False  # what was counted once stays counted
    # Of a cumulative figure: lookup from a fact to the day from which it counts, or an expression for it.
    dated: str | Combinable | None = None
    # Of a figure that can shrink: what makes it grow and fall until the day, for its course over the months.
    turns: Callable[[date], Sequence[Turn]] | None = None

    def rows(self, organization: Organization, at: date) -> QuerySet:
        """The subjects that make the number up; exactly as many as it says, unless it is a sum."""
        facts = self._within(organization, at)
        if self.counted == "pk":
            return facts
        return self.subject._default_manager.filter(pk__in=facts.order_by().values(self.counted))

    def number(self, organization: Organization, at: date) -> Number:
        """For the organisation and all below it, at the end of the day `at`. One query."""
        return numbers([self], organization, at)[self.key]

    def table(self, organizations: Iterable[Organization], at: date) -> Table:
        """The number of each organisation. Two queries for all of them."""
        return tables([self], organizations, at)[self.key]

    def amounts(self, organization: Organization, at: date, subjects: Iterable[int] | QuerySet) -> Table:
        """What each of these subjects adds to the number, by its primary key. One query."""
        facts = self._within(organization, at).filter(**{f"{self.counted}__in": subjects})
        if not self.summed:
            return dict.fromkeys(facts.order_by().values_list(self.counted, flat=True), 1)
        rows = facts.order_by().values(self.counted).annotate(figure_number=self._total())
        return {subject: whole(number) for subject, number in rows.values_list(self.counted, "figure_number")}

    @property
    def adds_up(self) -> bool:
        """Is each fact counted once, at one place? Then numbers of places may be added."""
        return len(self.places) == 1 and bool(self.summed or self.counted == "pk")

    @property
    def is_shared(self) -> bool:
        """Do several facts lead to one subject, which counts once?"""
        return self.counted != "pk" and not self.summed

    def select_number(self, organization: Organization, at: date) -> QuerySet:
        """One row (key of the figure, number); no row when nothing counts."""
        facts = self._within(organization, at).order_by().values(figure_key=_text(self.key))
        return facts.annotate(figure_number=self._total()).values_list("figure_key", "figure_number")

    def select_places(self, at: date, reach: Reach) -> list[QuerySet]:
        """Rows (key of the figure, organisation, number there, nothing), of the first place of each fact."""
        first = self.places[0]
        facts = reach.narrow(self.facts(at), first).order_by()
        facts = facts.values(figure_key=_text(self.key), figure_place=F(organization_of(first)))
        return [
            facts.annotate(figure_number=self._total(), figure_first=_NOWHERE).values_list(
                "figure_key", "figure_place", "figure_number", "figure_first"
            )
        ]

    def select_shares(self, at: date, reach: Reach) -> list[QuerySet]:
        """Rows (key of the figure, organisation, key of a subject counted there, nothing)."""
        first = self.places[0]
        shares = [self._shares(reach.narrow(self.facts(at), first), first, _NOWHERE)]
        shares += [self._shares(facts, place, _NOWHERE) for place, facts in self._elsewhere(at, reach)]
        # Facts that point to something else often share it; those that are the thing itself hardly repeat.
        return shares if self.counted == "pk" else [share.distinct() for share in shares]

    def select_amounts(self, at: date, reach: Reach) -> list[QuerySet]:
        """Rows (key of the figure, organisation, key of a subject, what it adds there), of a sum."""
        first = self.places[0]
        facts = reach.narrow(self.facts(at), first).order_by()
        facts = facts.values(figure_key=_text(self.key), figure_place=F(organization_of(first)))
        facts = facts.annotate(
            figure_subject=Cast(F(self.counted), FloatField()), figure_number=self._total()
        )
        return [facts.values_list("figure_key", "figure_place", "figure_subject", "figure_number")]

    def select_further(self, at: date, reach: Reach) -> list[QuerySet]:
        """Rows (key of the figure, organisation, key of a fact, its first place), of the further places."""
        first = F(organization_of(self.places[0]))
        return [self._shares(facts, place, first) for place, facts in self._elsewhere(at, reach)]

    def select_table(self, at: date, reach: Reach) -> list[QuerySet]:
        """What `tables` reads, in four columns."""
        if self.is_shared:
            return self.select_shares(at, reach)
        return [*self.select_places(at, reach), *self.select_further(at, reach)]

    def _elsewhere(self, at, reach):
        first, *others = self.places
        return [(place, reach.narrow_other(self.facts(at), place, first)) for place in others]

    def _shares(self, facts, place, first):
        subject = Cast(F(self.counted), FloatField())
        return facts.order_by().values_list(_text(self.key), F(organization_of(place)), subject, first)

    def select_firsts(self, organization: Organization, at: date, since: date) -> QuerySet:
        """Rows (key of the figure, a day, how many subjects have counted from that day).

        What has counted from before `since` may be put there.
        """
        facts = self._within(organization, at).order_by()
        if self.counted == "pk":
            facts = facts.values(figure_key=_text(self.key), figure_day=_not_before(since, self.dated))
            firsts = facts.annotate(figure_number=Count("pk"))
        else:
            facts = facts.values(figure_key=_text(self.key), figure_subject=F(self.counted))
            firsts = facts.annotate(figure_day=Min(self.dated), figure_number=Value(1))
        return firsts.values_list("figure_key", "figure_day", "figure_number")

    def select_turns(self, organization: Organization, at: date, since: date) -> list[QuerySet]:
        """Rows (key of the figure, a day, by how much it changed that day), as `select_firsts`."""
        selects = []
        for turn in self.turns(at):
            rows = turn.rows.filter(_at_or_below(organization, turn.place)).order_by()
            rows = rows.values(figure_key=_text(self.key), figure_day=_not_before(since, turn.dated))
            rows = rows.annotate(figure_number=Count("pk") * Value(turn.step))
            selects.append(rows.values_list("figure_key", "figure_day", "figure_number"))
        return selects

    def _within(self, organization, at):
        facts = self.facts(at)
        first, *others = self.places
        within = _at_or_below(organization, first)
        for place in others:  # looked up apart: joined, every fact would come once for each place
            there = below(organization.path, place) & standing_for_place(organization_of(place))
            within |= Q(pk__in=facts.model._base_manager.filter(there).values("pk"))
        return facts.filter(within)

    def _total(self):
        total = Sum(self.summed) if self.summed else Count(self.counted, distinct=not self.adds_up)
        return Cast(total, FloatField())


def numbers(figures: Sequence[Figure], organization: Organization, at: date) -> dict[str, Number]:
    """All the figures of one organisation, by key. One query."""
    found = dict(
        fetch(
            ("numbers", *figures, organization.path, organization.parent_id is None, at),
            lambda: [figure.select_number(organization, at) for figure in figures],
        )
    )
    return {figure.key: whole(found.get(figure.key)) for figure in figures}


def tables(figures: Sequence[Figure], organizations: Iterable[Organization], at: date) -> dict[str, Table]:
    """All the figures of many organisations, by key. Two queries, whatever the number of organisations."""
    reach = Reach(organizations)

    def selects():
        for figure in figures:
            yield from figure.select_table(at, reach)

    rows = fetch(("tables", *figures, *reach.key, at), selects) if reach.keys else ()
    sums = {figure.key: dict.fromkeys(reach.keys, 0) for figure in figures}
    shares = {figure.key: defaultdict(set) for figure in figures}
    shared = {figure.key for figure in figures if figure.is_shared}
    for key, place, value, first in rows:
        if key in shared or first is not None:
            shares[key][place, first].add(value)
        else:
            for pk in reach.holding(place):
                sums[key][pk] += value or 0
    for key, by_place in shares.items():
        for pk, members in reach.gather(by_place).items():
            sums[key][pk] += len(members)
    return {key: {pk: whole(number) for pk, number in table.items()} for key, table in sums.items()}


_NOWHERE = Cast(Value(None), BigIntegerField())


def _text(value):
    return Value(value, output_field=TextField())


def _not_before(since, dated):
    return Greatest(dated, Value(since, output_field=DateField()))


def _at_or_below(organization, place):
    """The top also counts what has no place in the tree yet."""
    within = below(organization.path, place)
    return within if organization.parent_id else within | Q(**{f"{place}__isnull": True})


def whole(number):
    return int(number or 0) if float(number or 0).is_integer() else round(number, 2)


COUNCIL_UNITS = Figure(
    key="council_units",
    label="议事会单位",
    measure="家",
    rule="当日在议事机构有席位的单位，同一单位只计一次。",
    facts=lambda at: CouncilSeat.objects.held(at).filter(unit__isnull=False),
    subject=Unit,
    counted="unit",
    places=("council__organization__path",),
)

NEW_SECTOR_ENTERPRISES = Figure(
    key="new_sector_enterprises",
    label="两新企业",
    measure="家",
    rule="当日已接收、尚未迁出的非公有制企业和社会组织（含民办医院、民办学校）。",
    facts=lambda at: Unit.objects.received_by(at),
    subject=Unit,
    places=("community__path",),
)

NEW_SECTOR_MEMBERS = Figure(
    key="new_sector_members",
    label="两新党员",
    measure="名",
    rule="两新企业当日的党员人数之和，按各单位截至当日最近一次填报的人数计算。",
    facts=lambda at: PartyMemberCount.objects.as_of(at).filter(unit__in=Unit.objects.received_by(at)),
    subject=Unit,
    counted="unit",
    summed="count",
    places=("unit__community__path",),
)

NEW_SECTOR_APPLICATIONS = Figure(
    key="new_sector_applications_in_progress",
    label="两新组织审批中",
    measure="个",
    rule="当日已提出申请，尚未批复也未退回的两新组织成立党组织申请。",
    facts=lambda at: NewSectorApplication.objects.in_progress(at),
    subject=NewSectorApplication,
)

FIGURES = (COUNCIL_UNITS, NEW_SECTOR_ENTERPRISES, NEW_SECTOR_MEMBERS, NEW_SECTOR_APPLICATIONS)
