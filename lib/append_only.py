"""Rows that are added and read, never changed and never deleted: a mistake is countered by another row.

What erases personal data when its time has come goes through the base manager, as Django does itself when an
account is deleted.
"""

from typing import Any

from django.db import models


class AppendOnly(Exception):
    """What stands in a book was to be changed or deleted. A fault of the program: no page does so."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any):
        raise AppendOnly(self.model.NEVER)

    def bulk_update(self, *args: Any, **kwargs: Any):
        raise AppendOnly(self.model.NEVER)

    def delete(self):
        raise AppendOnly(self.model.NEVER)

    delete.alters_data = True
    delete.queryset_only = True


class AppendOnlyModel(models.Model):
    """Abstract. Subclasses say in words, `NEVER`, that what is written stays."""

    NEVER = "写下的不能改，也不能删除；记错了的用冲销更正。"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(self.NEVER)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any):
        raise AppendOnly(self.NEVER)
