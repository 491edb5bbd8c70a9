"""A unit's application to found a party organisation, in four dated steps.

Source: the office's 《“两新”组织成立党组织工作流程》.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from lib.days import today, validate_past, validate_year
from lib.steps import Steps
from orgs.enums import ApplicationState, OrganizationLevel
from orgs.scope import Record, RecordQuerySet, in_order, require

# Levels that a new-sector unit may found, by the number of its members: 3, 50 and 100 are the thresholds.
_THRESHOLDS = (
    (100, OrganizationLevel.COMMITTEE),
    (50, OrganizationLevel.GENERAL_BRANCH),
    (3, OrganizationLevel.BRANCH),
    (0, OrganizationLevel.JOINT_BRANCH),
)
# What a unit may apply for at all.
ADVISED_LEVELS = tuple(level for _, level in _THRESHOLDS)


def advised_level(party_member_count: int) -> OrganizationLevel:
    """The level that the party's constitution and branch regulations provide for that many members."""
    return next(level for least, level in _THRESHOLDS if party_member_count >= least)


class NewSectorApplicationQuerySet(RecordQuerySet):
    def in_progress(self, at: date):
        """Handed in by that day, and neither approved nor refused by then."""
        return self.filter(
            Q(approved_on=None) | Q(approved_on__gt=at),
            Q(refused_on=None) | Q(refused_on__gt=at),
            applied_on__lte=at,
        )


class NewSectorApplication(Record):
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, verbose_name="申请单位", related_name="applications"
    )
    proposed_level = models.CharField("拟设类别", max_length=20, choices=OrganizationLevel)
    proposed_name = models.CharField("拟设党组织名称", max_length=100)
    party_member_count = models.PositiveIntegerField("党员人数")
    applied_on = models.DateField("提出申请", validators=[validate_year, validate_past])
    verified_on = models.DateField(
        "管区核验", null=True, blank=True, validators=[validate_year, validate_past]
    )
    reviewed_on = models.DateField(
        "管区（社区）联合初审", null=True, blank=True, validators=[validate_year, validate_past]
    )
    approved_on = models.DateField(
        "街道批复", null=True, blank=True, validators=[validate_year, validate_past]
    )
    refused_on = models.DateField(
        "不予通过日期", null=True, blank=True, validators=[validate_year, validate_past]
    )
    refusal_reason = models.CharField("不予通过原因", max_length=200, blank=True)
    founded = models.OneToOneField(
        "orgs.Organization",
        models.PROTECT,
        verbose_name="批复成立的党组织",
        related_name="application",
        null=True,
        blank=True,
    )

    STEPS = Steps(
        ApplicationState.FUTURE,
        ("refused_on", ApplicationState.REFUSED),
        ("approved_on", ApplicationState.APPROVED),
        ("reviewed_on", ApplicationState.REVIEWED),
        ("verified_on", ApplicationState.VERIFIED),
        ("applied_on", ApplicationState.APPLIED),
    )

    objects = NewSectorApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "两新组织成立党组织申请"
        verbose_name_plural = "两新组织成立党组织申请"
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("applied_on", "verified_on")
                & in_order("verified_on", "reviewed_on")
                & in_order("reviewed_on", "approved_on"),
                name="application_steps_in_order",
                violation_error_message="四个步骤的日期应依次为：提出申请、管区核验、联合初审、街道批复。",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(refused_on=None),
                name="application_not_both_approved_and_refused",
                violation_error_message="一份申请不能既批复又不予通过。",
            ),
            models.CheckConstraint(
                condition=in_order("applied_on", "refused_on"),
                name="application_refused_after_applied",
                violation_error_message="不予通过日期不能早于提出申请日期。",
            ),
        ]

    def __str__(self):
        return f"{self.unit}申请成立{self.proposed_name}"

    def clean(self):
        require(self, "refusal_reason", "refused_on", "请写明不予通过的原因。")
        require(self, "verified_on", "reviewed_on", "联合初审之前应先经管区核验，请填写核验日期。")
        require(self, "reviewed_on", "approved_on", "批复之前应先经联合初审，请填写初审日期。")

    def state(self, at: date | None = None) -> ApplicationState:
        """Where it stands at the end of the day `at`, today by default."""
        return self.STEPS.of(self, at or today())
