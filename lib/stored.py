"""Uploaded files that go when their row goes, or when another file takes their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.signals import post_delete

_keeping = ContextVar("keeping", default=False)


@contextmanager
def keep_files() -> Iterator[None]:
    """Rows deleted within leave their files in the storage, for whoever does so to answer for."""
    token = _keeping.set(True)
    try:
        yield
    finally:
        _keeping.reset(token)


def files_of(row: models.Model) -> list[str]:
    """Names in the storage of the files that the row owns."""
    if not isinstance(row, OwnsFiles):
        return []
    return [name for field in _file_fields(row) if (name := getattr(row, field.name).name)]


def discard(names: Iterable[str]) -> None:
    """Throw files away once the transaction is committed."""
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


class FileNamesField(models.JSONField):
    """A list of names in the storage: files that the row answers for, though no file field names them."""

    def deconstruct(self):
        """As a plain JSON field: the database knows no difference."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class OwnsFiles(models.Model):
    """Abstract: the row owns the files in its file fields; nothing else may point to them.

    A file is thrown away once the change is committed, never before: what is rolled back has lost nothing.
    """

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs):
        # A signal, because the database's cascades and `QuerySet.delete()` never call `Model.delete()`.
        super().__init_subclass__(**kwargs)
        post_delete.connect(_row_deleted, sender=cls)

    def save(self, *args, **kwargs):
        before = self._stored_files(kwargs.get("update_fields"))
        super().save(*args, **kwargs)
        for name, stored in before.items():
            if stored != getattr(self, name).name:
                _discard_after_commit(self, name, stored)

    def _stored_files(self, update_fields):
        """{field: name of its file} of the stored row, for the fields about to be written. One query."""
        written = {field.name for field in _file_fields(self)} - self.get_deferred_fields()
        if update_fields is not None:
            written &= set(update_fields)
        if self._state.adding or not written:
            return {}
        return type(self)._base_manager.filter(pk=self.pk).values(*written).first() or {}


def _file_fields(row):
    return [field for field in row._meta.concrete_fields if isinstance(field, models.FileField)]


def _row_deleted(instance, **kwargs):
    for field in () if _keeping.get() else _file_fields(instance):
        _discard_after_commit(instance, field.name, getattr(instance, field.name).name)


def _discard_after_commit(row, field_name, stored):
    if stored:
        storage = row._meta.get_field(field_name).storage
        # Robust: a file that cannot be deleted is logged, and what was saved stays saved.
        transaction.on_commit(partial(storage.delete, stored), robust=True)
