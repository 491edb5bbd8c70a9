"""What imports did to one record, for its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.urls import reverse

from orgs.admin.ledgers.written import changes
from orgs.enums import ImportState
from orgs.models import ImportBatch, ImportedRow, User

_TOLD = (ImportState.COMMITTED, ImportState.UNDONE)


@dataclass(frozen=True)
class Import:
    moment: datetime | None
    who: User | None
    batch: ImportBatch
    address: str  # "" where the user may not see the batch
    is_new: bool
    changes: list[tuple[str, str, str]]

    @property
    def is_undone(self) -> bool:
        return self.batch.state == ImportState.UNDONE


def imports_of(record: Model, user: User, site: AdminSite) -> list[Import]:
    """The batches that wrote the record, the last one first. Two queries."""
    rows = (
        ImportedRow.objects.filter(kind=record._meta.label_lower, record=record.pk, batch__state__in=_TOLD)
        .select_related("batch__user")
        .order_by("-batch", "line")
    )
    rows = list(rows)
    seen = set(
        ImportBatch.objects.visible_to(user)
        .filter(pk__in={row.batch_id for row in rows})
        .values_list("pk", flat=True)
    )
    pages = _pages(site)
    return [
        Import(
            moment=row.batch.committed_at,
            who=row.batch.user,
            batch=row.batch,
            address=_address(row.batch, pages) if row.batch_id in seen else "",
            is_new=row.is_new,
            changes=changes(row),
        )
        for row in rows
    ]


def _pages(site):
    """{key of a ledger: URL name of its batches' pages}"""
    admins = (model_admin for model_admin in site._registry.values() if hasattr(model_admin, "ledger"))
    return {each.ledger.key: each.page_name("import_batch") for each in admins}


def _address(batch, pages):
    return reverse(pages[batch.ledger], args=[batch.pk]) if batch.ledger in pages else ""
