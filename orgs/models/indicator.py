"""Indicators: what the office must report though no record adds up to it (新增就业 …)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from lib.days import validate_year
from lib.months import Month
from orgs.scope import Record, RecordQuerySet


class Indicator(models.Model):
    name = models.CharField(
        "指标名称", max_length=50, unique=True, error_messages={"unique": "已经有同名的指标。"}
    )
    measure = models.CharField("计量单位", max_length=10)
    order = models.PositiveSmallIntegerField("排序", default=0, help_text="小的在前。")

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.name}（{self.measure}）"


class IndicatorValueQuerySet(RecordQuerySet):
    def in_month(self, month: Month):
        return self.filter(month=month.first)


class IndicatorValue(Record):
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="指标", related_name="values")
    month = models.DateField("月份", help_text="填这个月的1日。", validators=[validate_year])
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = "指标数值"
        verbose_name_plural = "指标数值"
        ordering = ["-month", "organization__path", "indicator__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "indicator", "month"],
                name="indicator_value_once_a_month",
                violation_error_message="这个党组织本月的该项指标已经填过。",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="indicator_value_month_is_first_day",
                violation_error_message="月份请填这个月的1日。",
            ),
        ]

    def __str__(self):
        return f"{self.indicator.name} {Month.of(self.month).label}"

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        if self.month:
            self.month = self.month.replace(day=1)
        if self.value is not None and self.value < 0:
            raise ValidationError({"value": "数值不能小于0。"})
