"""Thousands of rows into one table, column by column: what `bulk_create` does, in a third of its time.

Keys are taken beforehand, so rows that point to one another can be made before any is written. Inside a
transaction only. Signals are not sent and `save()` is not called, as with `bulk_create`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, Field, IntegerField, JSONField, Model, TextField
from django.db.models.base import ModelState
from django.utils import timezone
from psycopg2.extras import execute_batch, execute_values

from lib.distinct import answers

_PAGE = 1_000  # rows in one statement on PostgreSQL
_WHOLE = {int, type(None)}  # which databases take as they are
_KEYS = 5_000  # SQLite takes 32,766 parameters at most


def parts(keys: Iterable[Any]) -> Iterator[list]:
    """The keys in lists of so many as one query can take on any database."""
    keys = list(keys)
    yield from (keys[start : start + _KEYS] for start in range(0, len(keys), _KEYS))


def insert(records: Sequence[Model]) -> None:
    """Write new records, all of one model; each gets its primary key. Two queries (one more a thousand)."""
    if not records:
        return
    model = records[0]._meta.concrete_model
    for record, key in zip(records, take_keys(model, len(records)), strict=True):
        record.pk = key
    columns = _columns(model._meta.concrete_fields, records, is_new=True)
    _write(model, columns)
    for record in records:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def insert_rows(model: type[Model], **columns: Sequence[Any]) -> list[int]:
    """Write rows from columns of equal length, by attribute name; the others hold their defaults.

    Returns the primary keys. Fields with a `pre_save` of their own must be given.
    """
    count = len(next(iter(columns.values())))
    keys = take_keys(model, count) if count else []
    if count:
        fields = model._meta.concrete_fields
        given = {model._meta.pk.attname: keys, **columns}
        _write(model, {f.attname: given.get(f.attname) or [f.get_default()] * count for f in fields})
    return keys


def take_keys(model: type[Model], count: int) -> list[int]:
    """So many free primary keys, in order; taken for good on PostgreSQL, on SQLite by writing them."""
    connection = connections[DEFAULT_DB_ALIAS]
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sql, [f'"{table}"', column, count])
            return sorted(key for (key,) in cursor)
        # AUTOINCREMENT never gives a key twice: the last one given is on record.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + 1 + count))


def blank(model: type[Model]) -> Callable[[], Model]:
    """Makes new records as `model()` does, in a tenth of its time: what it sets is found out once.

    For models whose defaults are plain values; a callable default gives every record the same.
    """
    pattern = dict(model().__dict__)
    del pattern["_state"]

    def make() -> Model:
        record = model.__new__(model)
        record.__dict__.update(pattern)
        record._state = ModelState()
        return record

    return make


def update(records: Sequence[Model], but_for: Collection[str] = ()) -> None:
    """Write the rows of records that are there, all of one model, but for these fields."""
    if not records:
        return
    model = records[0]._meta.concrete_model
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in but_for]
    columns = _columns(fields, records, is_new=False) | {model._meta.pk.attname: [r.pk for r in records]}
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    told = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    # Names of the model's own columns, quoted; every value is a parameter.
    sql = f"UPDATE {table} SET {told} WHERE {key} = %s"  # nosec B608
    _run(connection, sql, _rows(model, columns, connection), execute_batch)


def _columns(fields, records, *, is_new):
    """{attribute: its value for each record}; fields that fill themselves in are set on the records too."""
    columns, now, rows = {}, timezone.now(), [record.__dict__ for record in records]
    for field in fields:
        name = field.attname
        if getattr(field, "auto_now", False) or (is_new and getattr(field, "auto_now_add", False)):
            for row in rows:
                row[name] = now
            columns[name] = [now] * len(records)
        elif type(field).pre_save is Field.pre_save or getattr(field, "auto_now_add", False):
            columns[name] = [row[name] for row in rows]
        else:  # initials, files
            columns[name] = [field.pre_save(record, is_new) for record in records]
    return columns


def _rows(model, columns, connection):
    """The columns, as the database takes them, row by row."""
    fields = [model._meta.get_field(_name(model, attname)) for attname in columns]
    prepared = [
        _prepared(field, values, connection) for field, values in zip(fields, columns.values(), strict=True)
    ]
    return zip(*prepared, strict=True)


def _run(connection, sql, rows, on_postgresql, marks=""):
    """The statement for every row; `marks` stand for a row where PostgreSQL takes a page of them at once."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors:
                on_postgresql(
                    cursor.cursor, sql.replace(marks, "%s") if marks else sql, rows, page_size=_PAGE
                )
        else:
            cursor.executemany(sql, rows)


def _write(model, columns):
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    names = ", ".join(quote(model._meta.get_field(_name(model, attname)).column) for attname in columns)
    marks = f"({', '.join(['%s'] * len(columns))})"
    # As above: quoted names, values as parameters.
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {marks}"  # nosec B608
    _run(connection, sql, _rows(model, columns, connection), execute_values, marks)


def _name(model, attname):
    return next(field.name for field in model._meta.concrete_fields if field.attname == attname)


def _prepared(field, values, connection):
    """The column as the database takes it; each distinct value is prepared once."""
    if type(field).get_db_prep_save is Field.get_db_prep_save and isinstance(field, CharField | TextField):
        return values
    # What a key points to by whole numbers is one, too.
    if isinstance(getattr(field, "target_field", field), IntegerField) and set(map(type, values)) <= _WHOLE:
        return values
    if isinstance(field, JSONField):  # its values are no keys, and nearly all alike
        known = {repr(value): value for value in values}
        known = {written: field.get_db_prep_save(value, connection) for written, value in known.items()}
        return [known[repr(value)] for value in values]
    return answers(values, lambda value: field.get_db_prep_save(value, connection), defaultdict(dict))
