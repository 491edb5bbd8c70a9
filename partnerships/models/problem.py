"""Residents' concrete problems, raised and solved."""

from datetime import date

from django.db import models
from django.db.models import Q

from lib.days import today, validate_past, validate_year
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from orgs.models import Numbered, Organization, User
from orgs.models.review import index_of_unpublished
from orgs.scope import PublicRecord, PublicRecordQuerySet, in_order, require
from partnerships.enums import ProblemSource, ProblemState
from partnerships.models.project import Project


class ProblemQuerySet(PublicRecordQuerySet):
    def solved(self, at: date):
        return self.filter(solved_on__lte=at)

    def public(self):
        return super().public().solved(today())


class Problem(Numbered, PublicRecord):
    title = models.CharField(
        "问题",
        max_length=200,
        help_text="写事不写人：不写居民的姓名、电话、门牌号。",
        validators=[validate_impersonal],
    )
    initials = InitialsField("title")
    source = models.CharField("来源", max_length=20, choices=ProblemSource)
    raised_on = models.DateField("提出日期", validators=[validate_year, validate_past])
    units = models.ManyToManyField("orgs.Unit", verbose_name="责任单位", related_name="problems", blank=True)
    owner = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="责任党组织",
        related_name="owned_problems",
        null=True,
        blank=True,
        help_text="由谁负责办；不填即归口党组织自己。",
    )
    due_on = models.DateField("办理时限", null=True, blank=True, validators=[validate_year])
    solved_on = models.DateField("解决日期", null=True, blank=True, validators=[validate_year, validate_past])
    verified_on = models.DateField(
        "核实日期", null=True, blank=True, validators=[validate_year, validate_past]
    )
    # Known for what was solved by a button or in a form; not for what came in by a ledger.
    solved_by = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="办结人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    verified_by = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="核实人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    result = models.TextField("解决情况", blank=True, validators=[validate_impersonal])
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="所属项目", related_name="problems", null=True, blank=True
    )
    # Residents' matters are private unless somebody decides otherwise.
    is_public = models.BooleanField("对外公开", default=False)

    number_prefix = "WT"

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "实际问题"
        verbose_name_plural = "实际问题"
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                name="problem_number_unique",
                violation_error_message="这个问题编号已经用过。",
            ),
            models.CheckConstraint(
                condition=in_order("raised_on", "solved_on") & in_order("raised_on", "due_on"),
                name="problem_solved_after_raised",
                violation_error_message="办理时限和解决日期不能早于提出日期。",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True)
                | Q(solved_on__isnull=False, verified_on__gte=models.F("solved_on")),
                name="problem_verified_after_solved",
                violation_error_message="解决之后才能核实，核实日期不能早于解决日期。",
            ),
            models.CheckConstraint(
                condition=Q(solved_by__isnull=True)
                | Q(verified_by__isnull=True)
                | ~Q(verified_by=models.F("solved_by")),
                name="problem_verified_by_another",
                violation_error_message="办结人自己不能核实，请换一个人核实。",
            ),
        ]
        indexes = [
            models.Index(fields=["solved_on"], name="problem_solved_on"),  # the figure of solved problems
            index_of_unpublished("problem_unpublished"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        require(self, "result", "solved_on", "请写明解决情况。")

    @property
    def numbered_on(self):
        return self.raised_on

    def state(self, at: date | None = None) -> ProblemState:
        """Where it stands on the day `at`, today by default."""
        at = at or today()
        if self.verified_on and self.verified_on <= at:
            return ProblemState.VERIFIED
        if self.solved_on and self.solved_on <= at:
            return ProblemState.SOLVED
        return ProblemState.OVERDUE if self.due_on and self.due_on < at else ProblemState.OPEN
