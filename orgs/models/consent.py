"""What residents and contacts are told before they give personal data, and agree to."""

from django.db import models
from django.db.models import Q

from lib.personal import PersonName, PersonPhone


class ConsentTextQuerySet(models.QuerySet):
    def current(self):
        """The newest text; None before the first."""
        return self.order_by("-version").first()

    def next_version(self) -> int:
        """Inside a transaction, which others wait for who write one too."""
        last = self.select_for_update().order_by("-version").first()
        return last.version + 1 if last else 1


class ConsentText(models.Model):
    """One version; never changed once there: a new wording is a new version."""

    version = models.PositiveIntegerField("版本", unique=True, editable=False)
    purpose = models.CharField("用途", max_length=200, help_text="收集个人信息做什么，如“联系活动报名人”。")
    body = models.TextField("告知内容")
    retention_days = models.PositiveIntegerField("保存天数", help_text="事情办完多少天以后删除。")
    created_at = models.DateTimeField("启用时间", auto_now_add=True)
    created_by = models.ForeignKey(
        "orgs.User",
        models.SET_NULL,
        verbose_name="启用人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = "个人信息告知"
        verbose_name_plural = "个人信息告知"
        ordering = ["-version"]

    def __str__(self):
        return f"第{self.version}版"


class Consented(models.Model):
    """Abstract: a record with the contact whom a resident or unit gave by a public form.

    What a form gave names the text that was agreed to and when; what staff typed in has neither.
    """

    contact_name = PersonName("联系人", max_length=50, blank=True)
    contact_phone = PersonPhone("联系电话", max_length=40, blank=True)
    consent = models.ForeignKey(
        ConsentText,
        models.PROTECT,
        verbose_name="同意的告知",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    consented_at = models.DateTimeField("同意时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def agreed_with_time() -> Q:
    """Condition for a check constraint of a `Consented`: a text and its time come together."""
    return Q(consent__isnull=True, consented_at__isnull=True) | Q(
        consent__isnull=False, consented_at__isnull=False
    )
