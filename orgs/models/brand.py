"""Brands (党建品牌, 志愿服务品牌) under which an organisation or a unit is known."""

from django.db import models

from lib.privacy import validate_impersonal
from orgs.models.organization import Organization
from orgs.models.unit import Unit
from orgs.scope import Record, RecordQuerySet


class BrandQuerySet(RecordQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def of(self, holder: Organization | Unit):
        """An organisation's own, or a unit's."""
        if isinstance(holder, Unit):
            return self.filter(unit=holder)
        return self.filter(organization=holder, unit=None)


class Brand(Record):
    name = models.CharField("品牌名称", max_length=50, validators=[validate_impersonal])
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="所属单位",
        related_name="brands",
        null=True,
        blank=True,
        help_text="不填即归口党组织自己的品牌。",
    )
    meaning = models.TextField("含义", blank=True, validators=[validate_impersonal])
    is_public = models.BooleanField("对外公开", default=True)

    objects = BrandQuerySet.as_manager()

    class Meta:
        verbose_name = "品牌"
        verbose_name_plural = "品牌"
        ordering = ["organization__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="brand_name_unique",
                violation_error_message="这个党组织已经有同名的品牌。",
            ),
        ]

    def __str__(self):
        return self.name
