"""Hours that volunteers gave, and the papers that say so."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum

from events.enums import CertificateState, ServiceState
from events.models.activity import Activity
from events.models.volunteer import Volunteer
from lib.days import validate_past, validate_year
from lib.personal import PersonName
from orgs.models import Category, User
from orgs.scope import Record, RecordQuerySet, ScopedQuerySet, in_order


class ServiceRecordQuerySet(RecordQuerySet):
    def counted(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_on=None)

    def hours(self) -> Decimal:
        """One query."""
        return (self.counted().aggregate(total=Sum("hours"))["total"] or Decimal(0)).quantize(Decimal("0.1"))


class ServiceRecord(Record):
    """Recorded by the organiser; filed where the activity is. A mistake is withdrawn with a reason and
    recorded anew.
    """

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, verbose_name="志愿者", related_name="service_records"
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        verbose_name="活动",
        related_name="service_records",
        null=True,
        blank=True,
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        verbose_name="服务项目",
        related_name="service_records",
        null=True,
        blank=True,
    )
    served_on = models.DateField("服务日期", validators=[validate_year, validate_past])
    hours = models.DecimalField(
        "时长（小时）",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(24)],
    )
    recorded_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="记录人", related_name="+", null=True, blank=True, editable=False
    )
    withdrawn_on = models.DateField(
        "撤销日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    withdrawal_reason = models.CharField("撤销原因", max_length=200, blank=True, editable=False)

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "服务记录"
        verbose_name_plural = "服务记录"
        ordering = ["-served_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "activity"],
                condition=Q(withdrawn_on=None, activity__isnull=False),
                name="service_record_once_an_activity",
                violation_error_message="这名志愿者在这次活动的时长已经记过。",
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=24),
                name="service_record_hours",
                violation_error_message="时长为0.1至24小时。",
            ),
        ]

    def __str__(self):
        return f"{self.served_on}：{self.hours}小时"

    def state(self, at=None) -> ServiceState:
        return ServiceState.WITHDRAWN if self.withdrawn_on else ServiceState.COUNTED


class HoursCertificateQuerySet(ScopedQuerySet):
    path_lookup = "volunteer__organization__path"


class HoursCertificate(models.Model):
    """What was certified, as it stood on the day of issue; anybody may check it by its code."""

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, verbose_name="志愿者", related_name="certificates"
    )
    code = models.CharField("验证码", max_length=20, unique=True, editable=False)
    since = models.DateField("开始日期", validators=[validate_year])
    until = models.DateField("结束日期", validators=[validate_year, validate_past])
    # The name, the office and the lines as they were printed: [service item, times, hours].
    contact_name = PersonName("姓名", max_length=50, blank=True, editable=False)
    office = models.CharField("开具单位", max_length=100, blank=True, editable=False)
    lines = models.JSONField("分项", default=list, editable=False)
    hours = models.DecimalField("时长（小时）", max_digits=8, decimal_places=1, editable=False)
    times = models.PositiveIntegerField("次数", editable=False)
    issued_on = models.DateField("开具日期", validators=[validate_year, validate_past], editable=False)
    issued_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="开具人", related_name="+", null=True, blank=True, editable=False
    )
    revoked_on = models.DateField(
        "作废日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    revocation_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    CONTACT_ENDS = ("volunteer__left_on",)

    objects = HoursCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "时长证明"
        verbose_name_plural = "时长证明"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("since", "until"),
                name="hours_certificate_days",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return self.code

    def state(self, at=None) -> CertificateState:
        return CertificateState.REVOKED if self.revoked_on else CertificateState.VALID

    @property
    def printed_code(self) -> str:
        """ABCD-EFGH-JKMN"""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    @property
    def organization(self):
        return self.volunteer.organization
