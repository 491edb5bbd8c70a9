"""The steps of a project that have a due day."""

from datetime import date

from django.db import models
from django.db.models import F

from lib.days import today, validate_past, validate_year
from lib.privacy import validate_impersonal
from orgs.scope import ScopedQuerySet
from partnerships.models.project import Project


class MilestoneQuerySet(ScopedQuerySet):
    path_lookup = "project__organization__path"

    def overdue(self, at: date | None = None):
        """Of projects that go on: due before that day and not done."""
        at = at or today()
        going_on = Project.objects.filter(finished_on=None).decided(at)
        return self.filter(done_on=None, due_on__lt=at, project__in=going_on.order_by())


class Milestone(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, verbose_name="项目", related_name="milestones")
    title = models.CharField("节点", max_length=100, validators=[validate_impersonal])
    due_on = models.DateField("计划完成", null=True, blank=True, validators=[validate_year])
    done_on = models.DateField("实际完成", null=True, blank=True, validators=[validate_year, validate_past])
    order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "里程碑"
        verbose_name_plural = "里程碑"
        ordering = ["order", F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self):
        return self.title

    def is_overdue(self, at: date | None = None) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < (at or today())
