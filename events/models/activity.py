"""Activities that residents come to, and their photographs."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from events.enums import SHOWN, TAKES_PLACE, ActivityKind, ActivityStatus
from lib.addresses import address
from lib.days import beginning, ending, today, validate_year
from lib.photos import Photo
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from orgs.access import Action
from orgs.enums import ReviewState
from orgs.models import BranchSetting, Council, Organization, Station, Unit
from orgs.models.review import index_of_unpublished
from orgs.scope import PublicRecord, PublicRecordQuerySet, ScopedQuerySet, below, in_order
from partnerships.models import Agreement, Project


class ActivityQuerySet(PublicRecordQuerySet):
    def public(self):
        return super().public().filter(status__in=SHOWN)

    def concerning(self, organization: Organization):
        """Activities filed within the organisation, or that an organisation within it takes part in."""
        joined = self.model.partner_organizations.through.objects.filter(
            below(organization.path, "organization__path")
        )
        return self.filter(
            below(organization.path, "organization__path") | Q(pk__in=joined.values("activity"))
        )

    def of_unit(self, unit: Unit):
        """Activities that the unit, or an organisation of it, holds or takes part in."""
        taking_part = self.model.units.through.objects.filter(unit=unit)
        joined = self.model.partner_organizations.through.objects.filter(organization__unit=unit)
        own = Organization.objects.filter(unit=unit)
        return self.filter(
            Q(organization__in=own)
            | Q(pk__in=taking_part.values("activity"))
            | Q(pk__in=joined.values("activity"))
        )

    def past(self, at: date | None = None):
        """Begun before that day, the last one first."""
        return self.filter(starts_at__lt=beginning(at or today())).order_by("-starts_at", "-pk")

    def next_first(self, at: date | None = None):
        """What is to come from that day on, the next one first; then what is past, the last one first."""
        start = beginning(at or today())
        coming = Case(When(starts_at__gte=start, then=F("starts_at")))
        return self.order_by(coming.asc(nulls_last=True), "-starts_at", "-pk")

    def upcoming(self, at: date | None = None):
        """From that day on, the next one first."""
        return self.filter(starts_at__gte=beginning(at or today())).order_by("starts_at", "pk")

    def announced_by(self, user, action: Action):
        """Of which the user says what becomes of them: reviewers, and where nothing is reviewed whoever may
        change them. One query more than `open_to`.
        """
        settled = BranchSetting.objects.filter(unreviewed__isnull=False).exclude(unreviewed=[])
        own = Q(pk__in=self.open_to(user, action).order_by().values("pk"))
        changeable = Q(pk__in=self.open_to(user, Action.CHANGE).order_by().values("pk"))
        for path, labels in settled.order_by().values_list("organization__path", "unreviewed"):
            if self.model._meta.label_lower in map(str.lower, labels):
                own |= changeable & below(path, self.path_lookup)
        return self.filter(own)

    def held(self, at: date):
        """Begun by the end of that day, and neither called off nor put off."""
        return self.filter(starts_at__lt=ending(at), status__in=TAKES_PLACE)


class Activity(PublicRecord):
    """Two fields say where it stands, and residents see it when both allow it.

    `review` is the office's leave to show what was written: draft, submitted, returned, published
    (`orgs/review.py`). `status` is what became of the event: a plan, announced, put off, called off, over.
    Publishing a plan announces it (`go_public`); a plan itself is never published, but a draft for the review
    too (`fill_in`). Whatever the status, what a clerk without the right to review has changed is hidden until
    it is reviewed. What becomes of an announced event is for reviewers to say.
    """

    title = models.CharField("活动名称", max_length=200, validators=[validate_impersonal])
    initials = InitialsField("title")
    kind = models.CharField("类别", max_length=20, choices=ActivityKind)
    status = models.CharField("状态", max_length=20, choices=ActivityStatus, default=ActivityStatus.DRAFT)
    series = models.CharField(
        "系列",
        max_length=50,
        blank=True,
        help_text="如“山海大讲堂”“V观摩”。",
        validators=[validate_impersonal],
    )
    issue_number = models.PositiveSmallIntegerField("期数", null=True, blank=True)
    units = models.ManyToManyField(Unit, verbose_name="参与单位", related_name="activities", blank=True)
    partner_organizations = models.ManyToManyField(
        Organization, verbose_name="参与党组织", related_name="joined_activities", blank=True
    )
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="所属项目", related_name="activities", null=True, blank=True
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        verbose_name="所属协议",
        related_name="activities",
        null=True,
        blank=True,
        help_text="按哪份共建协议开展的；选了项目的可以不填。",
    )
    place = models.CharField("地点", max_length=100, blank=True, validators=[validate_impersonal])
    starts_at = models.DateTimeField("开始时间", validators=[validate_year])
    ends_at = models.DateTimeField("结束时间", null=True, blank=True, validators=[validate_year])
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        verbose_name="阵地",
        related_name="activities",
        null=True,
        blank=True,
        help_text="在哪个阵地举行；另有具体房间的写在“地点”里。",
    )
    council = models.ForeignKey(
        Council,
        models.PROTECT,
        verbose_name="议事机构",
        related_name="meetings",
        null=True,
        blank=True,
        help_text="联席会议、议事会是哪个议事机构召开的。",
    )
    capacity = models.PositiveIntegerField(
        "名额",
        null=True,
        blank=True,
        help_text="不限名额的不填。",
        validators=[MinValueValidator(1, "名额至少是1；不限名额的不填，不接受报名的不勾选“网上报名”。")],
    )
    takes_signups = models.BooleanField(
        "网上报名", default=False, help_text="勾选后，居民可以在活动页面报名。"
    )
    signup_opens_at = models.DateTimeField(
        "报名开始", null=True, blank=True, validators=[validate_year], help_text="不填即发布后就可以报名。"
    )
    signup_closes_at = models.DateTimeField(
        "报名截止", null=True, blank=True, validators=[validate_year], help_text="不填即活动开始时截止。"
    )
    body = models.TextField("活动介绍", blank=True, validators=[validate_impersonal])
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    attendance = models.PositiveIntegerField("参加人数", null=True, blank=True)
    volunteer_hours = models.DecimalField(
        "志愿服务时长（小时）",
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    summary = models.TextField("活动总结", blank=True, validators=[validate_impersonal])
    cover = models.ForeignKey(
        "events.ActivityPhoto",
        models.SET_NULL,
        verbose_name="封面",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("starts_at", "ends_at"),
                name="activity_ends_after_start",
                violation_error_message="结束时间不能早于开始时间。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ActivityStatus.CLOSED) | Q(attendance__isnull=False),
                name="activity_closed_has_attendance",
                violation_error_message="活动结束时请填写参加人数。",
            ),
            models.CheckConstraint(
                condition=in_order("signup_opens_at", "signup_closes_at"),
                name="activity_signup_closes_after_opening",
                violation_error_message="报名截止不能早于报名开始。",
            ),
        ]
        indexes = [
            # What comes next; all that the figures ask of an activity, so that no row is read.
            models.Index(
                fields=["starts_at", "status", "organization", "attendance", "volunteer_hours"],
                name="activity_starts_at",
            ),
            # What residents' lists count, and the next and last ones in their order, without reading more.
            models.Index(fields=["review", "starts_at", "status", "is_public"], name="activity_shown"),
            # The page of a series, its calendar; which series residents may choose, without reading a row.
            models.Index(
                fields=["series", "starts_at", "review", "status", "is_public"], name="activity_series"
            ),
            # What was announced last: the feed.
            models.Index(fields=["review", "published_at"], name="activity_announced"),
            index_of_unpublished("activity_unpublished"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.fill_in()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("events:activity_detail", self.pk)

    def clean(self):
        if self.status == ActivityStatus.CLOSED and self.attendance is None:
            raise ValidationError({"attendance": "活动结束时请填写参加人数。"})
        if self.pk and self.status not in TAKES_PLACE and self._was_closed():
            raise ValidationError({"status": "已结束的活动不能再取消、延期或改回草稿，否则以前的统计会变。"})

    def fill_in(self):
        """What follows from the other columns when nothing is said."""
        if self.status in SHOWN and self.published_at is None:
            self.published_at = timezone.now()
        if self.status == ActivityStatus.DRAFT and self.review == ReviewState.PUBLISHED:
            self.review = ReviewState.DRAFT

    def go_public(self):
        """A plan is announced; what was put off, called off or is over stays so."""
        if self.status == ActivityStatus.DRAFT:
            self.status = ActivityStatus.PUBLISHED
        self.fill_in()
        return ["status", "published_at"]

    def _was_closed(self):
        return Activity.objects.filter(pk=self.pk, status=ActivityStatus.CLOSED).exists()

    @property
    def series_label(self):
        """山海大讲堂第28期, or nothing."""
        if not self.series:
            return ""
        return f"{self.series}第{self.issue_number}期" if self.issue_number else self.series

    def is_past(self, now=None):
        return (self.ends_at or self.starts_at) < (now or timezone.now())

    def state(self, at=None) -> ActivityStatus:
        return ActivityStatus(self.status)

    def words(self, now=None) -> str:
        """What residents read: the status, or whether a published activity is still to come."""
        now = now or timezone.now()
        if self.status != ActivityStatus.PUBLISHED:
            return self.get_status_display()
        if self.starts_at > now:
            return "即将开始"
        return "已举行" if self.is_past(now) else "正在进行"


class ActivityPhotoQuerySet(ScopedQuerySet):
    path_lookup = "activity__organization__path"

    def public(self):
        return self.filter(activity__in=Activity.objects.public())


class ActivityPhoto(Photo):
    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="活动", related_name="photos")

    objects = ActivityPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        ordering = ["order", "pk"]

    @property
    def alt(self):
        return self.caption or f"{self.activity}的照片"
