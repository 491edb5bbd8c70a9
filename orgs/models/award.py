"""Awards of organisations and units (星级支部, 示范点, 荣誉), with their history."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, When

from lib.days import today, validate_year
from lib.privacy import validate_impersonal
from orgs.enums import AwardKind
from orgs.models.organization import Organization
from orgs.models.unit import Unit
from orgs.scope import Record, RecordQuerySet, in_order


class AwardQuerySet(RecordQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def held(self, at: date | None = None):
        """Those that count on the day; on the day it ends an award is held no more."""
        at = at or today()
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def of(self, holder: Organization | Unit):
        return self.filter(unit=holder) if isinstance(holder, Unit) else self.filter(holder=holder)

    def held_first(self, at: date | None = None):
        """Then the earlier ones; the latest first of both. What begins later is left out."""
        at = at or today()
        is_held = Case(When(Q(until=None) | Q(until__gt=at), then=True), default=False)
        return self.filter(since__lte=at).annotate(is_held=is_held).order_by("-is_held", "-since", "-pk")


class Award(Record):
    """Filed under who gives it; held by an organisation, or by a unit."""

    kind = models.CharField("类别", max_length=20, choices=AwardKind)
    holder = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="获评党组织",
        related_name="awards",
        null=True,
        blank=True,
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="获评单位", related_name="awards", null=True, blank=True
    )
    title = models.CharField("名称", max_length=50, validators=[validate_impersonal])
    stars = models.PositiveSmallIntegerField(
        "星级", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    year = models.PositiveSmallIntegerField(
        "评定年度", null=True, blank=True, validators=[MinValueValidator(1921), MaxValueValidator(2999)]
    )
    since = models.DateField("获评日期", validators=[validate_year])
    until = models.DateField("有效期至", null=True, blank=True, validators=[validate_year])
    reason = models.CharField("评定依据", max_length=200, blank=True, validators=[validate_impersonal])
    is_public = models.BooleanField("对外公开", default=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = "星级和荣誉"
        verbose_name_plural = "星级和荣誉"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False, unit__isnull=True)
                | Q(holder__isnull=True, unit__isnull=False),
                name="award_has_one_holder",
                violation_error_message="获评党组织和获评单位请填一个，也只填一个。",
            ),
            models.CheckConstraint(
                condition=in_order("since", "until"),
                name="award_until_after_since",
                violation_error_message="有效期不能早于获评日期。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AwardKind.STARS)
                | Q(stars__isnull=False, year__isnull=False, holder__isnull=False),
                name="award_of_stars_is_whole",
                violation_error_message="星级支部要填获评党组织、星级和评定年度。",
            ),
            models.UniqueConstraint(
                fields=["holder", "year"],
                condition=Q(kind=AwardKind.STARS),
                name="award_stars_once_a_year",
                violation_error_message="这个党组织这一年度已经评过星级。",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def held_by(self) -> Organization | Unit:
        return self.holder or self.unit
