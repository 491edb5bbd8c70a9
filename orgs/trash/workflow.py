"""What is done with deleted records, one verb a function; each is told to the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from lib.stored import discard, keep_files
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import Organization, TrashedRecord
from orgs.trash.restoring import CannotRestore, Returning
from orgs.trash.snapshot import is_known, place_of, snapshot

if TYPE_CHECKING:
    from django.db.models import Model

    from orgs.models import User

_LONGEST_NAME = 300


@dataclass(frozen=True)
class Restored:
    record: Model
    told: list[str]  # what has changed on the way


@transaction.atomic
def throw_away(
    record: Model, user: User | None = None, changes: Sequence[audit.Change] = ()
) -> TrashedRecord:
    """Move the record into the bin, with all that hangs on it; its number is given back, its files stay.

    `changes` tells the audit what was in it. Raises ProtectedError when others depend on it, NotLastNumber
    when its number would be missing.
    """
    place = place_of(record)
    audit.log(AuditAct.DELETE, user=user, record=record, organization=place, changes=changes)
    return _moved(record, str(record), place, user)


@transaction.atomic
def throw_away_row(row: Model, record: Model, user: User | None = None) -> TrashedRecord:
    """Move a row of the record into the bin, a scan or a photo; the audit is told by the record's change."""
    return _moved(row, f"{row}（{record}）", place_of(record), user)


@transaction.atomic
def restore(trashed: TrashedRecord, user: User | None = None) -> Restored:
    """Write the record anew where it was, with its own key. Raises CannotRestore."""
    kept = _locked(trashed)
    if kept is None:
        raise CannotRestore("它已经不在回收站里：可能刚刚有人恢复或彻底删除了它。")
    returning = Returning(kept.rows)
    try:
        with transaction.atomic():
            record = returning.write()
            # Foreign keys would be looked at when the transaction ends, where nobody is told why.
            connection.check_constraints([row._meta.db_table for row in returning.rows])
    except IntegrityError as error:
        raise CannotRestore("它用到的记录刚刚被删除或改动，没有恢复。请刷新页面再试。") from error
    audit.log(AuditAct.RESTORE, user=user, record=record, detail="".join(returning.told))
    kept.delete()
    return Restored(record, returning.told)


@transaction.atomic
def purge(trashed: TrashedRecord, user: User | None = None) -> None:
    """Delete it for good, with its files."""
    kept = _locked(trashed)
    if kept is None:
        return
    audit.log(
        AuditAct.PURGE,
        user=user,
        record=_shadow(kept),
        name=kept.name,
        organization=kept.organization,
    )
    discard(kept.files)
    kept.delete()


def in_bin(kind: str, keys) -> dict[int, TrashedRecord]:
    """{key of the record: what the bin holds of it}; `kind` as app_label.model_name."""
    found = TrashedRecord.objects.filter(kind=kind, record__in=keys).defer("rows").order_by("pk")
    return {each.record: each for each in found}


def _moved(record, name, place, user):
    if isinstance(record, Organization):
        Organization.lock_tree()
    list(type(record)._base_manager.select_for_update().filter(pk=record.pk).values_list("pk"))
    rows, files = snapshot(record)
    trashed = TrashedRecord.objects.create(
        kind=record._meta.label_lower,
        record=record.pk,
        name=name[:_LONGEST_NAME],
        organization=place,
        rows=rows,
        files=files,
        deleted_by=user,
    )
    with keep_files():
        record.delete()
    return trashed


def _locked(trashed):
    return TrashedRecord.objects.select_for_update().filter(pk=trashed.pk).first()


def _shadow(trashed):
    """A row of the model with nothing but the key, for the audit to say what it was"""
    return apps.get_model(trashed.kind)(pk=trashed.record) if is_known(trashed.kind) else None
