"""What lies in the bin, in the office's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, FileField

from lib.editions import plain_words
from lib.masking import mask, masked
from orgs.trash.snapshot import is_known

if TYPE_CHECKING:
    from orgs.models import TrashedRecord

_LONGEST = 500  # characters of a text


def kind_name(trashed: TrashedRecord) -> str:
    return str(apps.get_model(trashed.kind)._meta.verbose_name) if is_known(trashed.kind) else trashed.kind


def told(trashed: TrashedRecord) -> Iterator[tuple[str, str]]:
    """(label, words) of the record's filled-in columns, then a line for each row that went with it.

    Phone numbers are masked.
    """
    rows = [row for row in trashed.rows if "pk" in row and is_known(row["model"])]
    for row in rows:
        model = apps.get_model(row["model"])
        if row is trashed.rows[0]:
            yield from _columns(row)
        elif not model._meta.auto_created:
            words = (value for _, value in _columns(row, rows[0]) if value)
            yield str(model._meta.verbose_name), "，".join(words) or row["name"]


def _columns(row, parent=None):
    """Without the column that leads to the parent, whose name stands above."""
    for field in apps.get_model(row["model"])._meta.concrete_fields:
        value = row["fields"].get(field.name)
        if parent and field.is_relation and field.related_model._meta.label_lower == parent["model"]:
            continue
        if (field.editable or field.name == "number") and value not in (None, "", False):
            yield str(field.verbose_name), _words(field, value, row)


def _words(field: Field, value, row) -> str:
    if field.is_relation:
        return row.get("names", {}).get(field.name, "")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, FileField):
        return value.rpartition("/")[2]
    if "phone" in field.name:
        return mask(value)
    try:
        value = field.to_python(value)
    except ValidationError:  # what an older version wrote otherwise
        return masked(str(value))
    words = plain_words(value)
    return words if isinstance(field, BooleanField) else masked(words)[:_LONGEST]
