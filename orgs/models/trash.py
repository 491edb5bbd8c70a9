"""Deleted records: each kept whole, with what hung on it and with its files, until it is restored or purged.

The rows themselves are gone from their tables, so no figure, list or chooser can count them by mistake.
"""

from django.db import models

from lib.stored import FileNamesField
from orgs.models.organization import Organization
from orgs.models.user import User
from orgs.scope import ScopedQuerySet


class TrashedRecordQuerySet(ScopedQuerySet):
    pass


class TrashedRecord(models.Model):
    # The record's model as app_label.model_name, its key, and its name.
    kind = models.CharField("种类", max_length=60)
    record = models.PositiveBigIntegerField("记录")
    name = models.CharField("名称", max_length=300)
    # Where it was filed; empty for what has no place.
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="归口党组织",
        related_name="+",
        null=True,
        blank=True,
    )
    # Serialised rows, the record first, then what was deleted with it.
    rows = models.JSONField("内容")
    # Names in the storage of the files that the rows own.
    files = FileNamesField("文件", default=list, blank=True)
    deleted_at = models.DateTimeField("删除时间", auto_now_add=True)
    deleted_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="删除人", related_name="+", null=True, blank=True
    )

    objects = TrashedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "回收站"
        verbose_name_plural = "回收站"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "record"], name="trashed_record"),  # is it in the bin?
        ]

    def __str__(self):
        return self.name
