"""Several SELECTs as one statement, built once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_statements: dict[tuple, tuple[str, tuple]] = {}
_MOST_STATEMENTS = 500


def fetch(key: tuple, selects: Callable[[], Iterable[QuerySet]]) -> Iterable[tuple]:
    """Rows of the SELECTs, which follow from `key` alone, as one UNION ALL.

    Django takes longer to build such a statement than the database to answer it, so each is built once and
    kept; the answer never is.
    """
    statement = _statements.get(key)
    if statement is None:
        united = union(selects())
        if not isinstance(united, QuerySet):
            return ()
        if len(_statements) >= _MOST_STATEMENTS:
            _statements.clear()
        try:
            statement = _statements[key] = united.query.sql_with_params()
        except EmptyResultSet:  # nothing can be found by any of them
            return ()
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()


def union(selects: Iterable[QuerySet]) -> Iterable[tuple]:
    selects = list(selects)
    if not selects:
        return ()
    first, *rest = selects
    return first.union(*rest, all=True) if rest else first
