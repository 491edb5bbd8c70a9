"""What residents report by the public form; staff make a problem of it, or say why not."""

from django.db import models
from django.db.models import Q

from lib.days import validate_year
from lib.privacy import validate_impersonal
from orgs.models import Consented
from orgs.models.consent import agreed_with_time
from orgs.scope import Record
from partnerships.enums import ReportState
from partnerships.models.problem import Problem


class ProblemReport(Consented, Record):
    """Not a problem yet, so it has no number and counts nowhere. The contact is optional."""

    text = models.TextField(
        "情况", max_length=500, validators=[validate_impersonal], help_text="写事不写人：什么地方、什么事。"
    )
    place = models.CharField("地点", max_length=100, blank=True, validators=[validate_impersonal])
    status = models.CharField(
        "状态", max_length=20, choices=ReportState, default=ReportState.PENDING, editable=False
    )
    problem = models.OneToOneField(
        Problem,
        models.PROTECT,
        verbose_name="立为问题",
        related_name="report",
        null=True,
        blank=True,
        editable=False,
    )
    settled_on = models.DateField(
        "处理日期", null=True, blank=True, validators=[validate_year], editable=False
    )
    reason = models.CharField("不予受理的原因", max_length=200, blank=True, editable=False)

    CONTACT_ENDS = ("settled_on",)

    class Meta:
        verbose_name = "居民反映"
        verbose_name_plural = "居民反映"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=agreed_with_time(), name="report_consent_has_time"),
            models.CheckConstraint(
                condition=Q(contact_phone="", contact_name="") | Q(consent__isnull=False),
                name="report_contact_has_consent",
                violation_error_message="留下联系方式的，要同意个人信息告知。",
            ),
        ]
        indexes = [
            models.Index(fields=["status"], name="report_status"),  # the start page
        ]

    def __str__(self):
        return self.text[:30]

    def state(self, at=None) -> ReportState:
        return ReportState(self.status)
