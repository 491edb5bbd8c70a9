"""How a record of any kind stands in a list: what it is called, where it leads, what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from events.models import Activity
from events.templatetags.events_states import planned
from lib.days import today
from lib.templatetags.jiedao_text import day, moment
from orgs.enums import ReviewState
from orgs.models import NewSectorApplication, Organization, Unit
from partnerships.models import Agreement, Claim, ClaimParty, ListItem, Problem, Project


@dataclass(frozen=True)
class Row:
    title: str
    url: str  # "" where residents have no page of it
    meta: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How one kind of record is fetched and described."""

    related: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    prefetched: tuple[Prefetch, ...] = ()
    # What residents may be shown, with what has been withdrawn since.
    shown: tuple[tuple[str, Any], ...] = (("is_public", True),)
    title: Callable[[Any], str] = str
    dated: str | None = None  # the date that is printed; rows stand by it, newest first
    meta: Callable[[Any], Iterable[str]]
    gone: Callable[[Any], str] = lambda record: ""  # what befell one that has no page any more

    def in_order(self, rows: QuerySet) -> QuerySet:
        """By the date that is printed, where there is one."""
        return rows.order_by(f"-{self.dated}", "-pk") if self.dated else rows

    def fetch(self, rows: QuerySet) -> QuerySet:
        """With what `describe` prints and nothing else."""
        rows = rows.select_related(*self.related).only(*self.columns)
        return rows.prefetch_related(*self.prefetched)

    def public(self, rows: QuerySet) -> QuerySet:
        return rows.filter(**dict(self.shown))


_FILED = ("organization__name", "organization__short_name", "organization__is_public")


def _label(organization: Organization | None) -> str:
    """Nothing for an organisation of which residents see no page."""
    return organization.label if organization and organization.is_public else ""


def _since(ended: date | None, word: str) -> str:
    """What has befallen a record by today."""
    return f"{day(ended)}{word}" if ended and ended <= today() else ""


def _party(item: ListItem) -> str:
    """The unit behind a list item, else the organisation; nothing for one that is not public."""
    if item.unit is None:
        return _label(item.organization)
    return item.unit.name if item.unit.is_public else ""


def _claimants(claim: Claim) -> str:
    """Those that are public, the lead first; what the public form was told is for staff."""
    parties = (each.party for each in claim.parties.all())
    return "、".join(str(party) for party in parties if party.is_public)


_PUBLISHED = (("is_public", True), ("review", ReviewState.PUBLISHED))
_PARTY = ("name", "is_public")
_CLAIMANTS = Prefetch(
    "parties",
    ClaimParty.objects.select_related("organization", "unit").only(
        "claim", "role", *(f"{party}__{column}" for party in ("organization", "unit") for column in _PARTY)
    ),
)

MANNERS: dict[type[Model], Manner] = {
    Organization: Manner(
        related=("parent",),
        columns=("name", "level", "parent__name", "parent__short_name", "parent__is_public"),
        meta=lambda o: (o.get_level_display(), _label(o.parent)),
    ),
    Unit: Manner(
        related=("community",),
        columns=("name", "nature", "community__name", "community__short_name", "community__is_public"),
        meta=lambda u: (u.get_nature_display(), _label(u.community)),
    ),
    Agreement: Manner(
        shown=_PUBLISHED,
        related=("organization",),
        columns=("title", "number", "signed_on", *_FILED),
        dated="signed_on",
        meta=lambda a: (f"{day(a.signed_on)}签约", _label(a.organization), a.number or ""),
    ),
    ListItem: Manner(
        shown=_PUBLISHED,
        related=("organization", "unit"),
        columns=("title", "kind", "published_on", "withdrawn_on", "unit__name", "unit__is_public", *_FILED),
        dated="published_on",
        meta=lambda i: (
            f"{i.get_kind_display()}清单",
            _party(i),
            f"{day(i.published_on)}发布",
        ),
        gone=lambda i: _since(i.withdrawn_on, "已撤回"),
    ),
    Project: Manner(
        shown=_PUBLISHED,
        related=("organization",),
        columns=("title", "decided_on", "cancelled_on", *_FILED),
        dated="decided_on",
        meta=lambda p: (f"{day(p.decided_on)}确定", _label(p.organization)),
        gone=lambda p: _since(p.cancelled_on, "已取消"),
    ),
    Problem: Manner(
        shown=_PUBLISHED,
        related=("organization",),
        columns=("title", "solved_on", *_FILED),
        dated="solved_on",
        meta=lambda p: (f"{day(p.solved_on)}解决" if p.solved_on else "", _label(p.organization)),
        gone=lambda p: "" if p.solved_on else "后来重新办理，还没有解决",
    ),
    Claim: Manner(
        shown=tuple((f"item__{column}", value) for column, value in _PUBLISHED),
        related=("item", "organization"),
        columns=(
            "status",
            "claimed_on",
            "done_on",
            "closed_on",
            "item__title",
            "item__withdrawn_on",
            *_FILED,
        ),
        prefetched=(_CLAIMANTS,),
        title=lambda c: c.item.title,
        dated="claimed_on",
        meta=lambda c: (
            _claimants(c),
            f"{day(c.done_on)}办结" if c.done_on else f"{day(c.claimed_on)}认领",
            _label(c.organization),
        ),
        gone=lambda c: _since(c.closed_on, "已退出") or _since(c.item.withdrawn_on, "已撤回"),
    ),
    Activity: Manner(
        shown=_PUBLISHED,
        related=("organization",),
        columns=("title", "status", "starts_at", "place", *_FILED),
        dated="starts_at",
        meta=lambda a: (f"{planned(a)}{moment(a.starts_at)}", a.place, _label(a.organization)),
    ),
    NewSectorApplication: Manner(
        related=("unit",),
        columns=("applied_on", "proposed_name", "unit__name"),
        dated="applied_on",
        meta=lambda a: (f"{day(a.applied_on)}提出",),
    ),
}


def describe(record: Model) -> Row:
    """No query for a record that its `Manner` fetched."""
    manner = MANNERS[record._meta.concrete_model]
    gone = manner.gone(record)
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") and not gone else ""
    return Row(manner.title(record), url, tuple(filter(None, (*manner.meta(record), gone))))
