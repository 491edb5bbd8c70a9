"""Visits (走访) to units and households, and the needs that they found."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from events.enums import NeedKind, VisitState
from lib.days import validate_past, validate_year
from lib.personal import PersonName
from lib.privacy import validate_impersonal
from orgs.models import Organization, Posting, Unit
from orgs.scope import Record, RecordQuerySet, ScopedQuerySet
from partnerships.models import ListItem, Problem


class VisitQuerySet(RecordQuerySet):
    def to(self, target: Organization | Unit):
        return self.filter(unit=target) if isinstance(target, Unit) else self.filter(visited=target)

    def with_open_needs(self):
        return self.filter(Exists(VisitNeed.objects.open().filter(visit=OuterRef("pk"))))


class Visit(Record):
    """For staff only; nobody's household is named."""

    visited_on = models.DateField("走访日期", validators=[validate_year, validate_past])
    visitor_name = PersonName("走访人", max_length=50, help_text="几个人的，用顿号隔开。")
    posting = models.ForeignKey(
        Posting,
        models.PROTECT,
        verbose_name="包联",
        related_name="visits",
        null=True,
        blank=True,
        help_text="包联干部走访自己包联的单位时选上。",
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="走访单位", related_name="visits", null=True, blank=True
    )
    visited = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="走访党组织",
        related_name="visits",
        null=True,
        blank=True,
    )
    households = models.PositiveSmallIntegerField(
        "走访居民（户）", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    findings = models.TextField(
        "走访情况",
        blank=True,
        help_text="写事不写人：不写居民的姓名、电话、门牌号。",
        validators=[validate_impersonal],
    )

    CONTACT_ENDS = ("visited_on",)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "走访"
        verbose_name_plural = "走访"
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(visited__isnull=False) | Q(households__isnull=False),
                name="visit_is_to_somebody",
                violation_error_message="请填写走访了谁：单位、党组织，或居民几户。",
            ),
        ]
        indexes = [
            models.Index(fields=["posting", "visited_on"], name="visit_of_posting"),  # who is overdue
        ]

    def __str__(self):
        whom = [str(each) for each in (self.unit, self.visited) if each]
        return "、".join(whom) or f"居民{self.households}户"

    def state(self) -> VisitState:
        return VisitState.OPEN if any(need.is_open for need in self.needs.all()) else VisitState.SETTLED


class VisitNeedQuerySet(ScopedQuerySet):
    path_lookup = "visit__organization__path"

    def open(self):
        """Neither answered on the spot nor taken up."""
        return self.filter(answer="", demand=None, problem=None)

    def taken_up(self):
        return self.exclude(demand=None, problem=None)


class VisitNeed(models.Model):
    """Becomes a demand of the list or a problem, in one step; then it names it."""

    visit = models.ForeignKey(Visit, models.CASCADE, verbose_name="走访", related_name="needs")
    text = models.CharField("发现的需求", max_length=200, validators=[validate_impersonal])
    kind = models.CharField("转为", max_length=20, choices=NeedKind, default=NeedKind.DEMAND)
    answer = models.CharField(
        "当场答复",
        max_length=200,
        blank=True,
        help_text="当场办好或答复了的写一句，不用再转。",
        validators=[validate_impersonal],
    )
    demand = models.ForeignKey(
        ListItem,
        models.PROTECT,
        verbose_name="转成的需求",
        related_name="visit_needs",
        null=True,
        blank=True,
        editable=False,
    )
    problem = models.ForeignKey(
        Problem,
        models.PROTECT,
        verbose_name="转成的问题",
        related_name="visit_needs",
        null=True,
        blank=True,
        editable=False,
    )

    objects = VisitNeedQuerySet.as_manager()

    class Meta:
        verbose_name = "走访发现的需求"
        verbose_name_plural = "走访发现的需求"
        ordering = ["pk"]

    def __str__(self):
        return self.text

    @property
    def organization(self):
        return self.visit.organization

    @property
    def is_taken_up(self) -> bool:
        return self.demand_id is not None or self.problem_id is not None

    @property
    def is_open(self) -> bool:
        return not (self.is_taken_up or self.answer)

    @property
    def became(self) -> ListItem | Problem | None:
        return self.demand or self.problem
