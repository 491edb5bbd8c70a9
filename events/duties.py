"""三会一课 and the party day: how often organisations must meet in a month or quarter, and how often they do.

What counts is what took place, filed at the organisation itself. A meeting too many in one month makes up for
none that another month lacks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from events.councils import quarter_of
from events.enums import DUTIES, ActivityKind, Period
from events.models import Activity, MeetingDuty
from lib.days import beginning, ending, today
from lib.months import Month
from orgs.enums import OrganizationLevel
from orgs.models import Organization
from orgs.scope import SEGMENT

REMINDED = 10  # days before a period's end on which who is behind begins to be told
# 常规: what the rules of the party ask of every branch: {kind: (period, times)}.
USUAL = {
    ActivityKind.BRANCH_MEETING: (Period.QUARTER, 1),
    ActivityKind.COMMITTEE_MEETING: (Period.MONTH, 1),
    ActivityKind.GROUP_MEETING: (Period.MONTH, 1),
    ActivityKind.PARTY_LECTURE: (Period.QUARTER, 1),
    ActivityKind.PARTY_DAY: (Period.MONTH, 1),
}
USUAL_LEVELS = (
    OrganizationLevel.GENERAL_BRANCH,
    OrganizationLevel.BRANCH,
    OrganizationLevel.JOINT_BRANCH,
)


@dataclass(frozen=True)
class Span:
    """The month or quarter that is looked at, as far as it has come on a day."""

    months: tuple[Month, ...]
    at: date  # the last day that counts

    @classmethod
    def month(cls, month: Month, at: date | None = None) -> Span:
        return cls((month,), min(month.last, at or today()))

    @classmethod
    def quarter(cls, month: Month, at: date | None = None) -> Span:
        """The one in which the month lies."""
        first = Month.of(quarter_of(month.first)[0])
        months = (first, first.next, first.next.next)
        return cls(months, min(months[-1].last, at or today()))

    @property
    def is_quarter(self) -> bool:
        return len(self.months) > 1

    @property
    def is_over(self) -> bool:
        return self.at >= self.months[-1].last

    @property
    def label(self) -> str:
        first = self.months[0]
        return f"{first.year}年第{(first.month + 2) // 3}季度" if self.is_quarter else first.label

    @property
    def counted_since(self) -> date:
        """What is asked for once a quarter is counted from the quarter's first day, in its months too."""
        return quarter_of(self.months[0].first)[0]


@dataclass(frozen=True)
class Score:
    """Of one organisation and kind: how often it was to meet, and how much of that it did."""

    expected: int
    done: int
    is_quarterly: bool

    @property
    def missing(self) -> int:
        return self.expected - self.done


@dataclass(frozen=True)
class Standing:
    organization: Organization
    scores: Sequence[Score | None]  # in the order of DUTIES; None where nothing is asked for

    @cached_property
    def missing(self) -> int:
        return sum(score.missing for score in self.scores if score)


def standings(organizations: Iterable[Organization], span: Span) -> list[Standing]:
    """Those of which something is asked, who is behind most first. Three queries, however many there are."""
    organizations = list(organizations)
    duties = _duties()
    held = _held(organizations, span)
    found = []
    for organization in organizations:
        asked = [_nearest(duties, organization, kind) for kind in DUTIES]
        if any(duty and duty.times for duty in asked):
            scores = [_score(duty, held[organization.pk], span) for duty in asked]
            found.append(Standing(organization, scores))
    return sorted(found, key=lambda each: (-each.missing, each.organization.path))


def behind(organizations: QuerySet[Organization], at: date | None = None) -> QuerySet[Organization]:
    """Those that have to meet still in a month or quarter of which few days are left. One condition."""
    at = at or today()
    ends = {Period.MONTH: Month.of(at).last, Period.QUARTER: quarter_of(at)[1]}
    begins = {Period.MONTH: Month.of(at).first, Period.QUARTER: quarter_of(at)[0]}
    late = [period for period in Period if at > ends[period] - timedelta(days=REMINDED)]
    condition = Q(pk__in=())
    for period in late:
        condition |= Q(Exists(_unmet(period, begins[period], at)))
    return organizations.filter(condition)


def _unmet(period, since, at):
    """Duties of the outer organisation for which it has not met so often since that day."""
    own = MeetingDuty.objects.filter(level=OuterRef("level")).alias(outer=_text(OuterRef("path")))
    own = own.filter(outer__startswith=F("organization__path"), period=period)
    nearer = MeetingDuty.objects.filter(level=OuterRef("level"), kind=OuterRef("kind"))
    nearer = nearer.alias(outer=_text(OuterRef(OuterRef("path")))).filter(
        outer__startswith=F("organization__path"), organization__path__gt=OuterRef("organization__path")
    )
    held = Activity.objects.held(at).filter(
        organization=OuterRef(OuterRef("pk")), kind=OuterRef("kind"), starts_at__gte=beginning(since)
    )
    times = held.order_by().values("organization").annotate(times=Count("pk")).values("times")
    done = Coalesce(Subquery(times, output_field=IntegerField()), 0)
    return own.filter(~Exists(nearer)).alias(done=done).filter(times__gt=F("done")).order_by()


def _text(reference):
    return ExpressionWrapper(reference, output_field=CharField())


def _duties():
    """{(level, kind): {path: duty}}"""
    found = defaultdict(dict)
    for duty in MeetingDuty.objects.select_related("organization").order_by():
        found[duty.level, duty.kind][duty.organization.path] = duty
    return found


def _nearest(duties, organization, kind):
    own, path = duties.get((organization.level, kind)), organization.path
    if not own:
        return None
    ends = range(len(path), 0, -SEGMENT)
    return next((own[path[:end]] for end in ends if path[:end] in own), None)


def _held(organizations, span):
    """{organisation: {(kind, first day of a month): how many}}, of the months that matter."""
    held = Activity.objects.held(span.at).filter(kind__in=DUTIES)
    held = held.filter(starts_at__gte=beginning(span.counted_since), starts_at__lt=ending(span.at))
    if len(organizations) == 1:
        held = held.filter(organization=organizations[0])
    rows = held.order_by().annotate(month=TruncMonth("starts_at")).values("organization", "kind", "month")
    found = defaultdict(Counter)
    for row in rows.annotate(times=Count("pk")):
        found[row["organization"]][row["kind"], Month.of(timezone.localdate(row["month"]))] = row["times"]
    return found


def _score(duty, held, span):
    if duty is None or not duty.times:
        return None
    if duty.period == Period.QUARTER:
        done = sum(times for (kind, _), times in held.items() if kind == duty.kind)
        return Score(duty.times, min(done, duty.times), is_quarterly=True)
    done = sum(min(held[duty.kind, month], duty.times) for month in span.months)
    return Score(duty.times * len(span.months), done, is_quarterly=False)
