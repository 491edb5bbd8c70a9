"""Councils in which the street or a community meets its partners, and their seats."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from lib.days import validate_year
from orgs.enums import CouncilKind, SeatTitle
from orgs.scope import Record, ScopedQuerySet, Stamped, in_order


class Council(Record):
    kind = models.CharField("类别", max_length=30, choices=CouncilKind)
    name = models.CharField("议事机构名称", max_length=100)
    cadence = models.PositiveSmallIntegerField(
        "召开周期（月）", default=3, validators=[MinValueValidator(1)], help_text="几个月至少开一次。"
    )

    class Meta:
        verbose_name = "议事机构"
        verbose_name_plural = "议事机构"
        ordering = ["organization__path", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="council_name_unique_in_organization",
                violation_error_message="这个党组织下已经有同名的议事机构。",
            ),
        ]

    def __str__(self):
        return self.name


class CouncilSeatQuerySet(ScopedQuerySet):
    path_lookup = "council__organization__path"

    def held(self, at: date):
        """Seats that somebody holds on that day; on the day it ends a seat is held no more."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class CouncilSeat(Stamped):
    council = models.ForeignKey(Council, models.CASCADE, verbose_name="议事机构", related_name="seats")
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, verbose_name="成员单位", related_name="seats", null=True, blank=True
    )
    person_role = models.CharField(
        "代表身份", max_length=50, blank=True, help_text="不是单位的席位填写身份，如“区人大代表”，不写姓名。"
    )
    title = models.CharField("席位", max_length=20, choices=SeatTitle)
    since = models.DateField("加入日期", validators=[validate_year])
    until = models.DateField("退出日期", null=True, blank=True, validators=[validate_year])

    objects = CouncilSeatQuerySet.as_manager()

    class Meta:
        verbose_name = "议事会席位"
        verbose_name_plural = "议事会席位"
        ordering = ["council", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(person_role=""),
                name="council_seat_has_holder",
                violation_error_message="请选择成员单位，或填写代表身份。",
            ),
            models.CheckConstraint(
                condition=in_order("since", "until"),
                name="council_seat_until_after_since",
                violation_error_message="退出日期不能早于加入日期。",
            ),
            models.UniqueConstraint(
                F("council"),
                F("unit"),
                condition=Q(until=None, unit__isnull=False),
                name="council_seat_unit_once",
                violation_error_message="这个单位在该议事机构已经有席位。",
            ),
        ]

    def __str__(self):
        return str(self.unit or self.person_role)
