"""Stored files that no row names: what was being written when a server died, or was deleted half-way.

A file is always stored before the row that names it, so one without a row may be on its way: only what is
older than `OLD` is an orphan.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.utils import timezone

from lib.backup.media import stored_names
from lib.stored import FileNamesField

OLD = timedelta(days=1)


def orphans() -> Iterator[tuple[str, int]]:
    """(name, bytes) of each. Two queries a column of files; the storage is asked about each orphan.

    What is held for a form has its own term (`lib.held`).
    """
    named = _named() | _named()  # twice: a record may be on its way into the bin, or out of it
    for name in stored_names():
        if name not in named:
            with suppress(FileNotFoundError):  # it has just gone
                if default_storage.get_modified_time(name) < timezone.now() - OLD:
                    yield name, default_storage.size(name)


def _named() -> set[str]:
    """The files of all rows, those in the bin included."""
    names = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, (FileField, FileNamesField)):
                for value in model._base_manager.order_by().values_list(field.name, flat=True).iterator():
                    names.update(value if isinstance(field, FileNamesField) else [value])
    return names - {"", None}
