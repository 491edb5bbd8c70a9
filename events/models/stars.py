"""By which points branches get their stars (星级) in a year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from events.enums import StarRuleState
from lib.days import validate_year
from lib.privacy import validate_impersonal
from orgs.scope import Record, RecordQuerySet


class StarRuleQuerySet(RecordQuerySet):
    pass


class StarRule(Record):
    """A year's published rule; its awards are `orgs.Award`. Published, it is changed no more."""

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1921), MaxValueValidator(2999)]
    )
    text = models.TextField("评定办法", validators=[validate_impersonal])
    three_stars = models.PositiveIntegerField("三星最低积分", validators=[MinValueValidator(1)])
    four_stars = models.PositiveIntegerField("四星最低积分")
    five_stars = models.PositiveIntegerField("五星最低积分")
    published_on = models.DateField(
        "公布日期", null=True, blank=True, validators=[validate_year], editable=False
    )
    awarded_on = models.DateField(
        "评定日期", null=True, blank=True, validators=[validate_year], editable=False
    )

    objects = StarRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "星级评定办法"
        verbose_name_plural = "星级评定办法"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year"],
                name="star_rule_once_a_year",
                violation_error_message="这个党组织这一年度已经有评定办法。",
            ),
            models.CheckConstraint(
                condition=Q(
                    three_stars__gte=1, four_stars__gt=F("three_stars"), five_stars__gt=F("four_stars")
                ),
                name="star_rule_rises",
                violation_error_message="四星的积分要高于三星，五星的要高于四星。",
            ),
        ]

    def __str__(self):
        return f"{self.year}年度星级评定办法"

    def state(self, at=None) -> StarRuleState:
        if self.awarded_on:
            return StarRuleState.AWARDED
        return StarRuleState.PUBLISHED if self.published_on else StarRuleState.DRAFT

    def stars_for(self, points: int) -> int | None:
        for stars, least in ((5, self.five_stars), (4, self.four_stars), (3, self.three_stars)):
            if points >= least:
                return stars
        return None
