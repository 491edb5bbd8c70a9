"""The Word template from which an office's agreements are printed."""

from django.db import models

from lib.stored import OwnsFiles
from lib.uploads import DocumentField
from orgs.models import Organization, User
from orgs.scope import ScopedQuerySet


class AgreementPaper(OwnsFiles):
    """One template a branch; it holds for everything below, unless a branch there has its own."""

    organization = models.OneToOneField(
        Organization, models.CASCADE, verbose_name="党组织", related_name="agreement_paper"
    )
    file = DocumentField("Word 模板", upload_to="templates/%Y/%m/")
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="上传人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "协议模板"
        verbose_name_plural = "协议模板"
        ordering = ["organization__path"]

    def __str__(self):
        return f"{self.organization}的协议模板"
