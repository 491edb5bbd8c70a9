"""What the pages of one import show: its verdicts as tabs, the rows of one of them, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max
from django.utils.http import urlencode

from orgs.enums import Verdict
from orgs.ledgers import Ledger
from orgs.models import ImportBatch, Unit

# So many names or rows of a remark are told; of more, the first and how many there are.
_TOLD = 50
# A row is called by the first of the columns that tell it from others: 议事机构 · 成员单位.
_NAMING = 2
_NOTHING_REMARKED = {
    "page": "",
    "header_row": None,
    "pages": [],
    "rows": [],
    "unread": [],
    "skipped": [],  # [line, why]
    "others": [],
    "created": {},  # {kind: names}
    "near": {},  # {name among those: names already there that are like it}
    "notices": [],
}


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    is_current: bool

    @property
    def query(self) -> str:
        return f"?{urlencode({'verdict': self.key})}"


@dataclass(frozen=True)
class Several:
    """A long list, of which a page tells the beginning."""

    kind: str
    count: int
    first: Sequence

    @property
    def has_more(self) -> bool:
        return self.count > len(self.first)


@dataclass(frozen=True)
class Row:
    line: int
    name: str
    cells: Sequence[tuple[str, str]]
    changes: Sequence[Sequence[str]]  # (header, old, new)
    errors: Sequence[Sequence[str]]  # (header, message); header "" for the row as a whole


@dataclass(frozen=True)
class Preview:
    """One page of the rows that share the verdict asked for, or else the first that has any."""

    batch: ImportBatch
    verdict: Verdict
    page: Page  # of numbers of stored pages
    headers: Sequence[str]  # of the columns that any of the rows fills
    rows: Sequence[Row]

    @property
    def tabs(self) -> list[Tab]:
        counts = self.batch.counts
        return [Tab(each, each.label, counts[each], each == self.verdict) for each in Verdict]


def remarks(batch: ImportBatch) -> dict[str, Any]:
    """What was found out about the file as a whole: no key is missing, long lists are `Several`."""
    known = _NOTHING_REMARKED | batch.remarks
    near = known["near"]
    created = [_created(kind, names, near) for kind, names in known["created"].items() if names]
    has_units = bool(known["created"].get(Unit._meta.verbose_name))
    return known | {"created": created, "has_units": has_units, "skipped": _several("", known["skipped"])}


def _created(kind, names, near):
    """Those first that may be something there already, written otherwise: they must be looked at."""
    names = sorted(names, key=lambda name: not near.get(name))
    return _several(kind, [_with_near(name, near.get(name)) for name in names])


def _with_near(name, near):
    if not near:
        return name
    return f"{name}（与已有的{'、'.join(f'“{each}”' for each in near)}相近，请核对）"


def _several(kind, items):
    return Several(kind, len(items), items[:_TOLD])


def preview(batch: ImportBatch, ledger: Ledger, asked: Mapping[str, str]) -> Preview:
    """`asked`: the address's "verdict" and "page". Two queries."""
    verdict = _verdict(batch, asked.get("verdict"))
    stored = batch.pages.filter(verdict=verdict)
    last = stored.aggregate(last=Max("number"))["last"] or 1
    page = Paginator(range(1, last + 1), 1).get_page(asked.get("page"))
    found = stored.filter(number=page.object_list[0]).first()
    rows = found.rows if found else []
    headers = [c.header for c in ledger.columns if any(row["cells"].get(c.header) for row in rows)]
    naming = ledger.identity[:_NAMING]
    return Preview(batch, verdict, page, headers, [_row(row, headers, naming) for row in rows])


def _verdict(batch, asked):
    if asked in Verdict.values:
        return Verdict(asked)
    return next((each for each, count in batch.counts.items() if count), Verdict.SAME)


def _row(row, headers, naming):
    cells = row.get("cells", {})
    return Row(
        line=row["line"],
        name=" · ".join(cells[header] for header in naming if cells.get(header)),
        cells=[(header, cells.get(header, "")) for header in headers],
        changes=row.get("changes", ()),
        errors=row.get("errors", ()),
    )
