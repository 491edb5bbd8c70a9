"""What waits for staff (今日待办): kinds of rows with something to do, known by a key.

Nothing is stored and nobody is told by mail: a row waits as long as its condition holds. The start page
shows the first rows of each kind and the lists hold all of them (`?todo=<key>`), both by `Kind.rows`. Higher
floors hand in their kinds when they are ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable

from orgs.access import Action
from orgs.enums import ReviewState
from orgs.models import User
from orgs.moves import Move
from orgs.scope import PublicRecord

# Before the key in addresses: what waits for anybody in the user's branches, not what the user may do.
EVERYBODYS = "all-"


@dataclass(frozen=True, kw_only=True)
class Kind:
    key: str
    group: str  # the heading under which it stands
    title: str
    model: type[Model]
    # Of rows that somebody may act on, those that wait on a day; by a user, where that matters.
    waiting: Callable[[QuerySet, date, User], QuerySet]
    day: str | Combinable  # by which its rows stand, the earliest first
    words: Callable[[Any, date], str]  # beside a row
    verb: Move | None = None  # the next one, whose right decides for whom the rows wait
    button: str = ""  # of a kind that is done in the row's own form
    action: Action = Action.CHANGE  # the right, without a verb
    related: tuple[str, ...] = ()  # for what `words` and the row's name print
    prefetched: tuple[Any, ...] = ()
    query: str = ""  # of the list that holds them, where another filter does
    is_drafts: bool = False  # of rows that are not yet published, or returned

    def rows(self, user: User, at: date) -> QuerySet:
        """Those that the user may do."""
        rows = self.model._default_manager.all()
        if self.verb is None:
            return self._waiting(rows.open_to(user, self.action), user, at)
        return self._waiting(getattr(rows, self.verb.rows)(user, self.verb.needs), user, at)

    def everybodys(self, user: User, at: date) -> QuerySet:
        """Those in the branches that the user sees."""
        return self._waiting(self.model._default_manager.open_to(user, Action.VIEW), user, at)

    def _waiting(self, rows, user, at):
        waiting = self.waiting(rows, at, user)
        is_reviewed = issubclass(self.model, PublicRecord) and not self.is_drafts
        return waiting.exclude(_in_review(self.model, user)) if is_reviewed else waiting

    @property
    def list_query(self) -> str:
        return self.query or f"todo={self.key}"


def _in_review(model, user):
    """What the user has to submit, or to publish, first: it waits under those words and no others."""
    if user.is_superuser:
        return ~Q(review=ReviewState.PUBLISHED)
    own = model._default_manager.open_to(user, Action.REVIEW).order_by().values("pk")
    unsubmitted = Q(review__in=(ReviewState.DRAFT, ReviewState.RETURNED))
    return unsubmitted | Q(review=ReviewState.SUBMITTED, pk__in=own)


kinds: dict[str, Kind] = {}


def add(*more: Kind) -> None:
    kinds.update({kind.key: kind for kind in more})


def asked_for(value: str | None, model: type[Model]) -> Kind | None:
    """The kind that a list's address names, of that list's rows."""
    kind = kinds.get((value or "").removeprefix(EVERYBODYS))
    return kind if kind and kind.model is model else None
