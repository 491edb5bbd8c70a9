"""What was done, by whom, from where, on what, and how it ended. Written by `orgs/audit.py` alone."""

from datetime import datetime

from django.apps import apps
from django.db import models

from orgs.enums import AuditAct, AuditResult
from orgs.models.organization import Organization
from orgs.models.user import User
from orgs.scope import ScopedQuerySet, in_branches_of


class AuditEntryQuerySet(ScopedQuerySet):
    """An entry lies where its record is filed; without a record, where its user works."""

    def held_as(self, user, role):
        """By the keys of the branches' organisations: an index finds those among very many entries."""
        here = Organization.objects.filter(in_branches_of(user, "path", role)).order_by()
        return self.filter(organization__in=here)

    def before(self, moment: datetime):
        return self.filter(at__lt=moment)


class AuditEntry(models.Model):
    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name="用户", related_name="+", null=True, blank=True
    )
    # The name as it was, for accounts may be renamed; at a failed sign-in what was typed.
    user_name = models.CharField("用户名", max_length=150, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    act = models.CharField("操作", max_length=20, choices=AuditAct)
    result = models.CharField("结果", max_length=10, choices=AuditResult, default=AuditResult.DONE)
    # The record's model as app_label.model_name, its key, and its name as it was.
    kind = models.CharField("种类", max_length=60, blank=True)
    record = models.CharField("记录", max_length=40, blank=True)
    name = models.CharField("对象", max_length=300, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="所在党组织",
        related_name="+",
        null=True,
        blank=True,
    )
    # [[label of the field, before, after]]
    changes = models.JSONField("改动", default=list, blank=True)
    detail = models.TextField("说明", blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "操作日志"
        verbose_name_plural = "操作日志"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "record"], name="audit_record"),  # what happened to one record
            models.Index(fields=["user", "at"], name="audit_user"),  # what one person did
        ]

    def __str__(self):
        return f"{self.user_name} {self.get_act_display()} {self.name}".strip()

    @property
    def kind_label(self) -> str:
        """What the record's kind is called; "" for an entry without a record."""
        try:
            return str(apps.get_model(self.kind)._meta.verbose_name) if self.kind else ""
        except LookupError:  # a model that is no more
            return self.kind

    @property
    def changes_text(self) -> str:
        """单位名称：甲 → 乙；联系人：空 → 张三"""
        return "；".join(
            f"{label}：{before or '空'} → {after or '空'}" for label, before, after in self.changes
        )
