"""Points on two lines (双线积分): of units and organisations, and of volunteers. Append-only."""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from events.enums import AccountState, PointEvent, PointLine, PointRuleState
from events.models.volunteer import Volunteer
from lib.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lib.days import today, validate_past, validate_year
from lib.privacy import validate_impersonal
from orgs.models import Organization, Unit, User
from orgs.scope import SEGMENT, Record, RecordQuerySet, ScopedQuerySet, in_order

MOST_POINTS = 10_000  # that one rule may give at a time


def line_of(path: str) -> list[str]:
    """The paths from the top of the tree down to this one: what holds there was published at one of them."""
    return [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]


class PointRuleQuerySet(RecordQuerySet):
    def in_force(self, at: date | None = None):
        at = at or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=at), published_on__lte=at)

    def holding_at(self, organization: Organization):
        """Published there or above it, the nearest first."""
        here = self.filter(organization__path__in=line_of(organization.path))
        return here.order_by("-organization__path", "-published_on", "-pk")


class PointRule(Record):
    """Published: it holds from `published_on` on, for what is done from then on, in the branch at
    `organization`. A published rule is ended, never changed.
    """

    line = models.CharField("积分线", max_length=20, choices=PointLine)
    event = models.CharField("加分事项", max_length=20, choices=PointEvent)
    # SQLite would store any number, and sums of such numbers are more than it can count.
    points = models.PositiveSmallIntegerField("分值", validators=[MaxValueValidator(MOST_POINTS)])
    text = models.CharField("说明", max_length=200, validators=[validate_impersonal])
    published_on = models.DateField("公布日期", null=True, blank=True, validators=[validate_year])
    ends_on = models.DateField("停止日期", null=True, blank=True, validators=[validate_year])

    objects = PointRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "积分规则"
        verbose_name_plural = "积分规则"
        ordering = ["line", "event", "-published_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("published_on", "ends_on"),
                name="point_rule_ends_after_published",
                violation_error_message="停止日期不能早于公布日期。",
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0),
                name="point_rule_gives",
                violation_error_message="分值要大于0。",
            ),
        ]

    def __str__(self):
        return self.text

    def state(self, at: date | None = None) -> PointRuleState:
        at = at or today()
        if self.published_on is None:
            return PointRuleState.DRAFT
        if self.ends_on and self.ends_on <= max(at, self.published_on):
            return PointRuleState.ENDED
        return PointRuleState.COMING if self.published_on > at else PointRuleState.IN_FORCE


class PointAccountQuerySet(RecordQuerySet):
    def with_balances(self):
        """Annotates `total`, the balance."""
        entries = PointEntry.objects.filter(account=OuterRef("pk")).order_by().values("account")
        return self.annotate(total=Coalesce(Subquery(entries.annotate(all=Sum("points")).values("all")), 0))


class PointAccount(Record):
    """Exactly one of a unit, an organisation or a volunteer. The balance is a sum; the row is what is locked
    while points are spent.
    """

    holder = models.OneToOneField(
        Organization,
        models.PROTECT,
        verbose_name="党组织账户",
        related_name="point_account",
        null=True,
        blank=True,
    )
    unit = models.OneToOneField(
        Unit, models.PROTECT, verbose_name="单位账户", related_name="point_account", null=True, blank=True
    )
    volunteer = models.OneToOneField(
        Volunteer,
        models.PROTECT,
        verbose_name="志愿者账户",
        related_name="point_account",
        null=True,
        blank=True,
    )

    objects = PointAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "积分账户"
        verbose_name_plural = "积分账户"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False, unit__isnull=True, volunteer__isnull=True)
                | Q(holder__isnull=True, unit__isnull=False, volunteer__isnull=True)
                | Q(holder__isnull=True, unit__isnull=True, volunteer__isnull=False),
                name="point_account_has_one_holder",
                violation_error_message="一个账户只属于一个党组织、单位或志愿者。",
            ),
        ]

    def __str__(self):
        return str(self.held_by)

    @property
    def held_by(self) -> Organization | Unit | Volunteer:
        return self.holder or self.unit or self.volunteer

    @property
    def label(self) -> str:
        """For staff; a volunteer by name."""
        return getattr(self.held_by, "label", str(self.held_by))

    @property
    def line(self) -> PointLine:
        return PointLine.VOLUNTEERS if self.volunteer_id else PointLine.UNITS

    def balance(self, at: date | None = None) -> int:
        """At the end of the day; of all entries by default. One query."""
        entries = self.entries.filter(day__lte=at) if at else self.entries
        return entries.aggregate(total=Sum("points"))["total"] or 0

    def state(self, at: date | None = None) -> AccountState:
        """One query. It owes when what was wrongly given had been spent before it was taken back."""
        return AccountState.OWING if self.balance(at) < 0 else AccountState.OPEN


class PointEntryQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    path_lookup = "account__organization__path"

    def earned(self):
        """What was given and not spent: with counter-entries, without redemptions."""
        return self.filter(redemption=None)


class PointEntry(AppendOnlyModel):
    account = models.ForeignKey(PointAccount, models.PROTECT, verbose_name="账户", related_name="entries")
    day = models.DateField("日期", default=today, validators=[validate_year, validate_past])
    points = models.IntegerField("积分")
    reason = models.CharField("事由", max_length=200, validators=[validate_impersonal])
    rule = models.ForeignKey(
        PointRule, models.PROTECT, verbose_name="规则", related_name="entries", null=True, blank=True
    )
    # What gave the points ("service:12"): with the rule's line and account it does so once.
    source = models.CharField("来源", max_length=60, blank=True, editable=False)
    redemption = models.ForeignKey(
        "events.Redemption",
        models.PROTECT,
        verbose_name="兑换",
        related_name="entries",
        null=True,
        blank=True,
        editable=False,
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="冲销",
        related_name="corrected_by",
        null=True,
        blank=True,
        editable=False,
    )
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name="经手人", related_name="+", null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    NEVER = "积分记了就不能改，也不能删除；记错了的用冲销更正。"

    objects = PointEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "积分明细"
        verbose_name_plural = "积分明细"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(points=0),
                name="point_entry_not_zero",
                violation_error_message="积分不能是0。",
            ),
            models.UniqueConstraint(
                fields=["account", "source"],
                condition=~Q(source=""),
                name="point_entry_source_once",
                violation_error_message="这件事的积分已经记过。",
            ),
        ]
        indexes = [
            # Balances, and the honour roll of a year, without reading a row.
            models.Index(fields=["account", "day", "points"], name="point_entry_account_day"),
        ]

    def __str__(self):
        return self.reason

    @property
    def organization(self):
        return self.account.organization
