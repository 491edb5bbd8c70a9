"""Where the data of one person stands, as far as somebody may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from lib.keys import is_key
from lib.masking import mask
from lib.personal import names_of, personal_fields, phones_of
from lib.sheets.reading import Unreadable, read
from orgs.enums import Role
from orgs.models import AuditEntry, ImportBatch, ImportedRow, TrashedRecord, User
from orgs.personal.files import SETTLED, UNSETTLED
from orgs.personal.person import Person
from orgs.personal.traces import Traces, kinds_of, models_with_contacts
from orgs.scope import ScopedQuerySet

_END = 3  # digits that nobody writes apart
_SHORTEST_TEXT = 30  # characters that a column has room for, if it is no code


@dataclass
class Found:
    person: Person
    contacts: list[Model] = field(default_factory=list)
    # Free text with the number: (record, field).
    texts: list[tuple[Model, Field]] = field(default_factory=list)
    binned: list[TrashedRecord] = field(default_factory=list)
    files: list[ImportBatch] = field(default_factory=list)
    unread: list[ImportBatch] = field(default_factory=list)  # files that cannot be looked into
    imported: list[ImportedRow] = field(default_factory=list)  # what an undo would bring back
    # Records whose contact the person was before, as an import or a history tells: {model: keys}.
    former: dict[type[Model], set[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((self.contacts, self.texts, self.binned, self.files, self.imported, self.former))


def find(person: Person, user: User | None = None) -> Found:
    """In the branches that the user manages; None is the command, which sees all. Reads all import files."""
    found = find_rows(person, user)
    _look_into_files(found, user)
    return found


def find_rows(person: Person, user: User | None = None) -> Found:
    """The same without the import files, which take their time."""
    found = Found(person)
    for model in models_with_contacts():
        rows = _own(model._default_manager.all(), user).filter(_may_hold(model, person)).order_by("pk")
        found.contacts += [row for row in rows if any(person.is_in(v) for v in _values(row))]
    found.person = person = person.named(_names(found.contacts)) if person.number else person
    if person.number:
        found.texts = list(_texts(person, user))
        found.imported = list(_imported(person, user))
    for model in models_with_contacts():
        if keys := _former(model, found, user):
            found.former[model] = keys
    found.binned = [each for each in _own(TrashedRecord.objects.order_by("pk"), user) if _is_in(each, person)]
    return found


def _own(rows: QuerySet, user: User | None) -> QuerySet:
    return rows if user is None else rows.under(user, Role.MANAGE)


def _may_hold(model, person):
    """What the database can tell: full-width digits are stored as they were typed."""
    condition = Q()
    for column in phones_of(model) if person.number else names_of(model):
        wanted = [person.number[-_END:]] if person.number else list(person.names)
        for text in wanted:
            condition |= Q(**{f"{column.name}__contains": text})
            condition |= Q(**{f"{column.name}__regex": "[０-９]"}) if person.number else Q()
    return condition


def _values(row):
    return [getattr(row, column.name) for column in personal_fields(type(row))]


def _names(rows):
    return {getattr(row, column.name).strip() for row in rows for column in names_of(type(row))}


def _texts(person, user) -> Iterator[tuple[Model, Field]]:
    for model in models_with_place():
        for column in free_texts(model):
            rows = _own(model._default_manager.all(), user).order_by("pk")
            likely = rows.filter(**{f"{column.name}__contains": person.number[-_END:]})
            yield from ((row, column) for row in likely if person.is_in(getattr(row, column.name)))


def models_with_place() -> Iterator[type[Model]]:
    """Those whose rows are records, or parts of records, of a branch."""
    for model in apps.get_models():
        is_placed = isinstance(model._default_manager.all(), ScopedQuerySet)
        if is_placed and not model._meta.proxy and model not in (AuditEntry, ImportBatch, TrashedRecord):
            yield model


def free_texts(model) -> Iterator[Field]:
    """Columns into which people type words; codes and contacts are no such."""
    for column in model._meta.concrete_fields:
        is_text = isinstance(column, TextField) or (
            isinstance(column, CharField) and column.max_length >= _SHORTEST_TEXT
        )
        if is_text and column.editable and not column.choices and column not in personal_fields(model):
            yield column


def _imported(person, user) -> Iterator[ImportedRow]:
    """Rows of the user's records, and of imports into the user's branches."""
    batches = Q() if user is None else Q(batch__in=_own(ImportBatch.objects.all(), user))
    for model in models_with_place():
        own = Q(record__in=_own(model._default_manager.all(), user).order_by().values("pk"))
        rows = ImportedRow.objects.filter(kind__in=kinds_of(model)).annotate(
            told=Cast("changes", TextField())
        )
        likely = rows.filter(own | batches if batches else Q(), told__contains=person.number[-_END:])
        for row in likely.order_by("pk"):
            if any(person.is_in(str(change.get("kept") or "")) for change in row.changes.values()):
                yield row


def _former(model, found, user):
    """Keys of records; where another's number looks the same when it is masked, histories are his."""
    keys = {row.record for row in found.imported if row.kind in kinds_of(model)}
    told = Traces(model, _told_of(model, found.person), found.person.concerns).told_of()
    rows = _own(model._default_manager.filter(pk__in=keys | told), user)
    return {row.pk for row in rows.order_by("pk") if row.pk in keys or not _looks_alike(row, found.person)}


