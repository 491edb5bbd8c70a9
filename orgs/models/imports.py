"""Imports of ledgers: one batch a file, what its preview says, and which rows it wrote."""

import json
import zlib
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from lib.stored import OwnsFiles
from orgs.access import Action
from orgs.enums import ImportState, Role, Verdict
from orgs.models.organization import Organization
from orgs.models.user import User
from orgs.scope import ScopedQuerySet, in_branches_of


def import_folder(batch, name):
    """A place of the batch's own, known before its row is written."""
    return f"imports/{batch.token}/{name}"


class ImportBatchQuerySet(ScopedQuerySet):
    def managed_by(self, user):
        """Of those filed in one's branches, one's own and those of colleagues who see no more than oneself (a
        preview tells names as its uploader sees them); and one's own filed nowhere, while one works where one
        did then.
        """
        if user.is_superuser:
            return self.all()
        if not user.paths_as(Role.ENTER):
            return self.none()
        held = self._held_by(user)
        colleagues = Q(branches__in=held) | Q(by_command=True, committed_at__isnull=False)
        here = in_branches_of(user, self.path_lookup, Role.ENTER)
        own = Q(user=user) & (here | Q(organization=None, branches__in=held))
        return self.filter(own | (here & colleagues))

    visible_to = managed_by

    def _held_by(self, user):
        """Of what batches say at `branches`, that which lies within what the user sees now."""
        own = self.model.objects.exclude(branches="").order_by()
        held = set(Organization.objects.open_to(user, Action.VIEW).order_by().values_list("pk", flat=True))
        told = own.values_list("branches", flat=True).distinct()
        return [each for each in told if held.issuperset(map(int, each.split()))]

    def committed(self):
        return self.filter(state=ImportState.COMMITTED)


class ImportBatch(OwnsFiles):
    """One uploaded file of a ledger, from its preview to its undoing."""

    ledger = models.CharField("台账", max_length=30)  # the ledger's key
    token = models.UUIDField("存放编码", default=uuid4, unique=True, editable=False)
    # By `manage.py import_ledger`, which may do everything; else by a user, and void without one.
    by_command = models.BooleanField("由命令导入", default=False)
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name="经手人", related_name="imports", null=True, blank=True
    )
    # Rows go into this branch only; where the file has no column for it, they are filed under it.
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="填报党组织",
        related_name="imports",
        null=True,
        blank=True,
    )
    # Where the clerk worked who uploaded it: keys of organisations, with spaces between.
    branches = models.TextField("经手人当时所在党组织", blank=True, editable=False)
    create_missing = models.BooleanField("新建表中没有的单位", default=False)
    file = models.FileField("文件", upload_to=import_folder, max_length=300)
    file_name = models.CharField("文件名", max_length=200)
    # What the user answered when the header was not found, or another sheet was wanted.
    page = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头所在行", null=True, blank=True)

    state = models.CharField("状态", max_length=20, choices=ImportState, default=ImportState.READING)
    message = models.TextField("说明", blank=True)
    # Rows checked so far, of all; and when that was last told, for a reader that died must be replaced.
    done = models.PositiveIntegerField("已检查行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    beat_at = models.DateTimeField("最近进展时间", null=True, blank=True)

    new_count = models.PositiveIntegerField("新增", default=0)
    changed_count = models.PositiveIntegerField("更新", default=0)
    same_count = models.PositiveIntegerField("未变", default=0)
    wrong_count = models.PositiveIntegerField("出错", default=0)
    # What the preview says of the file as a whole: sheet, header row, unread columns, skipped rows,
    # what would be created besides; see `orgs/intake/preview.py`.
    remarks = models.JSONField("读取情况", default=dict, blank=True)
    # Of all verdicts and changes: a commit that would do anything else than was previewed is refused.
    digest = models.CharField("预览摘要", max_length=64, blank=True)

    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    committed_at = models.DateTimeField("入库时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="撤销人", related_name="+", null=True, blank=True
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["ledger", "-id"], name="import_batch_ledger"),  # a ledger's last imports
        ]

    def __str__(self):
        return f"第{self.pk}批：{self.file_name}"

    def save(self, *args, **kwargs):
        if self._state.adding and self.user is not None and not self.user.is_superuser:
            keys = self.user.organizations.order_by("pk").values_list("pk", flat=True)
            self.branches = " ".join(map(str, keys))
        super().save(*args, **kwargs)

    def count(self, verdict: Verdict) -> int:
        return getattr(self, f"{verdict}_count")

    @property
    def counts(self) -> dict[Verdict, int]:
        return {verdict: self.count(verdict) for verdict in Verdict}


class ImportPage(models.Model):
    """Some rows of a preview that share a verdict, as they are shown; thrown away with the preview."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="批次", related_name="pages")
    verdict = models.CharField("结果", max_length=10, choices=Verdict)
    number = models.PositiveIntegerField("页")  # from 1
    packed = models.BinaryField("各行")

    class Meta:
        verbose_name = "预览页"
        verbose_name_plural = "预览页"
        ordering = ["batch", "verdict", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "verdict", "number"],
                name="import_page_once",
                violation_error_message="这一页已经有了。",
            ),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()}第{self.number}页"

    @property
    def rows(self) -> list[dict]:
        """[{"line", "cells": {header: text}, "changes": [[header, old, new]], "errors": [[header, text]]}]"""
        return json.loads(zlib.decompress(self.packed))

    @rows.setter
    def rows(self, rows):
        self.pack([json.dumps(row, ensure_ascii=False) for row in rows])

    def pack(self, rows: list[str]) -> None:
        """Take rows that are written as JSON already."""
        self.packed = zlib.compress(f"[{','.join(rows)}]".encode(), 1)


class ImportedRow(models.Model):
    """A record that a committed batch wrote, and what it was before."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="批次", related_name="rows")
    line = models.PositiveIntegerField("行号")  # in the file; 0 for what was created besides
    # The record's model as app_label.model_name; a proxy's own.
    kind = models.CharField("种类", max_length=60)
    record = models.PositiveBigIntegerField("记录")
    is_new = models.BooleanField("新增")
    # The record's `updated_at` as the batch wrote it: whoever saves the record later changes it.
    written_at = models.DateTimeField("写入时间", null=True, blank=True)
    # {header: {"before": words, "after": words, "kept": what an undo sets (orgs/intake/inlets.py)}}
    changes = models.JSONField("更新内容", default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "导入的记录"
        verbose_name_plural = "导入的记录"
        ordering = ["batch", "line", "pk"]
        indexes = [
            models.Index(fields=["kind", "record"], name="imported_row_record"),  # a record's history
        ]

    def __str__(self):
        return f"第{self.line}行"
