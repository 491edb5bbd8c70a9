"""Volunteers who registered of their own accord, and their teams."""

from django.db import models
from django.db.models import Q

from events.enums import VolunteerState
from lib.addresses import address
from lib.days import validate_past, validate_year
from lib.personal import PersonName, PersonPhone
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from orgs.models import Brand, Consented, Unit
from orgs.models.consent import agreed_with_time
from orgs.scope import Record, RecordQuerySet


class VolunteerTeamQuerySet(RecordQuerySet):
    def public(self):
        return self.filter(is_public=True)


class VolunteerTeam(Record):
    name = models.CharField("队伍名称", max_length=100, validators=[validate_impersonal])
    initials = InitialsField("name")
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name="服务品牌", related_name="teams", null=True, blank=True
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="所属单位",
        related_name="volunteer_teams",
        null=True,
        blank=True,
        help_text="共建单位组建的队伍选上。",
    )
    introduction = models.TextField("介绍", blank=True, validators=[validate_impersonal])
    is_public = models.BooleanField("对外公开", default=True)

    objects = VolunteerTeamQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿服务队"
        verbose_name_plural = "志愿服务队"
        ordering = ["organization__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="volunteer_team_name_unique",
                violation_error_message="这个党组织已经有同名的志愿服务队。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("events:team_detail", self.pk)


class VolunteerQuerySet(RecordQuerySet):
    def active(self):
        return self.filter(status=VolunteerState.ACTIVE)

    def named(self):
        """Those who agreed to be named in public."""
        return self.active().filter(is_named_public=True).exclude(contact_name="")


class Volunteer(Consented, Record):
    """Opt-in: by the public form, or at the desk with a signature on paper. Filed where she lives."""

    contact_name = PersonName("姓名", max_length=50, blank=True)
    contact_phone = PersonPhone("手机号码", max_length=40, blank=True)
    number = models.CharField("志愿者编号", max_length=12, unique=True, editable=False)
    teams = models.ManyToManyField(
        VolunteerTeam, verbose_name="志愿服务队", related_name="volunteers", blank=True
    )
    skills = models.CharField("特长", max_length=100, blank=True, validators=[validate_impersonal])
    status = models.CharField(
        "状态", max_length=20, choices=VolunteerState, default=VolunteerState.PENDING, editable=False
    )
    registered_on = models.DateField("登记日期", validators=[validate_year, validate_past])
    is_named_public = models.BooleanField(
        "同意公开姓名", default=False, help_text="本人同意后，光荣榜上才写姓名。"
    )
    left_on = models.DateField(
        "退出日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    # Private links are signed with the edition that they were given; even: none is valid.
    link_edition = models.PositiveIntegerField("专用链接版次", default=0, editable=False)

    CONTACT_ENDS = ("left_on",)
    CONTACT_TEXTS = ("skills", "note")

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿者"
        verbose_name_plural = "志愿者"
        ordering = ["-registered_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=agreed_with_time(), name="volunteer_consent_has_time"),
            models.CheckConstraint(
                condition=~Q(status__in=(VolunteerState.LEFT, VolunteerState.REFUSED))
                | Q(left_on__isnull=False),
                name="volunteer_left_has_day",
                violation_error_message="退出的、未接收的要有日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["status"], name="volunteer_status"),  # the start page
        ]

    def __str__(self):
        """Never the name: logs and histories keep what a record was called, and the name may have to go."""
        return self.number

    def state(self, at=None) -> VolunteerState:
        return VolunteerState(self.status)

    @property
    def label(self) -> str:
        """For staff and herself: 示例志愿者（V0000001）."""
        return f"{self.contact_name}（{self.number}）" if self.contact_name else self.number
