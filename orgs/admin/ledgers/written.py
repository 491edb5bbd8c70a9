"""The records that a batch wrote: what each is called, where it is edited, what was changed in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q

from lib.days import today
from orgs.ledgers import Ledger
from orgs.models import ImportBatch, ImportedRow, User
from orgs.scope import ScopedQuerySet

ROWS_PER_PAGE = 50
# What a committed batch is shown by: (key, word, which rows).
_PARTS = (
    ("new", "新增", Q(is_new=True, line__gt=0)),
    ("changed", "更新", Q(is_new=False)),
    ("besides", "一并新建", Q(line=0)),
)


@dataclass(frozen=True)
class Part:
    key: str
    label: str
    count: int
    is_current: bool

    @property
    def query(self) -> str:
        return f"?verdict={self.key}"


@dataclass(frozen=True)
class Written:
    line: int
    kind: str
    name: str  # "" where the record is gone, or out of sight
    address: str  # "" where it cannot be edited by the user
    changes: Sequence[tuple[str, str, str]]  # (header, old, new)


def parts(batch: ImportBatch, asked: str | None) -> list[Part]:
    """New, changed and created besides, with their numbers; current is the one asked for, or the first
    that has any. One query.
    """
    counts = batch.rows.aggregate(**{key: Count("pk", filter=condition) for key, _, condition in _PARTS})
    filled = [key for key, _, _ in _PARTS if counts[key]]
    current = asked if asked in filled else next(iter(filled), "new")
    return [
        Part(key, word, counts[key], key == current)
        for key, word, _ in _PARTS
        if counts[key] or key == current
    ]


def page_of(batch: ImportBatch, part: str, number: str | None) -> Page:
    condition = next(condition for key, _, condition in _PARTS if key == part)
    return Paginator(batch.rows.filter(condition), ROWS_PER_PAGE).get_page(number)


def written(
    rows: Iterable[ImportedRow], ledger: Ledger, user: User, address: Callable[[Model], str]
) -> list[Written]:
    """One for each row, in order. A query for each kind of record, whatever their number."""
    rows = list(rows)
    keys = defaultdict(set)
    for row in rows:
        keys[row.kind].add(row.record)
    records = {
        (kind, pk): record
        for kind, pks in keys.items()
        for pk, record in _records(apps.get_model(kind), ledger, user).in_bulk(pks).items()
    }
    return [_written(row, records.get((row.kind, row.record)), address) for row in rows]


def _records(model, ledger, user):
    """Of the ledger's own model as its sheet needs them, related rows and all."""
    own = ledger.records(today())
    records = own.order_by() if own.model is model else model._default_manager.order_by()
    return records.visible_to(user) if isinstance(records, ScopedQuerySet) else records


def _written(row, record, address):
    kind = str(apps.get_model(row.kind)._meta.verbose_name)
    name, place = (str(record), address(record)) if record else ("", "")
    return Written(row.line, kind, name, place, changes(row))


def changes(row: ImportedRow) -> list[tuple[str, str, str]]:
    """What was changed, in words: (header, old, new)."""
    return [(header, told["before"], told["after"]) for header, told in row.changes.items()]
