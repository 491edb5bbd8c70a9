"""Residents' concrete problems, raised and solved."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, When

from lib.days import today, validate_past, validate_year
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from orgs.access import Action, least_role
from orgs.models import Numbered, Organization, User
from orgs.models.review import index_of_unpublished
from orgs.scope import PublicRecord, PublicRecordQuerySet, in_branches_of, in_order, require
from partnerships.enums import ProblemSource, ProblemState
from partnerships.models.project import Project


class ProblemQuerySet(PublicRecordQuerySet):
    def solved(self, at: date):
        """Those that were solved on the day, also those that have come back since."""
        reopened_later = self.model._base_manager.filter(_held(at)).order_by().values("pk")
        return self.filter(Q(solved_on__lte=at) | Q(pk__in=reopened_later))

    def overdue(self, at: date | None = None):
        at = at or today()
        return self.filter(Q(solved_on=None) | Q(solved_on__gt=at), due_on__lt=at)

    def most_pressing_first(self):
        """Overdue, then those with a time limit, then the others, then what is solved, the newest first."""
        now = today()
        unsolved = Q(solved_on=None) | Q(solved_on__gt=now)
        rank = Case(When(unsolved & Q(due_on__lt=now), then=0), When(unsolved, then=1), default=2)
        due = Case(When(unsolved, then=F("due_on")))
        return self.order_by(rank, due.asc(nulls_last=True), "-raised_on", "-pk")

    def as_of(self, at: date):
        """Annotates the solution that held on the day (`solved_then`, `verified_then`, `result_then`), else
        the present one, and the last day until then on which the problem came back (`reopened_then`).
        """
        reopenings = apps.get_model("partnerships.ProblemReopening").objects.filter(problem=OuterRef("pk"))
        last = reopenings.filter(reopened_on__lte=at).order_by("-reopened_on", "-pk").values("reopened_on")
        rows = self.annotate(reopened_then=Subquery(last[:1]))
        if at >= today():  # none has come back after that
            return rows.annotate(**{then: F(name) for then, name in _THEN.items()})
        held = reopenings.filter(solved_on__lte=at, reopened_on__gt=at).order_by("pk")
        return rows.annotate(has_come_back=Exists(held)).annotate(
            **{
                then: Case(When(has_come_back=True, then=Subquery(held.values(name)[:1])), default=F(name))
                for then, name in _THEN.items()
            }
        )

    def public(self):
        return super().public().filter(solved_on__lte=today())

    def visible_to(self, user):
        """Those filed in the user's branches, and those that an organisation there answers for."""
        return self.handled_by(user, Action.VIEW)

    def handled_by(self, user, action):
        """Rows to which the user may do so as a clerk of where they are filed, or of who answers for them."""
        role = least_role(self.model, action)
        if user.is_superuser or role is None or not user.paths_as(role):
            return self.open_to(user, action)
        return self.filter(
            in_branches_of(user, self.path_lookup, role) | in_branches_of(user, "owner__path", role)
        )


def _held(at):
    """Solved on the day, though reopened after it."""
    return Q(reopenings__solved_on__lte=at, reopenings__reopened_on__gt=at)


_THEN = {"solved_then": "solved_on", "verified_then": "verified_on", "result_then": "result"}


class _Then:
    """What a column holds, for rows that were not asked for `as_of` a day."""

    def __init__(self, name):
        self._name = name

    def __get__(self, problem, owner=None):
        return getattr(problem, self._name) if problem else self


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
    # Not known for what a command imported.
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
    solved_then, verified_then, result_then = map(_Then, _THEN.values())
    reopened_then = None

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

    @property
    def last_reopened_on(self) -> date | None:
        """One query."""
        return self.reopenings.aggregate(last=Max("reopened_on"))["last"] if self.pk else None

    def state(self, at: date | None = None) -> ProblemState:
        """Where it stands on the day `at`, today by default; solutions that did not hold are forgotten."""
        at = at or today()
        if self.verified_on and self.verified_on <= at:
            return ProblemState.VERIFIED
        if self.solved_on and self.solved_on <= at:
            return ProblemState.SOLVED
        return ProblemState.OVERDUE if self.due_on and self.due_on < at else ProblemState.OPEN
