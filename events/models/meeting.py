"""Meetings of councils: topics, who was there, and what was resolved. A meeting is an `Activity`."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from events.enums import Presence, ResolutionState
from events.models.activity import Activity
from lib.days import today, validate_past, validate_year
from lib.privacy import validate_impersonal
from orgs.access import Action, least_role
from orgs.models import Council, CouncilSeat, Organization, Unit, User
from orgs.scope import Record, RecordQuerySet, ScopedQuerySet, Stamped, in_branches_of
from partnerships.models import Problem, Project


class AgendaTopicQuerySet(ScopedQuerySet):
    path_lookup = "council__organization__path"

    def waiting(self):
        """Those that no meeting has taken up yet, the oldest first."""
        return self.filter(meeting=None).order_by("proposed_on", "pk")


class AgendaTopic(Stamped):
    """Proposed by who holds a seat; taken up by a meeting, or waiting for one."""

    council = models.ForeignKey(Council, models.PROTECT, verbose_name="议事机构", related_name="topics")
    meeting = models.ForeignKey(
        Activity, models.PROTECT, verbose_name="会议", related_name="topics", null=True, blank=True
    )
    seat = models.ForeignKey(
        CouncilSeat,
        models.PROTECT,
        verbose_name="提出席位",
        related_name="topics",
        null=True,
        blank=True,
        help_text="哪个成员单位或代表提出的；不填即召集人提出。",
    )
    title = models.CharField("议题", max_length=200, validators=[validate_impersonal])
    detail = models.TextField("说明", blank=True, validators=[validate_impersonal])
    proposed_on = models.DateField("提出日期", default=today, validators=[validate_year, validate_past])
    order = models.PositiveSmallIntegerField("顺序", default=0)
    conclusion = models.TextField("讨论情况", blank=True, validators=[validate_impersonal])

    objects = AgendaTopicQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        verbose_name_plural = "议题"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    def clean(self):
        if self.seat and self.council_id and self.seat.council_id != self.council_id:
            raise ValidationError({"seat": "这个席位不在所选的议事机构里，请重新选择。"})
        if self.meeting and self.council_id and self.meeting.council_id != self.council_id:
            raise ValidationError({"meeting": "这次会议不是所选议事机构的，请重新选择。"})

    @property
    def organization(self):
        return self.council.organization

    @property
    def proposer(self) -> str:
        return str(self.seat) if self.seat else "召集人"


class SeatAttendanceQuerySet(ScopedQuerySet):
    path_lookup = "meeting__organization__path"


class SeatAttendance(models.Model):
    meeting = models.ForeignKey(
        Activity, models.CASCADE, verbose_name="会议", related_name="seat_attendances"
    )
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, verbose_name="席位", related_name="attendances")
    presence = models.CharField("出席情况", max_length=20, choices=Presence, default=Presence.PRESENT)

    objects = SeatAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "席位出席"
        verbose_name_plural = "席位出席"
        ordering = ["seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="seat_attendance_once",
                violation_error_message="这个席位在这次会议上已经登记。",
            ),
        ]

    def __str__(self):
        return f"{self.seat}：{self.get_presence_display()}"

    @property
    def organization(self):
        return self.meeting.organization


class ResolutionQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Those filed in the user's branches, and those that an organisation there is to carry out."""
        return self.handled_by(user, Action.VIEW)

    def handled_by(self, user, action):
        """Rows to which the user may do so as a clerk of where they are filed, or of who carries them out."""
        role = least_role(self.model, action)
        if user.is_superuser or role is None or not user.paths_as(role):
            return self.open_to(user, action)
        return self.filter(
            in_branches_of(user, self.path_lookup, role) | in_branches_of(user, "owner__path", role)
        )

    def overdue(self, at: date | None = None):
        at = at or today()
        return self.filter(Q(done_on=None) | Q(done_on__gt=at), due_on__lt=at)

    def done(self, at: date | None = None):
        return self.filter(done_on__lte=at or today())


class Resolution(Record):
    """议定事项. Filed where its meeting is."""

    meeting = models.ForeignKey(Activity, models.PROTECT, verbose_name="会议", related_name="resolutions")
    topic = models.ForeignKey(
        AgendaTopic, models.PROTECT, verbose_name="议题", related_name="resolutions", null=True, blank=True
    )
    text = models.CharField("议定事项", max_length=200, validators=[validate_impersonal])
    owner = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="责任党组织",
        related_name="resolutions",
        null=True,
        blank=True,
    )
    owner_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="责任单位",
        related_name="resolutions",
        null=True,
        blank=True,
    )
    due_on = models.DateField("办理时限", null=True, blank=True, validators=[validate_year])
    done_on = models.DateField(
        "办结日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    result = models.TextField("办理情况", blank=True, validators=[validate_impersonal], editable=False)
    done_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="办结人", related_name="+", null=True, blank=True, editable=False
    )
    verified_on = models.DateField(
        "核实日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    verified_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="核实人", related_name="+", null=True, blank=True, editable=False
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        verbose_name="立为项目",
        related_name="resolutions",
        null=True,
        blank=True,
        editable=False,
    )
    problem = models.ForeignKey(
        Problem,
        models.PROTECT,
        verbose_name="立为问题",
        related_name="resolutions",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "议定事项"
        verbose_name_plural = "议定事项"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(owner_unit__isnull=False),
                name="resolution_has_owner",
                violation_error_message="请选择责任党组织或责任单位。",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True)
                | Q(done_on__isnull=False, verified_on__gte=models.F("done_on")),
                name="resolution_verified_after_done",
                violation_error_message="办结之后才能核实，核实日期不能早于办结日期。",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True)
                | Q(verified_by__isnull=True)
                | ~Q(verified_by=models.F("done_by")),
                name="resolution_verified_by_another",
                violation_error_message="办结人自己不能核实，请换一个人核实。",
            ),
        ]
        indexes = [
            models.Index(fields=["done_on", "due_on"], name="resolution_due"),  # the start page
        ]

    def __str__(self):
        return self.text

    def clean(self):
        if self.topic and self.topic.meeting_id != self.meeting_id:
            raise ValidationError({"topic": "这个议题不在这次会议上，请重新选择。"})
        if self.due_on and self.meeting_id and self.due_on < timezone.localdate(self.meeting.starts_at):
            raise ValidationError({"due_on": "办理时限不能早于开会日期。"})

    @property
    def owners(self) -> str:
        return "、".join(str(each) for each in (self.owner, self.owner_unit) if each)

    def state(self, at: date | None = None) -> ResolutionState:
        at = at or today()
        if self.verified_on and self.verified_on <= at:
            return ResolutionState.VERIFIED
        if self.done_on and self.done_on <= at:
            return ResolutionState.DONE
        overdue = self.due_on and self.due_on < at
        return ResolutionState.OVERDUE if overdue else ResolutionState.OPEN
