"""What is kept no longer than its term: contacts of what is over, and import files.

PERSONAL_KEEP_DAYS after the upload the file of an import goes, with its preview and the persons' numbers and
names that its undo would bring back. CONTACT_KEEP_DAYS after the end of a record its contact goes everywhere;
sooner where the text that the person agreed to says so. A model says of its records:

    CONTACT_ENDS   columns with the day on which one is over; of "activity__ends_at|activity__starts_at" the
                   first that is filled
    CONTACT_KEEP   the setting with the term, if it is another one
    CONTACT_TEXTS  texts that go with the contact

A model with a column `erased_on` gets that day there, and is not looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from lib.bulk import parts
from lib.days import ending, today
from lib.held import forget_old
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import AuditEntry, ConsentText, ImportBatch, TrashedRecord
from orgs.personal.ends import ended, is_over
from orgs.personal.files import SETTLED, UNSETTLED, erase_file
from orgs.personal.traces import Traces, has_column, kinds_of, models_with_contacts


class _DryRun(Exception):
    pass


def erase(at: date | None = None, *, dry_run: bool = False) -> Counter[str]:
    """All that is over its term on the day; {word for the place: how many}. Told to the audit.

    Some thousand records in one transaction, so that nobody waits long for it. With `dry_run` only counted. A
    second run on the same day finds nothing.
    """
    at = at or today()
    counts: Counter[str] = Counter()
    for act in _acts(at):
        counts += _done(act, dry_run)
    if not dry_run:
        forget_old()
    return counts


def keep_days(model: type[Model], consent: ConsentText | None = None) -> int:
    """How long after the end of a record its contact is kept."""
    days = getattr(settings, getattr(model, "CONTACT_KEEP", "CONTACT_KEEP_DAYS"))
    return min(days, consent.retention_days) if consent else days


def told(counts: Counter[str]) -> str:
    """记录3条，修改历史5条。"""
    return "，".join(f"{place}{count}条" for place, count in counts.items()) + "。" if counts else "没有。"


def _done(act: Callable[[], Counter[str]], dry_run: bool) -> Counter[str]:
    try:
        with transaction.atomic():
            counts = +act()
            if counts:
                audit.log(AuditAct.ERASE, name="到期的个人信息", detail=told(counts))
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return counts


def _acts(at: date) -> Iterator[Callable[[], Counter[str]]]:
    """Each is one transaction's work."""
    yield lambda: _files(at - timedelta(days=settings.PERSONAL_KEEP_DAYS))
    for model in models_with_contacts():
        over = model._base_manager.filter(_over(model, at)).order_by("pk").values_list("pk", flat=True)
        gone = _gone(model, at - timedelta(days=keep_days(model)))
        for keys in (*parts(over.iterator()), *parts(sorted(gone))):
            yield Traces(model, keys).erase
        yield lambda model=model: _bin(model, at)


def _files(last: date) -> Counter[str]:
    """Of imports that were uploaded on that day or before."""
    counts: Counter[str] = Counter()
    old = ImportBatch.objects.filter(created_at__lt=ending(last)).exclude(file="")
    for batch in old.filter(state__in=(*SETTLED, *UNSETTLED)).order_by("pk"):
        counts += erase_file(batch)
    return counts


def _over(model: type[Model], at: date) -> Q:
    """Whose contact has to be gone on that day."""
    days = keep_days(model)
    over = ended(model, at - timedelta(days=days))
    if has_column(model, "consent"):
        for text in ConsentText.objects.filter(retention_days__lt=days):
            over |= Q(consent=text) & ended(model, at - timedelta(days=text.retention_days))
    return over & Q(erased_on=None) if has_column(model, "erased_on") else over


def _gone(model: type[Model], last: date) -> set[int]:
    """Keys of what was deleted by that day and is not there: its history tells of it still."""
    deleted = AuditEntry.objects.filter(kind__in=kinds_of(model), act=AuditAct.DELETE, at__lt=ending(last))
    keys = {int(key) for key in deleted.order_by().values_list("record", flat=True) if key.isdecimal()}
    there = {pk for part in parts(keys) for pk in model._base_manager.in_bulk(part)}
    return keys - there


def _bin(model: type[Model], at: date) -> Counter[str]:
    """Records of the model that were deleted, or over, so long ago."""
    counts: Counter[str] = Counter()
    for trashed in _trashed(model):
        for row in trashed.rows:
            if row.get("model") in kinds_of(model) and _is_due(model, trashed, row, at):
                traces = Traces(model, [row["pk"]])
                counts["回收站"] += traces.erase_from_bin(trashed)
                counts += traces.erase()
    return counts


def _trashed(model: type[Model]) -> QuerySet:
    """With a row of the model among theirs."""
    told = TrashedRecord.objects.annotate(told=Cast("rows", TextField()))
    of_kinds = Q()
    for kind in kinds_of(model):
        of_kinds |= Q(told__contains=f'"{kind}"')
    return told.filter(of_kinds).order_by("pk")


def _is_due(model, trashed, row, at):
    consent = ConsentText.objects.filter(pk=row["fields"].get("consent")).first()
    last = at - timedelta(days=keep_days(model, consent))
    return trashed.deleted_at < ending(last) or is_over(model, row["fields"], trashed.rows, last)
