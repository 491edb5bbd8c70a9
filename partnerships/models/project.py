"""Co-building projects: what comes of agreements and demands."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lib.addresses import address
from lib.days import today, validate_past, validate_year
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from lib.steps import Steps
from orgs.models import Category, Numbered, Organization
from orgs.models.review import index_of_unpublished
from orgs.scope import PublicRecord, PublicRecordQuerySet, ScopedQuerySet, below, in_order
from partnerships import progress
from partnerships.enums import ItemKind, PartnerRole, ProjectState
from partnerships.models.agreement import Agreement
from partnerships.models.item import ListItem
from partnerships.models.party import one_party


class ProjectQuerySet(PublicRecordQuerySet):
    def decided(self, at: date):
        """Decided by that day and not cancelled by then."""
        return self.filter(Q(cancelled_on=None) | Q(cancelled_on__gt=at), decided_on__lte=at)

    def public(self):
        """Decided ones; one on offer is no project yet, and no figure or list counts it (see `shown`)."""
        return super().public().decided(today())

    def offered(self, at: date):
        """On offer by that day (揭榜挂帅), and neither decided nor cancelled by then."""
        return self.filter(self.model.STEPS.condition(at, ProjectState.PROPOSED), offered_on__lte=at)

    def publicly_offered(self):
        """What residents see as on offer, also when bids are no longer taken."""
        return super().public().offered(today())

    def shown(self):
        """What has a page for residents: decided ones and those on offer."""
        return self.public() | self.publicly_offered()

    def quiet(self, at: date | None = None):
        """Running, and nothing has been heard of it for so many days (`partnerships/progress.py`)."""
        at = at or today()
        since = at - timedelta(days=settings.PROGRESS_DAYS)
        rows = self.filter(self.model.STEPS.condition(at, ProjectState.RUNNING), started_on__lt=since)
        for sign in progress.signs:
            rows = rows.exclude(Exists(sign(since, at)))
        return rows

    def with_overdue_milestones(self, at: date | None = None):
        late = self.model.milestones.rel.related_model.objects.overdue(at)
        return self.filter(Exists(late.filter(project=OuterRef("pk"))))

    def concerning(self, organization):
        """Projects filed within the organisation, or with a partner within it."""
        partner = ProjectPartner.objects.filter(
            below(organization.path, "organization__path"), project=OuterRef("pk")
        )
        return self.filter(below(organization.path, "organization__path") | Exists(partner))

    def of_unit(self, unit):
        """Projects which the unit, or an organisation of it, leads or takes part in."""
        return self.filter(Exists(ProjectPartner.objects.filter(unit=unit, project=OuterRef("pk"))))


class Project(Numbered, PublicRecord):
    title = models.CharField("项目名称", max_length=200, validators=[validate_impersonal])
    initials = InitialsField("title")
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="类别", related_name="projects")
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name="所属协议", related_name="projects", null=True, blank=True
    )
    demands = models.ManyToManyField(
        ListItem, through="ProjectDemand", verbose_name="回应的需求", related_name="projects", blank=True
    )
    offered_on = models.DateField(
        "张榜日期",
        null=True,
        blank=True,
        help_text="揭榜挂帅的项目：从这一天起公开项目目标，接受申请。",
        validators=[validate_year],
    )
    offered_until = models.DateField("揭榜截止", null=True, blank=True, validators=[validate_year])
    decided_on = models.DateField(
        "确定日期",
        null=True,
        blank=True,
        help_text="不填即拟议，不公开也不计数。",
        validators=[validate_year, validate_past],
    )
    started_on = models.DateField("开始日期", null=True, blank=True, validators=[validate_year])
    finished_on = models.DateField(
        "完成日期", null=True, blank=True, validators=[validate_year, validate_past]
    )
    cancelled_on = models.DateField("取消日期", null=True, blank=True, validators=[validate_year])
    budget = models.DecimalField(
        "预算（元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    goal = models.TextField("项目目标", blank=True, validators=[validate_impersonal])
    result = models.TextField("项目成效", blank=True, validators=[validate_impersonal])

    number_prefix = "XM"

    STEPS = Steps(
        ProjectState.PROPOSED,
        ("cancelled_on", ProjectState.CANCELLED),
        ("finished_on", ProjectState.FINISHED),
        ("started_on", ProjectState.RUNNING),
        ("decided_on", ProjectState.DECIDED),
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "共建项目"
        verbose_name_plural = "共建项目"
        ordering = [models.F("decided_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                name="project_number_unique",
                violation_error_message="这个项目编号已经用过。",
            ),
            models.CheckConstraint(
                condition=in_order("started_on", "finished_on") & in_order("decided_on", "finished_on"),
                name="project_finished_after_start",
                violation_error_message="完成日期不能早于确定日期和开始日期。",
            ),
            models.CheckConstraint(
                condition=in_order("decided_on", "cancelled_on"),
                name="project_cancelled_after_decided",
                violation_error_message="取消日期不能早于确定日期。",
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="project_not_both_finished_and_cancelled",
                violation_error_message="一个项目不能既完成又取消。",
            ),
            models.CheckConstraint(
                condition=in_order("offered_on", "offered_until") & in_order("offered_on", "decided_on"),
                name="project_offered_before_decided",
                violation_error_message="揭榜截止和确定日期不能早于张榜日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["decided_on"], name="project_decided_on"),  # figures and newest first
            index_of_unpublished("project_unpublished"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("partnerships:project_detail", self.pk)

    @property
    def numbered_on(self):
        return self.decided_on

    def state(self, at: date | None = None) -> ProjectState:
        """Where it stands on the day `at`, today by default."""
        return self.STEPS.of(self, at or today())

    def is_offered(self, at: date | None = None) -> bool:
        at = at or today()
        return (
            self.state(at) == ProjectState.PROPOSED and self.offered_on is not None and self.offered_on <= at
        )

    def takes_bids(self, at: date | None = None) -> bool:
        """On offer, and its deadline has not passed."""
        at = at or today()
        return self.is_offered(at) and (self.offered_until is None or self.offered_until >= at)


class ProjectDemandQuerySet(ScopedQuerySet):
    path_lookup = "project__organization__path"


class ProjectDemand(models.Model):
    """A demand that the project answers, and since when; dated, so that past days stay as counted."""

    project = models.ForeignKey(Project, models.CASCADE, verbose_name="项目", related_name="answers")
    demand = models.ForeignKey(
        ListItem,
        models.CASCADE,
        verbose_name="需求",
        related_name="answers",
        limit_choices_to={"kind": ItemKind.DEMAND},
    )
    since = models.DateField("对接日期", default=today, validators=[validate_year, validate_past])

    objects = ProjectDemandQuerySet.as_manager()

    class Meta:
        verbose_name = "回应的需求"
        verbose_name_plural = "回应的需求"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "demand"],
                name="project_demand_once",
                violation_error_message="同一项需求在一个项目里只填一次。",
            ),
        ]

    def __str__(self):
        return str(self.demand)


class ProjectPartnerQuerySet(ScopedQuerySet):
    path_lookup = "project__organization__path"


class ProjectPartner(models.Model):
    """A unit or organisation that leads the project or takes part in it."""

    project = models.ForeignKey(Project, models.CASCADE, verbose_name="项目", related_name="partners")
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="党组织",
        related_name="project_partners",
        null=True,
        blank=True,
    )
    unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        verbose_name="单位",
        related_name="project_partners",
        null=True,
        blank=True,
    )
    role = models.CharField("角色", max_length=20, choices=PartnerRole, default=PartnerRole.TAKES_PART)

    objects = ProjectPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "参与方"
        verbose_name_plural = "参与方"
        ordering = ["role", "pk"]  # "lead" sorts before "takes_part"
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(unit__isnull=False),
                name="project_partner_is_somebody",
                violation_error_message="每个参与方要选择党组织或单位。",
            ),
        ]

    def __str__(self):
        return str(self.organization or self.unit)

    def save(self, *args, **kwargs):
        if self.organization_id and not self.unit_id:
            self.unit_id = self.organization.unit_id
        super().save(*args, **kwargs)

    def clean(self):
        one_party(self)

    @property
    def party(self):
        """Who leads or takes part: the organisation, or the unit itself."""
        return self.organization or self.unit
