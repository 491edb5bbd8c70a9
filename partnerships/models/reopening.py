"""Problems that were solved and came back: what the solution was, so that past days stay as counted."""

from django.db import models
from django.db.models import F, Q

from lib.days import validate_year
from lib.privacy import validate_impersonal
from orgs.models import User
from orgs.scope import ScopedQuerySet
from partnerships.models.problem import Problem


class ProblemReopeningQuerySet(ScopedQuerySet):
    path_lookup = "problem__organization__path"


class ProblemReopening(models.Model):
    """A solution that did not hold; from `reopened_on` on the problem counts as unsolved again."""

    problem = models.ForeignKey(Problem, models.CASCADE, verbose_name="问题", related_name="reopenings")
    solved_on = models.DateField("当时的解决日期", validators=[validate_year])
    result = models.TextField("当时的解决情况", blank=True)
    solved_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="当时的办结人", related_name="+", null=True, blank=True
    )
    verified_on = models.DateField("当时的核实日期", null=True, blank=True, validators=[validate_year])
    verified_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="当时的核实人", related_name="+", null=True, blank=True
    )
    reopened_on = models.DateField("重新办理日期", validators=[validate_year])
    reason = models.CharField("原因", max_length=200, validators=[validate_impersonal])
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name="经手人", related_name="+", null=True, blank=True
    )

    objects = ProblemReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = "重新办理"
        verbose_name_plural = "重新办理"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reopened_on__gte=F("solved_on")),
                name="problem_reopened_after_solved",
                violation_error_message="重新办理的日期不能早于解决日期。",
            ),
        ]
        indexes = [
            # The figure of solved problems, on days before one was reopened.
            models.Index(fields=["solved_on", "reopened_on"], name="problem_reopening_days"),
        ]

    def __str__(self):
        return self.reason
