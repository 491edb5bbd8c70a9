"""The signed scans and annexes of an agreement."""

from django.db import models

from lib.addresses import address
from lib.stored import OwnsFiles
from lib.uploads import DocumentField
from orgs.scope import ScopedQuerySet
from partnerships.models.agreement import Agreement


class AgreementAttachmentQuerySet(ScopedQuerySet):
    path_lookup = "agreement__organization__path"

    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user).order_by())


class AgreementAttachment(OwnsFiles):
    """A signed scan or annex; seen by staff who may see the agreement, by nobody else."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, verbose_name="协议", related_name="attachments")
    file = DocumentField("文件", upload_to="agreements/%Y/%m/")
    title = models.CharField("说明", max_length=100, blank=True, help_text="如“签字盖章扫描件”。")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = AgreementAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["pk"]

    def __str__(self):
        return self.title or self.file.name.rpartition("/")[2]

    def get_absolute_url(self):
        return address("partnerships:agreement_attachment", self.pk)
