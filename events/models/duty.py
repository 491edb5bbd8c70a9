"""How often organisations are to meet (三会一课, 主题党日), by settings of their branch."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from events.enums import DUTIES, Period
from orgs.enums import OrganizationLevel
from orgs.models import Organization
from orgs.scope import ScopedQuerySet


class MeetingDutyQuerySet(ScopedQuerySet):
    pass


class MeetingDuty(models.Model):
    """So many times a month or quarter, for every organisation of a level at `organization` and below it.
    Of two settings for a kind and level the one nearer to an organisation holds; 0 frees from it.
    """

    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        verbose_name="党组织",
        related_name="meeting_duties",
        help_text="对这个党组织和它的下级有效。",
    )
    level = models.CharField("适用于", max_length=20, choices=OrganizationLevel)
    kind = models.CharField("会议", max_length=20, choices=[(kind.value, kind.label) for kind in DUTIES])
    period = models.CharField("周期", max_length=20, choices=Period)
    times = models.PositiveSmallIntegerField(
        "次数", default=1, validators=[MinValueValidator(0), MaxValueValidator(31)]
    )

    objects = MeetingDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "组织生活要求"
        verbose_name_plural = "组织生活要求"
        ordering = ["organization__path", "level", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "level", "kind"],
                name="meeting_duty_once",
                violation_error_message="这个党组织对这类下级的这种会议已经有要求，请改原来的一条。",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}{self.get_period_display()}{self.times}次{self.get_kind_display()}"
