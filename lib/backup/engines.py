"""Which of the two engines; each is a module with the same names."""

from types import ModuleType

from django.apps import apps
from django.db import connection, models

from lib.backup import postgres, sqlite

ENGINES = {engine.VENDOR: engine for engine in (sqlite, postgres)}


def current() -> ModuleType:
    return ENGINES[connection.vendor]


def file_columns() -> dict[str, list[str]]:
    """The columns that name stored files, by table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                found.setdefault(model._meta.db_table, []).append(field.column)
    return found
