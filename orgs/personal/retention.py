"""What is kept no longer than its term: contacts of what is over, and import files.

PERSONAL_KEEP_DAYS after the upload the file of an import goes, with its preview and the persons' numbers and
names that its undo would bring back. CONTACT_KEEP_DAYS after the end of a record its contact goes everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from lib.bulk import parts
from lib.days import ending, today
from lib.held import forget_old
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import AuditEntry, ImportBatch, TrashedRecord
from orgs.personal.files import SETTLED, UNSETTLED, erase_file
from orgs.personal.traces import Traces, kinds_of, models_with_contacts


class _DryRun(Exception):
    pass


def erase(at: date | None = None, *, dry_run: bool = False) -> Counter[str]:
    """All that is over its term on the day; {word for the place: how many}. Told to the audit.

    With `dry_run` only counted. A second run on the same day finds nothing.
    """
    at = at or today()
    counts: Counter[str] = Counter()
    try:
        with transaction.atomic():
            counts += _files(at - timedelta(days=settings.PERSONAL_KEEP_DAYS))
            counts += _contacts(at - timedelta(days=settings.CONTACT_KEEP_DAYS))
            if counts:
                audit.log(AuditAct.ERASE, name="到期的个人信息", detail=told(counts))
            if dry_run:
                raise _DryRun
    except _DryRun:
        return counts
    forget_old()
    return counts


def told(counts: Counter[str]) -> str:
    """记录3条，修改历史5条。"""
    return "，".join(f"{place}{count}条" for place, count in counts.items()) + "。" if counts else "没有。"


def _files(last: date) -> Counter[str]:
    """Of imports that were uploaded on that day or before."""
    counts: Counter[str] = Counter()
    old = ImportBatch.objects.filter(created_at__lt=ending(last)).exclude(file="")
    for batch in old.filter(state__in=(*SETTLED, *UNSETTLED)).order_by("pk"):
        counts += erase_file(batch)
    return counts


def _contacts(last: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    for model in models_with_contacts():
        over = Q()
        for name in model.CONTACT_ENDS:
            over |= Q(**{f"{name}__lte": last})
        over_keys = model._base_manager.filter(over).values_list("pk", flat=True)
        traces = Traces(model, {*over_keys, *_gone(model, last)})
        counts += traces.erase()
        for trashed in _binned(model, last):
            counts["回收站"] += traces.erase_from_bin(trashed)
            counts += Traces(model, [trashed.record]).erase()
    return +counts


def _gone(model: type[Model], last: date) -> set[int]:
    """Keys of what was deleted by that day and is not there: its history tells of it still."""
    deleted = AuditEntry.objects.filter(kind__in=kinds_of(model), act=AuditAct.DELETE, at__lt=ending(last))
    keys = {int(key) for key in deleted.order_by().values_list("record", flat=True) if key.isdecimal()}
    there = {pk for part in parts(keys) for pk in model._base_manager.in_bulk(part)}
    return keys - there


def _binned(model: type[Model], last: date) -> Iterator[TrashedRecord]:
    """Records of the model that were deleted, or over, by that day."""
    for trashed in TrashedRecord.objects.filter(kind__in=kinds_of(model)).order_by("pk"):
        fields = trashed.rows[0].get("fields", {})
        ends = [day for name in model.CONTACT_ENDS if (day := fields.get(name))]
        if trashed.deleted_at < ending(last) or any(date.fromisoformat(day) <= last for day in ends):
            yield trashed