def _told_of(model, person) -> set[int]:
    """Keys of records in whose history or audit the person's mask stands, or the name asked for."""
    wanted = [person.masked] if person.number else list(person.names)
    in_history, in_audit = Q(), Q()
    for text in wanted:
        in_history |= Q(change_message__contains=text)
        in_audit |= Q(told__contains=text) | Q(told__contains=json.dumps(text)[1:-1])  # as SQLite has it
    kinds = [apps.get_model(kind) for kind in kinds_of(model)]
    types = ContentType.objects.get_for_models(*kinds, for_concrete_models=False).values()
    histories = LogEntry.objects.filter(in_history, content_type__in=types)
    entries = AuditEntry.objects.annotate(told=Cast("changes", TextField()))
    entries = entries.filter(in_audit, kind__in=kinds_of(model))
    keys = {*histories.values_list("object_id", flat=True), *entries.values_list("record", flat=True)}
    return {int(key) for key in keys if is_key(key)}


def _looks_alike(row, person):
    numbers = [getattr(row, column.name) for column in phones_of(type(row))]
    return any(person.is_masked_in(mask(number)) and not person.is_in(number) for number in numbers)


def _is_in(trashed, person):
    """A number anywhere in it; a name as that of a contact."""
    if person.number:
        return any(person.is_in(text) for text in texts_in(trashed.rows))
    columns = {
        kind: [c.name for c in personal_fields(m)] for m in models_with_contacts() for kind in kinds_of(m)
    }
    return any(
        person.is_in(row["fields"].get(name) or "")
        for row in trashed.rows
        for name in columns.get(row.get("model"), ())
    )


def texts_in(value: Any) -> Iterator[str]:
    """Every text in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def import_files(user: User | None) -> QuerySet:
    """Those that have a file."""
    batches = ImportBatch.objects.filter(state__in=(*SETTLED, *UNSETTLED)).exclude(file="")
    return _own(batches, user).order_by("pk")


def cells_of(batch: ImportBatch) -> list | None:
    """What is in the cells of its file; None if it cannot be read."""
    try:
        with batch.file.open("rb") as file:
            pages = read(file, batch.file_name)
    except (Unreadable, OSError):
        return None
    return [cell for page in pages for row in page.rows for cell in row if cell not in (None, "")]


def _look_into_files(found, user):
    for batch in import_files(user):
        cells = cells_of(batch)
        if cells is None:
            found.unread.append(batch)
        elif any(found.person.is_in(str(cell)) for cell in cells):
            found.files.append(batch)
