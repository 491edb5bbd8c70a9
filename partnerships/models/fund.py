"""Funds: append-only ledgers whose balance is always a sum."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum

from lib.addresses import address
from lib.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lib.days import today, validate_past, validate_year
from lib.personal import PersonName
from lib.privacy import validate_impersonal
from lib.stored import OwnsFiles
from lib.uploads import DocumentField
from orgs.models import Unit, User
from orgs.scope import Record, RecordQuerySet, ScopedQuerySet
from partnerships.enums import FundKind, FundState
from partnerships.models.project import Project

_CENT = Decimal("0.01")


def yuan(total: Decimal | None) -> Decimal:
    """A sum as the database gave it, to the cent: SQLite adds in binary fractions."""
    return (total or Decimal(0)).quantize(_CENT)


class FundQuerySet(RecordQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def with_balances(self):
        """Annotates `total` (all entries), `income` and `use` (less what was countered); None for nothing."""
        entries = FundEntry.objects.filter(fund=OuterRef("pk")).order_by().values("fund")

        def sum_of(rows):
            return Subquery(rows.annotate(sum=Sum("amount")).values("sum"))

        return self.annotate(
            total=sum_of(entries), income=sum_of(entries.filter(INCOME)), use=sum_of(entries.filter(USE))
        )


class Fund(Record):
    name = models.CharField("名称", max_length=100, validators=[validate_impersonal])
    kind = models.CharField("类别", max_length=20, choices=FundKind, default=FundKind.CHARITY)
    purpose = models.CharField("用途说明", max_length=200, blank=True, validators=[validate_impersonal])
    may_overdraw = models.BooleanField("允许透支", default=False, help_text="不勾选的，支出不能超过余额。")
    is_public = models.BooleanField("对外公开", default=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = "基金和经费"
        verbose_name_plural = "基金和经费"
        ordering = ["organization__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="fund_name_unique",
                violation_error_message="这个党组织已经有同名的基金。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("partnerships:fund_detail", self.pk)

    def balance(self, at=None) -> Decimal:
        """Yuan, at the end of the day; of all entries by default. One query."""
        entries = self.entries.filter(day__lte=at) if at else self.entries
        return yuan(entries.aggregate(total=Sum("amount"))["total"])

    def lowest(self, since: date) -> Decimal:
        """The least balance at the end of any day from that one on. Two queries."""
        balance = lowest = self.balance(since)
        later = self.entries.filter(day__gt=since).order_by("day").values_list("day")
        for _, change in later.annotate(sum=Sum("amount")):
            balance += yuan(change)
            lowest = min(lowest, balance)
        return lowest

    def state(self, at=None) -> FundState:
        """One query."""
        balance = self.balance(at)
        if balance < 0:
            return FundState.OVERDRAWN
        return FundState.IN_CREDIT if balance else FundState.EMPTY


# What came in and what was used, counter-entries with what they counter.
INCOME = Q(amount__gt=0, corrects=None) | Q(corrects__amount__gt=0)
USE = Q(amount__lt=0, corrects=None) | Q(corrects__amount__lt=0)


class FundEntryQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    path_lookup = "fund__organization__path"

    def public(self):
        return self.filter(fund__in=Fund.objects.public().order_by())

    def uses(self):
        """What went out, with what counters it."""
        return self.filter(USE)

    def spent(self) -> Decimal:
        """Yuan that went out, less what counter-entries brought back. One query."""
        return -yuan(self.uses().aggregate(total=Sum("amount"))["total"])

    def earned(self) -> Decimal:
        """Yuan that came in, less what counter-entries took back. One query."""
        return yuan(self.filter(INCOME).aggregate(total=Sum("amount"))["total"])


class FundEntry(AppendOnlyModel, OwnsFiles):
    """Money that came in (positive) or was used (negative). Never changed: a mistake is countered by an
    entry of the opposite amount (`corrects`). Written by `partnerships/workflow/funds.py` alone.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="基金", related_name="entries")
    day = models.DateField("日期", default=today, validators=[validate_year, validate_past])
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    purpose = models.CharField("事由", max_length=200, validators=[validate_impersonal])
    document = DocumentField("凭证", upload_to="funds/%Y/%m/", blank=True)
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        verbose_name="用于项目",
        related_name="fund_entries",
        null=True,
        blank=True,
    )
    donor = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="捐赠单位",
        related_name="donations",
        null=True,
        blank=True,
    )
    donor_name = PersonName("捐赠人", max_length=50, blank=True)
    donor_is_named = models.BooleanField(
        "捐赠人同意公开姓名", default=False, help_text="不勾选的，公开时写作“爱心人士”。"
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
        User,
        models.SET_NULL,
        verbose_name="经手人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    # A person's name is needed no longer than its term, named in public or not; the amount stays.
    CONTACT_ENDS = ("day",)
    NEVER = "收支记了就不能改，也不能删除；记错了的用冲销更正。"

    objects = FundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "收支"
        verbose_name_plural = "收支"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="fund_entry_not_zero",
                violation_error_message="金额不能是0。",
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "day"], name="fund_entry_fund_day"),  # balances and the public page
        ]

    def __str__(self):
        return self.purpose

    @property
    def organization(self):
        """Where it is filed: where its fund is."""
        return self.fund.organization

    def get_absolute_url(self):
        """Its document, for staff."""
        return address("partnerships:fund_document", self.pk)

    @property
    def donor_shown(self) -> str:
        """Who gave, in words for residents; a person only who agreed to be named."""
        if self.donor_id:
            return str(self.donor) if self.donor.is_public else "爱心单位"
        if self.donor_name:
            return self.donor_name if self.donor_is_named else "爱心人士"
        return ""
