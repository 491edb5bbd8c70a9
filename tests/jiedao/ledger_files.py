"""A good file for each of the ten ledgers, the office that it belongs to, and the ways in and out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.core.files.base import ContentFile

from jiedao.ledgers import LEDGERS
from lib.days import today
from orgs.enums import Verdict
from orgs.intake import workflow
from orgs.ledgers import Ledger
from orgs.ledgers.rows import rows
from orgs.ledgers.workbook import export_workbook
from orgs.models import ImportBatch
from orgs.models.category import CategoryKind
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.good_rows import (
    AGREEMENT,
    AREA,
    BRANCH,
    BUILDER,
    CATEGORY,
    COUNCIL,
    EAST,
    HOSPITAL,
    PROJECT,
    ROWS,
    SCHOOL,
    STREET,
    WEST,
)
from tests.orgs.factories import CategoryFactory, CouncilFactory, OrganizationFactory, UnitFactory
from tests.partnerships.factories import AgreementFactory, ProjectFactory


def found_office() -> None:
    """All that the good files name."""
    street = OrganizationFactory(street=True, name=STREET, short_name="示例街道")
    area = OrganizationFactory(area=True, name=AREA, parent=street)
    east = OrganizationFactory(community=True, name=EAST, short_name="东风社区", parent=area)
    OrganizationFactory(community=True, name=WEST, short_name="西山社区", parent=area)
    OrganizationFactory(branch=True, name=BRANCH, parent=east)
    school = UnitFactory(school=True, name=SCHOOL)
    UnitFactory(hospital=True, name=HOSPITAL)
    UnitFactory(name=BUILDER)
    for kind in CategoryKind:
        CategoryFactory(kind=kind, name=CATEGORY)
    CouncilFactory(organization=east, name=COUNCIL)
    agreement = AgreementFactory(
        organization=east, title=AGREEMENT, parties=[east, school], signed_on=date(2018, 5, 14)
    )
    ProjectFactory(organization=east, agreement=agreement, title=PROJECT, decided_on=date(2018, 6, 1))


@dataclass
class Grid:
    """Header and rows of a good file; `merged` as in a page, the header being row 0."""

    ledger: Ledger
    headers: list[str]
    rows: list[list]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def at(self, header: str) -> int:
        return self.headers.index(header)

    def column(self, header: str) -> list:
        return [row[self.at(header)] for row in self.rows]

    def put(self, header: str, value: object, row: int = 0) -> None:
        self.rows[row][self.at(header)] = value

    @property
    def all(self) -> list[list]:
        return [self.headers, *self.rows]

    def xlsx(self) -> bytes:
        return xlsx_bytes(self.all, self.merged)


def good(key: str) -> Grid:
    """Six new rows, every column filled in the first."""
    ledger = LEDGERS[key]
    headers = [column.header for column in ledger.columns]
    return Grid(ledger, headers, [list(row) for row in deepcopy(ROWS[key])])


def receive(ledger: Ledger, content: bytes, name: str = "台账.xlsx", user=None, **options) -> ImportBatch:
    """The batch, checked."""
    batch = workflow.receive(ledger, ContentFile(content, name=name), user=user, **options)
    workflow.check(batch, ledger)
    return batch


def take_in(ledger: Ledger, content: bytes, name: str = "台账.xlsx", user=None, **options) -> ImportBatch:
    """The batch, checked and committed."""
    batch = receive(ledger, content, name, user, **options)
    workflow.commit(batch, ledger, user)
    return batch


def grid_in(ledger: Ledger, rows: Sequence[Sequence], **options) -> ImportBatch:
    return take_in(ledger, xlsx_bytes(rows), **options)


def exported(ledger: Ledger, organization=None) -> bytes:
    file = io.BytesIO()
    export_workbook(ledger, ledger.complete(today(), organization), "示例街道", file, today())
    return file.getvalue()


def verdicts(batch: ImportBatch) -> dict[Verdict, int]:
    """Those that there are."""
    return {verdict: count for verdict, count in batch.counts.items() if count}


def errors(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """(line, header, message)"""
    return [
        (row["line"], header, message)
        for page in batch.pages.filter(verdict=Verdict.WRONG)
        for row in page.rows
        for header, message in row["errors"]
    ]


def changes(batch: ImportBatch) -> list[tuple[int, str, str, str]]:
    """(line, header, before, after), in words"""
    pages = batch.pages.filter(verdict=Verdict.CHANGED)
    return [(row["line"], *change) for page in pages for row in page.rows for change in row["changes"]]


def stored(ledger: Ledger) -> list[tuple]:
    """All of the ledger, as an export writes it."""
    return list(rows(ledger, ledger.complete(today())))


def row_counts() -> dict[str, int]:
    """Of every table but those of the imports themselves, and of the audit, which tells of them."""
    ours = [
        m for label in ("orgs", "partnerships", "events") for m in apps.get_app_config(label).get_models(True)
    ]
    return {
        m._meta.label: m._base_manager.count()
        for m in ours
        if not m._meta.proxy and not m.__name__.startswith(("Import", "AuditEntry"))
    }
