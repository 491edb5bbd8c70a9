"""What a person may ask for: a copy of the data, and its erasure. The audit tells each, numbers masked."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict

from django.db import transaction

from lib.personal import names_of, phones_of
from lib.sheets import plain
from lib.sheets.plain import PlainColumn
from lib.templatetags.jiedao_text import moment
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import ImportedRow, TrashedRecord, User
from orgs.personal import erasures
from orgs.personal.files import erase_file
from orgs.personal.finding import Found, find, find_rows
from orgs.personal.person import Person
from orgs.personal.retention import told
from orgs.personal.traces import (
    ERASED,
    Traces,
    erase_from_imports,
    kinds_of,
    labels,
    models_with_contacts,
)

TITLE = "个人信息"
_COLUMNS = [
    PlainColumn(header=header, width=width)
    for header, width in (("存放在", 10), ("名称", 20), ("联系人", 8), ("联系电话", 10), ("内容", 30))
]


def rows_of(found: Found) -> list[tuple[str, str, str, str, str]]:
    """(kind of place, name, contact's name, number, text) of each place."""
    rows = [(_kind(r), str(r), *_contact(r), "") for r in found.contacts]
    rows += [(_kind(r), str(r), "", "", f"{f.verbose_name}：{getattr(r, f.name)}") for r, f in found.texts]
    rows += [("回收站", each.name, *_binned_contact(each, found.person), "") for each in found.binned]
    rows += [
        ("导入文件", batch.file_name, "", "", f"{moment(batch.created_at)}上传") for batch in found.files
    ]
    return rows


def export_json(found: Found) -> bytes:
    keys = [column.header for column in _COLUMNS]
    listed = [dict(zip(keys, row, strict=True)) for row in rows_of(found)]
    return json.dumps(listed, ensure_ascii=False, indent=2).encode()


def export_sheet(found: Found) -> bytes:
    file = io.BytesIO()
    plain.write(file, TITLE, _COLUMNS, ([cell or None for cell in row] for row in rows_of(found)))
    return file.getvalue()


def log_export(found: Found, user: User | None) -> None:
    detail = f"导出个人信息：{found.person.masked}，共{len(rows_of(found))}处。"
    audit.log(AuditAct.READ_PERSONAL, user=user, name=TITLE, detail=detail)


def erase(person: Person, user: User | None = None) -> Counter[str]:
    """Out of everything that `find` finds, and what is told of it; {word for the place: how many}.

    A record stays without its contact. An import file goes whole: its other lines are in the records.
    """
    files = find(person, user).files  # before the transaction: files are read, which takes its time
    with transaction.atomic():
        counts, records = _erase(person, user, files)
        erasures.note_person(person, user, records)
        if counts:
            detail = f"按本人要求删除：{person.masked}，{told(counts)}"
            audit.log(AuditAct.ERASE, user=user, name=TITLE, detail=detail)
    return counts


def erase_all(person: Person, user: User | None = None) -> Counter[str]:
    """The same without a word to the audit and to the list of erasures; inside a transaction."""
    return _erase(person, user, find(person, user).files)[0]


def _erase(person, user, files):
    """Counts, and the records whose histories told of the person."""
    found = find_rows(person, user)
    erasures.prepare(row for row in found.contacts if _is_own(row, found.person))
    records = [
        record
        for model, keys in _records(found).items()
        for record in model._base_manager.filter(pk__in=keys).order_by("pk")
    ]
    counts = _erase_records(found) + _erase_imported(found) + _erase_binned(found) + _erase_texts(found)
    for batch in files:
        counts += erase_file(batch)
    return counts, records


def _is_own(row, person):
    names, numbers = (
        [value for column in columns if (value := getattr(row, column.name))]
        for columns in (names_of(type(row)), phones_of(type(row)))
    )
    return person.owns(names, numbers)


def _erase_records(found):
    counts: Counter[str] = Counter()
    for model, keys in _records(found).items():
        counts += Traces(model, keys, found.person.concerns, found.person.owns).erase()
    return counts


def _erase_imported(found):
    """What an undo would put back: a contact is left empty, a text goes without the number."""
    rows = ImportedRow.objects.filter(pk__in=[row.pk for row in found.imported])
    count = erase_from_imports(rows, labels(), found.person.concerns)
    for row in rows.select_for_update().order_by("pk"):
        changes = _cleared(row.changes, found.person)
        if changes != row.changes:
            count += rows.model.objects.filter(pk=row.pk).update(changes=changes)
    return +Counter({"导入记录": count})


def _cleared(value, person):
    """What JSON holds, with no text that has the number."""
    if isinstance(value, str):
        return person.cleared(value, ERASED) if person.is_in(value) else value
    if isinstance(value, dict):
        return {key: _cleared(each, person) for key, each in value.items()}
    return [_cleared(each, person) for each in value] if isinstance(value, list) else value


def _erase_binned(found):
    counts: Counter[str] = Counter()
    keys = [each.pk for each in found.binned]
    for trashed in TrashedRecord.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        for model in _models(trashed):
            traces = Traces(model, [trashed.record], found.person.concerns, found.person.owns)
            counts["回收站"] += traces.erase_from_bin(trashed)
            counts += traces.erase()
        counts["回收站"] += found.person.number != "" and _clear_binned(trashed, found.person)
    return +counts


def _clear_binned(trashed, person):
    rows, name = _cleared(trashed.rows, person), _cleared(trashed.name, person)
    if (rows, name) == (trashed.rows, trashed.name):
        return False
    trashed.rows, trashed.name = rows, name
    trashed.save(update_fields=["rows", "name"])
    return True


def _erase_texts(found):
    counts: Counter[str] = Counter()
    for record, column in found.texts:
        rows = type(record)._base_manager.filter(pk=record.pk)
        for text in rows.select_for_update().values_list(column.name, flat=True):
            counts["备注"] += rows.update(**{column.name: found.person.cleared(text, ERASED)})
    return +counts


def _records(found):
    """{model: keys of the records in whose traces the person stands}"""
    records = defaultdict(set, {model: set(keys) for model, keys in found.former.items()})
    for row in found.contacts:
        records[type(row)._meta.concrete_model].add(row.pk)
    return records


def _models(trashed):
    kinds = {row.get("model") for row in trashed.rows}
    return [model for model in models_with_contacts() if kinds & set(kinds_of(model))]


def _kind(record):
    return str(record._meta.verbose_name)


def _contact(record):
    columns = (names_of(type(record)), phones_of(type(record)))
    return tuple("、".join(filter(None, (getattr(record, c.name) for c in each))) for each in columns)


def _binned_contact(trashed, person):
    for model in _models(trashed):
        for row in trashed.rows:
            fields = row.get("fields", {})
            columns = (names_of(model), phones_of(model))
            named = ["、".join(fields.get(c.name) or "" for c in each) for each in columns]
            if any(person.is_in(value) for value in named):
                return tuple(named)
    return "", ""
