"""Check constraints judged in Python, for thousands of rows at a time.

`CheckConstraint.validate` asks the database about every row. The conditions in use (dates in order, one of
two is filled in) can be told from the row alone, so each is translated once into a function of the row.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any

from django.db.models import CheckConstraint, F, Model, Q

Judge = Callable[[Model], bool | None]  # None: unknown, as SQL's NULL, which breaks no constraint

_COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def broken(record: Model) -> Iterator[tuple[CheckConstraint, str]]:
    """The check constraints that the record breaks, each with its message."""
    for constraint, judge in _judges(type(record)):
        if judge(record) is False:
            yield constraint, constraint.get_violation_error_message()


@cache
def _judges(model: type[Model]) -> list[tuple[CheckConstraint, Judge]]:
    """Those of the model that its table has: a proxy's are its parent's."""
    found = model._meta.concrete_model._meta.constraints
    return [(each, compiled(each.condition, model)) for each in found if isinstance(each, CheckConstraint)]


def compiled(condition: Q, model: type[Model]) -> Judge:
    """The condition as a function of a record of the model: True, False, or None where SQL would say NULL.

    Raises NotImplementedError for lookups that no constraint of the project uses.
    """
    parts = [compiled(c, model) if isinstance(c, Q) else _comparison(*c, model) for c in condition.children]
    joined = _either(parts) if condition.connector == Q.OR else _all(parts)
    return _not(joined) if condition.negated else joined


def fields_of(condition: Q) -> set[str]:
    """The names of the fields that the condition speaks of."""
    names = set()
    for child in condition.children:
        if isinstance(child, Q):
            names |= fields_of(child)
        else:
            lookup, value = child
            names |= {lookup.partition("__")[0], *([value.name] if isinstance(value, F) else [])}
    return names


def _comparison(lookup: str, value: Any, model: type[Model]) -> Judge:
    name, _, how = lookup.partition("__")
    how = how or "exact"
    read = _reader(name, model)
    if how == "isnull" or (how == "exact" and value is None):
        wanted = True if value is None else value
        return lambda record: (read(record) is None) is wanted
    if how == "in" and isinstance(value, list | tuple | set | frozenset):
        return _membership(read, value)
    if how not in _COMPARISONS:
        raise NotImplementedError(f"no translation for the lookup {lookup!r}")
    compare = _COMPARISONS[how]
    other = _reader(value.name, model) if isinstance(value, F) else lambda record: value

    def judge(record):
        mine, theirs = read(record), other(record)
        return None if mine is None or theirs is None else compare(mine, theirs)

    return judge


def _membership(read: Callable[[Model], Any], values: Collection[Any]) -> Judge:
    """As Django asks the database: NULL among the values is left out, and in an empty list lies nothing."""
    wanted = {each for each in values if each is not None}
    if any(hasattr(each, "resolve_expression") for each in wanted):
        raise NotImplementedError("no translation for expressions among the values of a list")

    def judge(record):
        mine = read(record)
        return None if mine is None and wanted else mine in wanted

    return judge


def _reader(name: str, model: type[Model]) -> Callable[[Model], Any]:
    """A foreign key is read by its column, so that no row is fetched for it."""
    return operator.attrgetter(model._meta.get_field(name).attname)


def _either(parts: list[Judge]) -> Judge:
    def judge(record):
        unknown = False
        for part in parts:
            answer = part(record)
            if answer:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return judge


def _all(parts: list[Judge]) -> Judge:
    def judge(record):
        unknown = False
        for part in parts:
            answer = part(record)
            if answer is False:
                return False
            unknown = unknown or answer is None
        return None if unknown else True

    return judge


def _not(part: Judge) -> Judge:
    def judge(record):
        answer = part(record)
        return None if answer is None else not answer

    return judge
