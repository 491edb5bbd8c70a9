"""What was erased on request, erased again: in a backup that was restored and is older than the request.

The list (`erasures.py`) names nobody. So every number and name in the restored tables and import files is
looked at once; whose mark is in the list is erased as it was then, in the branches where it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lib.personal import names_of, personal_fields
from orgs import audit
from orgs.enums import AuditAct, Role
from orgs.models import ImportedRow, Organization, TrashedRecord
from orgs.personal import requests
from orgs.personal.erasures import Erasure, Place, forget_more, mark_of_name, mark_of_number
from orgs.personal.finding import cells_of, free_texts, import_files, models_with_place, texts_in
from orgs.personal.person import Person, numbers_in
from orgs.personal.retention import told
from orgs.personal.traces import Traces, kinds_of, models_with_contacts

_ROWS = 2_000  # read at once


@dataclass(frozen=True)
class _Branches:
    """Stands for the user who erased: what `ScopedQuerySet.under` asks of one."""

    paths: tuple[str, ...]
    is_superuser = False

    def paths_as(self, role: Role) -> tuple[str, ...]:
        return self.paths


def replay(lines: Iterable[str], since: datetime) -> tuple[Counter[str], int]:
    """What was erased after `since`, when the backup was made. ({word for the place: how many}, how many
    lines could not be understood.)
    """
    erasures, broken = _understood(lines)
    due = [erasure for erasure in erasures if erasure.moment > since]
    if not due:
        return Counter(), broken
    with transaction.atomic():
        counts = _again(due)
        audit.log(AuditAct.ERASE, name="恢复备份以后", detail=f"按删除清单再次删除：{told(counts)}")
    return counts, broken


def _understood(lines):
    erasures, broken = [], 0
    for line in lines:
        try:
            erasures.append(Erasure.from_line(line))
        except ValueError:
            broken += 1
    return erasures, broken


def _again(due: Sequence[Erasure]) -> Counter[str]:
    counts: Counter[str] = Counter()
    meant = _meant(due)
    for erasure in due:
        persons = meant[erasure.number or erasure.name]
        reach = _reach(erasure)
        for person in persons:
            counts += requests.erase_all(person, reach)
        if not persons:
            counts += _from_places(erasure)
    return counts


def _reach(erasure):
    if erasure.branches is None:
        return None
    paths = Organization.objects.filter(pk__in=erasure.branches).order_by("path")
    return _Branches(tuple(paths.values_list("path", flat=True)))


def _from_places(erasure):
    """One record's data; for somebody of whom only histories tell, masked, those histories."""
    is_whole = not (erasure.number or erasure.name)
    counts: Counter[str] = Counter()
    for place in erasure.places:
        record = place.there()
        if record is not None:
            traces = Traces(type(record), [record.pk])
            counts += traces.erase() if is_whole else traces.erase_told()
            if is_whole:
                forget_more(record)
        elif is_whole:
            counts += _from_bin(place)
    return counts


def _from_bin(place: Place):
    """Thrown away before the backup was made, with the key that it had."""
    counts: Counter[str] = Counter()
    for model in (model for model in models_with_contacts() if place.kind in kinds_of(model)):
        for trashed in TrashedRecord.objects.filter(kind__in=kinds_of(model), record=place.key):
            made = trashed.rows[0].get("fields", {}).get("created_at", "")
            if not made or _same(made, place.made):
                traces = Traces(model, [place.key])
                counts["回收站"] += traces.erase_from_bin(trashed)
                counts += traces.erase()
    return +counts


def _same(made, other):
    """As a serialiser writes moments, to the millisecond."""
    one, two = (datetime.fromisoformat(each) for each in (made, other))
    return abs((one - two).total_seconds()) < 0.001


def _meant(due) -> dict[str, set[Person]]:
    """Who in the tables has a mark that the list has: {mark: persons}"""
    numbers, names = ({getattr(each, kind) for each in due} - {""} for kind in ("number", "name"))
    found = defaultdict(set)
    seen_numbers, seen_names = set(), set()
    for text in _texts() if numbers else ():
        for digits in numbers_in(text) - seen_numbers:
            seen_numbers.add(digits)
            if (mark := mark_of_number(digits)) in numbers:
                found[mark].add(Person(digits))
    for name in _names() if names else ():
        if name not in seen_names:
            seen_names.add(name)
            if (mark := mark_of_name(name)) in names:
                found[mark].add(Person("", frozenset({name})))
    return found


def _texts() -> Iterator[str]:
    """Everything in which a number may stand."""
    for model in {*models_with_contacts(), *models_with_place()}:
        columns = [field.name for field in (*personal_fields(model), *free_texts(model))]
        rows = model._base_manager.order_by("pk").values_list(*columns)
        for row in rows.iterator(_ROWS) if columns else ():
            yield from (text for text in row if text)
    for held in (TrashedRecord.objects.values_list("rows"), ImportedRow.objects.values_list("changes")):
        for (value,) in held.order_by("pk").iterator(_ROWS):
            yield from texts_in(value)
    for batch in import_files(None):
        yield from map(str, cells_of(batch) or ())


def _names() -> Iterator[str]:
    for model in models_with_contacts():
        for column in names_of(model):
            rows = model._base_manager.exclude(**{column.name: ""}).order_by(column.name).distinct()
            for name in rows.values_list(column.name, flat=True).iterator(_ROWS):
                yield " ".join(name.split())
    for (value,) in TrashedRecord.objects.order_by("pk").values_list("rows").iterator(_ROWS):
        yield from (" ".join(text.split()) for text in texts_in(value))
    for batch in import_files(None):
        yield from (" ".join(str(cell).split()) for cell in cells_of(batch) or ())
