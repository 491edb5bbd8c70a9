"""Search over everything that residents may see, by word, date and community.

Words are matched in any case and all must be found. One query counts the hits of all kinds of record,
then each kind that has some takes one for the newest of them. Few hits are put in order by an expression that
no index holds: else a rare word would have the database walk an index by date through the whole table. Many
are found soonest by that walk.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from events.models import Activity
from jiedao.rows import MANNERS, Row, describe
from lib.days import beginning, ending
from orgs.models import Organization, Unit
from orgs.statements import union
from partnerships.models import Agreement, AgreementParty, ListItem, Project

Period = tuple[datetime.date, datetime.date]

FIRST = 5  # hits of each kind on the first page
MANY = 100
PAGE_SIZE = 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of record and where to look in it."""

    key: str
    label: str
    model: type[Model]
    fields: tuple[str, ...]
    beyond: Callable[[str], Q] | None = None  # what else may hold the word, in other tables
    dated: str | None = None  # None: has no date

    def hits(self, terms: list[str], period: Period | None, community: Organization | None) -> QuerySet:
        """Newest first."""
        rows = self.model.objects.public()
        if self.dated:
            rows = rows.order_by(Coalesce(self.dated, self.dated).desc(), "-pk")
        for term in terms:
            rows = rows.filter(self._holds(term))
        if period:
            rows = rows.filter(self._falls_in(period))
        if community:
            rows = rows.concerning(community) if self.model is Agreement else rows.within(community)
        return rows

    def _falls_in(self, period):
        if self.model is Activity:
            return Q(starts_at__gte=beginning(period[0]), starts_at__lt=ending(period[1]))
        return Q(**{f"{self.dated}__range": period})

    def _holds(self, term):
        found = Q()
        for field in self.fields:
            found |= Q(**{f"{field}__icontains": term})
        if term.isascii() and term.isalnum():
            found |= Q(initials__icontains=term.lower())
        if self.beyond:
            found |= self.beyond(term)
        return found


def _party(term):
    """Only a name that residents may read finds an agreement."""
    named = Q(unit__name__icontains=term, unit__is_public=True)
    named |= Q(organization__name__icontains=term, organization__is_public=True)
    return Q(pk__in=AgreementParty.objects.filter(named).values("agreement"))


def _unit(term):
    return Q(unit__in=Unit.objects.public().filter(name__icontains=term).order_by())


SOURCES = (
    Source(key="activities", label="活动", model=Activity, fields=("title", "place", "series"),
           dated="starts_at"),
    Source(key="agreements", label="共建协议", model=Agreement, fields=("title", "number"), dated="signed_on",
           beyond=_party),
    Source(key="items", label="三张清单", model=ListItem, fields=("title", "number"), dated="published_on",
           beyond=_unit),
    Source(key="projects", label="共建项目", model=Project, fields=("title", "number"), dated="decided_on"),
    Source(key="organizations", label="党组织", model=Organization, fields=("name", "short_name")),
    Source(key="units", label="单位", model=Unit, fields=("name",)),
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """The hits of one kind: how many there are, and those that are shown."""

    source: Source
    count: int
    rows: list[Row]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


@dataclass(frozen=True)
class Search:
    terms: list[str]
    period: Period | None
    community: Organization | None

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.period or self.community)

    def groups(self) -> list[Group]:
        """All kinds with hits, the first hits of each. One query, and one for each of these kinds."""
        found = {source.key: self._found(source) for source in SOURCES if source.dated or not self.period}
        counts = dict(union(_counted(key, hits) for key, hits in found.items()))
        return [
            Group(source, counts[source.key], _first(source, found[source.key], counts[source.key]))
            for source in SOURCES
            if counts.get(source.key)
        ]

    def hits(self, source: Source) -> QuerySet:
        """All hits of one kind, to be paged."""
        if self.period and source.dated is None:
            return source.model.objects.none()
        return MANNERS[source.model].fetch(self._found(source))

    def _found(self, source):
        return source.hits(self.terms, self.period, self.community)


def _counted(key, hits):
    """One row (key, number of hits); no row when there is none."""
    kinds = hits.order_by().values(hit_kind=Value(key, output_field=TextField()))
    return kinds.annotate(hit_count=Count("pk")).values_list("hit_kind", "hit_count")


def _first(source, hits, count):
    if source.dated and count > MANY:
        hits = hits.order_by(F(source.dated).desc(), "-pk")
    return [describe(record) for record in MANNERS[source.model].fetch(hits)[:FIRST]]
