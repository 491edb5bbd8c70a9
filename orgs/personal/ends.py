"""When a record is over, as its model's CONTACT_ENDS say; see `retention.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from django.db.models import DateTimeField, Field, Model, Q
from django.utils import timezone

from lib.days import ending


def ended(model: type[Model], last: date) -> Q:
    """Those over on that day or before."""
    over = Q()
    for ways in model.CONTACT_ENDS:
        empty = Q()
        for path in ways.split("|"):
            over |= empty & _by(model, path, last)
            empty &= Q(**{f"{path}__isnull": True})
    return over


def is_over(model: type[Model], fields: dict, rows: Sequence[dict], last: date) -> bool:
    """The same of a serialised record; what it hangs on is among `rows`, or in its table."""
    return any(_is_over(model, ways, fields, rows, last) for ways in model.CONTACT_ENDS)


def _is_over(model, ways, fields, rows, last):
    days = (_day(_value(model, path.split("__"), fields, rows)) for path in ways.split("|"))
    day = next(filter(None, days), None)
    return day is not None and day <= last


def _by(model, path, last):
    if isinstance(column(model, path), DateTimeField):
        return Q(**{f"{path}__lt": ending(last)})
    return Q(**{f"{path}__lte": last})


@cache
def column(model: type[Model], path: str) -> Field:
    *heads, name = path.split("__")
    for head in heads:
        model = model._meta.get_field(head).related_model
    return model._meta.get_field(name)


def _value(model, path, fields, rows):
    head, *rest = path
    value = fields.get(head)
    if not rest or value is None:
        return value
    other = model._meta.get_field(head).related_model
    kept = [row for row in rows if row.get("model") == other._meta.label_lower and row.get("pk") == value]
    if kept:
        return _value(other, rest, kept[0]["fields"], rows)
    return other._base_manager.filter(pk=value).values_list("__".join(rest), flat=True).first()


def _day(value: str | date | datetime | None) -> date | None:
    """Of a column's value, serialised or not."""
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return timezone.localdate(value) if isinstance(value, datetime) else value or None
