"""公开: what came of the claims that residents see, by unit that took them on and by community that asked.

A claim that several units hold together counts for each of them, once. All numbers are counted over
`Claim.objects.public()`, so each equals the list to which it leads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from lib.addresses import address
from lib.days import today
from orgs.models import Organization
from orgs.scope import SEGMENT
from partnerships.claim_filters import COMPLETED_KEY, IN_TIME_KEY, RATED_KEY
from partnerships.enums import COMPLETED
from partnerships.models import Claim, ClaimParty

# What each column counts, in the words that stand beside the numbers.
RULES = (
    ("认领", "已确认、没有退回的认领，和已接的服务点单；几家联合的，各家各计一次。"),
    ("办结", "其中已办结的，已评价的也在内。"),
    ("评分", "已评价的平均分，满分5分；括号里是评价次数。"),
    (
        "按时办结率",
        "定有办理时限、已办结或者已到时限的，按时办结的占多少（括号里是按时的项数/应办的项数）；没有定时限、还没有到时限的不计。",
    ),
)


@dataclass(frozen=True)
class Tally:
    """Sums over some claims."""

    held: int = 0
    done: int = 0
    ratings: int = 0
    stars: int = 0
    due: int = 0  # done, or overdue, and with a due day
    in_time: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def average(self) -> float | None:
        """From 1 to 5, to one place; None while nobody has rated."""
        return round(self.stars / self.ratings, 1) if self.ratings else None

    @property
    def share(self) -> int | None:
        """Per cent done in time; None where nothing was due."""
        return round(100 * self.in_time / self.due) if self.due else None


NAMES = tuple(Tally.__dataclass_fields__)


@dataclass(frozen=True)
class Result:
    """A row of a table: of a unit, a community, or all."""

    label: str
    url: str
    tally: Tally
    pins: dict[str, int | str]  # what holds the list of claims to these

    @property
    def held_url(self) -> str:
        return self._url()

    @property
    def done_url(self) -> str:
        return self._url(COMPLETED_KEY)

    @property
    def rated_url(self) -> str:
        return self._url(RATED_KEY)

    @property
    def in_time_url(self) -> str:
        return self._url(IN_TIME_KEY)

    def _url(self, state=""):
        pins = self.pins | ({"state": state} if state else {})
        query = f"?{urlencode(pins)}" if pins else ""
        return f"{address('partnerships:claim_list')}{query}"


# By what a table can be ordered, the most first: (key in addresses, column, of a tally).
ORDERS: dict[str, tuple[str, Callable[[Tally], float | None]]] = {
    "held": ("认领", lambda tally: tally.held),
    "done": ("办结", lambda tally: tally.done),
    "rating": ("评分", lambda tally: tally.average),
    "share": ("按时办结率", lambda tally: tally.share),
}


def claims_of(year: int | None) -> QuerySet:
    """Those that residents see, confirmed in the year or ever."""
    claims = Claim.objects.public().order_by()
    return claims.filter(claimed_on__year=year) if year else claims


def years() -> list[int]:
    """In which claims were confirmed, the last first. One query."""
    days = Claim.objects.public().order_by().values_list("claimed_on", flat=True).distinct()
    # Not by the database: SQLite would take each row's year apart in Python.
    return sorted({day.year for day in days}, reverse=True)


def whole(year: int | None = None, at: date | None = None) -> Result:
    """All of them, each once. One query."""
    found = claims_of(year).aggregate(**_sums("", at or today()))
    return Result("合计", "", _tally(found), _pins(year))


def of(claims: QuerySet, label: str, **pins: int) -> list[Result]:
    """Of some public claims, to which the pins hold their list; nothing where there are none. One query."""
    tally = _tally(claims.order_by().aggregate(**_sums("", today())))
    return [Result(label, "", tally, pins)] if tally.held else []


def by_unit(year: int | None = None, at: date | None = None) -> list[Result]:
    """Of each public unit that holds some. One query."""
    earlier = ClaimParty.objects.filter(claim=OuterRef("claim"), unit=OuterRef("unit"), pk__lt=OuterRef("pk"))
    parties = ClaimParty.objects.filter(
        ~Exists(earlier), unit__is_public=True, claim__in=claims_of(year).values("pk")
    )
    rows = parties.order_by().values("unit", "unit__name").annotate(**_sums("claim__", at or today()))
    return [
        Result(
            row["unit__name"],
            address("orgs:unit_detail", row["unit"]),
            _tally(row),
            _pins(year, unit=row["unit"]),
        )
        for row in rows
    ]


def by_community(year: int | None = None, at: date | None = None) -> list[Result]:
    """Of each public community that asked for some, with what hangs below it. Two queries."""
    rows = claims_of(year).values(path=F("organization__path")).annotate(**_sums("", at or today()))
    tallies: dict[str, Tally] = {}
    for row in rows:
        for end in range(SEGMENT, len(row["path"]) + 1, SEGMENT):
            path = row["path"][:end]
            tallies[path] = tallies.get(path, Tally()) + _tally(row)
    communities = Organization.objects.public().communities().only("name", "short_name", "path")
    return [
        Result(
            community.label,
            community.get_absolute_url(),
            tallies[community.path],
            _pins(year, community=community.pk),
        )
        for community in communities
        if community.path in tallies
    ]


def in_order(results: Sequence[Result], key: str) -> list[Result]:
    """The most first, what has no such number last; equals as they would stand by what was claimed."""
    _, measure = ORDERS[key]

    def rank(result):
        number = measure(result.tally)
        return number is None, -(number or 0), -result.tally.held, result.label

    return sorted(results, key=rank)


def _sums(prefix, at):
    """Aggregates of a tally, over rows whose claim is at `prefix`."""
    done = Q(**{f"{prefix}status__in": COMPLETED})
    late = ~done & Q(**{f"{prefix}due_on__lt": at})
    in_time = done & Q(**{f"{prefix}done_on__lte": F(f"{prefix}due_on")})
    has_due = Q(**{f"{prefix}due_on__isnull": False})
    return {
        "held": Count("pk"),
        "done": Count("pk", filter=done),
        "ratings": Count(f"{prefix}rating"),
        "stars": Sum(f"{prefix}rating", default=0),
        "due": Count("pk", filter=has_due & (done | late)),
        "in_time": Count("pk", filter=in_time),
    }


def _tally(row):
    return Tally(*(row[name] for name in NAMES))


def _pins(year, **pins):
    return pins | ({"year": year} if year else {})
