"""Categories of the lists and projects: data, edited by staff."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class CategoryKind(models.TextChoices):
    RESOURCE = "resource", "资源"
    DEMAND = "demand", "需求"
    SERVICE = "service", "服务"
    PROJECT = "project", "项目"
    VOLUNTEERING = "volunteering", "志愿服务"


def in_category(category: int | str) -> Q:
    """Rows of the category with that key and of those below it."""
    return Q(category=category) | Q(category__parent=category)


class CategoryQuerySet(models.QuerySet):
    def of_kind(self, kind):
        return self.filter(kind=kind)

    def in_tree(self):
        """Each kind's categories, those below another one right after it."""
        top = Coalesce("parent__order", "order"), Coalesce("parent", "pk")
        return self.order_by("kind", *top, F("parent").asc(nulls_first=True), "order", "pk")


class Category(models.Model):
    kind = models.CharField("用于", max_length=20, choices=CategoryKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级类别", related_name="children", null=True, blank=True
    )
    name = models.CharField("类别名称", max_length=30)
    fits = models.ManyToManyField(
        "self",
        verbose_name="对应的类别",
        blank=True,
        help_text="如需求“助老助残”对应服务“助老服务”；系统推荐对接时优先考虑。",
    )
    order = models.PositiveSmallIntegerField("排序", default=0, help_text="小的在前。")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "类别"
        verbose_name_plural = "类别"
        ordering = ["kind", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="category_name_unique_in_kind",
                violation_error_message="这一用途下已经有同名的类别。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def indented(self) -> str:
        """As it stands in a list of the tree; the indent is a wide space, which a browser keeps."""
        return f"\u3000{self.name}" if self.parent_id else self.name
