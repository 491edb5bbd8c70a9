"""What points are exchanged for (爱心银行)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from events.enums import RedemptionState, RewardState
from events.models.points import PointAccount, line_of
from lib.days import validate_past, validate_year
from lib.privacy import validate_impersonal
from orgs.models import Organization, Unit, User
from orgs.scope import Record, RecordQuerySet


class RewardQuerySet(RecordQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def for_accounts_of(self, organization: Organization):
        """Those that may be had there: its own, and those of what stands above it."""
        return self.filter(organization__path__in=line_of(organization.path))


class Reward(Record):
    """`stock` is what is left: counted down, under a lock, with each redemption."""

    name = models.CharField("奖品", max_length=100, validators=[validate_impersonal])
    points = models.PositiveIntegerField("所需积分", validators=[MinValueValidator(1)])
    stock = models.PositiveIntegerField("库存", default=0)
    donor = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="捐赠单位",
        related_name="rewards",
        null=True,
        blank=True,
    )
    description = models.CharField("说明", max_length=200, blank=True, validators=[validate_impersonal])
    pick_up = models.CharField(
        "领取地点",
        max_length=100,
        blank=True,
        help_text="不写即到归口党组织领取。",
        validators=[validate_impersonal],
    )
    is_public = models.BooleanField("对外公开", default=True)

    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = "奖品"
        verbose_name_plural = "奖品"
        ordering = ["points", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__gte=0),
                name="reward_stock_not_below_zero",
                violation_error_message="库存不够。",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=1),
                name="reward_has_price",
                violation_error_message="所需积分至少为1。",
            ),
        ]

    def __str__(self):
        return self.name

    def state(self, at=None) -> RewardState:
        return RewardState.IN_STOCK if self.stock else RewardState.OUT_OF_STOCK


class RedemptionQuerySet(RecordQuerySet):
    pass


class Redemption(Record):
    """Points are taken and the stock counted down when it is made; handed over at the desk by its code, or
    cancelled, which brings both back. Filed where the reward is.
    """

    reward = models.ForeignKey(Reward, models.PROTECT, verbose_name="奖品", related_name="redemptions")
    account = models.ForeignKey(PointAccount, models.PROTECT, verbose_name="账户", related_name="redemptions")
    points = models.PositiveIntegerField("积分", editable=False)  # as the reward cost then
    code = models.CharField("兑换码", max_length=12, unique=True, editable=False)
    status = models.CharField(
        "状态",
        max_length=20,
        choices=RedemptionState,
        default=RedemptionState.RESERVED,
        editable=False,
    )
    reserved_on = models.DateField("兑换日期", validators=[validate_year, validate_past], editable=False)
    taken_on = models.DateField(
        "领取日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    handed_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="发放人", related_name="+", null=True, blank=True, editable=False
    )
    cancelled_on = models.DateField(
        "取消日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = "兑换"
        verbose_name_plural = "兑换"
        ordering = ["-reserved_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=RedemptionState.TAKEN) | Q(taken_on__isnull=False),
                name="redemption_taken_has_day",
                violation_error_message="领取的要有领取日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status=RedemptionState.CANCELLED) | Q(cancelled_on__isnull=False),
                name="redemption_cancelled_has_day",
                violation_error_message="取消的要有取消日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "reserved_on"], name="redemption_status"),  # the start page
        ]

    def __str__(self):
        return f"{self.reward}（{self.code}）"

    def state(self, at=None) -> RedemptionState:
        return RedemptionState(self.status)
