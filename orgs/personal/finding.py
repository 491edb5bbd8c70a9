"""Where the data of one person stands, as far as somebody may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from lib.personal import names_of, personal_fields, phones_of
from lib.sheets.reading import Unreadable, read
from orgs.enums import Role
from orgs.models import ImportBatch, ImportedRow, TrashedRecord, User
from orgs.personal.files import SETTLED, UNSETTLED
from orgs.personal.person import Person
from orgs.personal.traces import kinds_of, models_with_contacts
from orgs.scope import Stamped

_END = 3  # digits that nobody writes apart


@dataclass
class Found:
    person: Person
    contacts: list[Model] = field(default_factory=list)
    # Free text with the number: (record, field).
    texts: list[tuple[Model, TextField]] = field(default_factory=list)
    binned: list[TrashedRecord] = field(default_factory=list)
    files: list[ImportBatch] = field(default_factory=list)
    unread: list[ImportBatch] = field(default_factory=list)  # files that cannot be looked into
    # Records of which an import has kept the number: {model: keys}.
    imported: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return any((self.contacts, self.texts, self.binned, self.files, self.imported))


def find(person: Person, user: User | None = None) -> Found:
    """In the branches that the user manages; None is the command, which sees all. Reads all import files."""
    found = Found(person)
    for model in models_with_contacts():
        rows = _own(model._default_manager.all(), user).filter(_may_hold(model, person)).order_by("pk")
        found.contacts += [row for row in rows if any(person.is_in(v) for v in _values(row))]
    found.person = person = person.named(_names(found.contacts)) if person.number else person
    if person.number:
        found.texts = list(_texts(person, user))
        _add_imported(found, user)
    found.binned = [each for each in _own(TrashedRecord.objects.order_by("pk"), user) if _is_in(each, person)]
    _look_into_files(found, user)
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


def _texts(person, user) -> Iterator[tuple[Model, TextField]]:
    for model in apps.get_models():
        if model._meta.proxy or not issubclass(model, Stamped):
            continue
        for column in (f for f in model._meta.concrete_fields if isinstance(f, TextField)):
            rows = _own(model._default_manager.all(), user).order_by("pk")
            likely = rows.filter(**{f"{column.name}__contains": person.number[-_END:]})
            yield from ((row, column) for row in likely if person.is_in(getattr(row, column.name)))


def _add_imported(found, user):
    for model in models_with_contacts():
        rows = ImportedRow.objects.filter(kind__in=kinds_of(model)).annotate(
            told=Cast("changes", TextField())
        )
        own = _own(model._default_manager.all(), user).order_by().values("pk")
        likely = rows.filter(told__contains=found.person.number[-_END:], record__in=own)
        for row in likely.order_by("pk"):
            kept = (str(change.get("kept") or "") for change in row.changes.values())
            if any(found.person.is_in(text) for text in kept):
                found.imported[model].add(row.record)


def _is_in(trashed, person):
    fields = {
        kind: [c.name for c in personal_fields(m)] for m in models_with_contacts() for kind in kinds_of(m)
    }
    return any(
        person.is_in(row["fields"].get(name) or "")
        for row in trashed.rows
        for name in fields.get(row.get("model"), ())
    )


def _look_into_files(found, user):
    batches = _own(ImportBatch.objects.filter(state__in=(*SETTLED, *UNSETTLED)).exclude(file=""), user)
    for batch in batches.order_by("pk"):
        try:
            with batch.file.open("rb") as file:
                pages = read(file, batch.file_name)
        except (Unreadable, OSError):
            found.unread.append(batch)
            continue
        cells = (cell for page in pages for row in page.rows for cell in row if cell not in (None, ""))
        if any(found.person.is_in(str(cell)) for cell in cells):
            found.files.append(batch)
