"""Who comes to an activity: signed up by the public form, at the desk, or come without."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum

from events.enums import TAKES_PLACES, SignupOrigin, SignupStatus
from events.models.activity import Activity
from lib.days import validate_year
from lib.personal import PersonName, PersonPhone
from orgs.models import Consented, User
from orgs.models.consent import agreed_with_time
from orgs.scope import ScopedQuerySet

MOST_PEOPLE = 20  # with one sign-up


class SignupQuerySet(ScopedQuerySet):
    path_lookup = "activity__organization__path"

    def holding(self):
        """Those that take places."""
        return self.filter(status__in=TAKES_PLACES)

    def waiting(self):
        """The waiting list, the first in the queue first."""
        return self.filter(status=SignupStatus.WAITING).order_by("queued_at", "pk")

    def present(self):
        return self.filter(status=SignupStatus.CHECKED_IN)

    def people(self) -> int:
        """How many persons. One query."""
        return self.aggregate(total=Sum("people"))["total"] or 0


class Signup(Consented):
    """One sign-up, for one or several persons. Name and phone go some weeks after the activity
    (`erased_on`); the counts stay.
    """

    activity = models.ForeignKey(
        Activity, models.PROTECT, verbose_name="活动", related_name="signups", editable=False
    )
    contact_name = PersonName("姓名", max_length=50, blank=True)
    contact_phone = PersonPhone("手机号码", max_length=40, blank=True)
    people = models.PositiveSmallIntegerField(
        "人数", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    status = models.CharField(
        "状态", max_length=20, choices=SignupStatus, default=SignupStatus.CONFIRMED, editable=False
    )
    origin = models.CharField(
        "来源", max_length=20, choices=SignupOrigin, default=SignupOrigin.WEB, editable=False
    )
    # What is read out at the desk and stands in the code on the ticket; no secret on the staff side, worth
    # nothing to anybody else.
    code = models.CharField("报名号", max_length=12, unique=True, editable=False)
    volunteer = models.ForeignKey(
        "events.Volunteer",
        models.SET_NULL,
        verbose_name="志愿者",
        related_name="signups",
        null=True,
        blank=True,
    )
    queued_at = models.DateTimeField("报名时间", validators=[validate_year], editable=False)
    checked_in_at = models.DateTimeField(
        "签到时间", null=True, blank=True, validators=[validate_year], editable=False
    )
    checked_in_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="签到人", related_name="+", null=True, blank=True, editable=False
    )
    cancelled_at = models.DateTimeField(
        "取消时间", null=True, blank=True, validators=[validate_year], editable=False
    )
    erased_on = models.DateField(
        "个人信息删除日期", null=True, blank=True, validators=[validate_year], editable=False
    )
    note = models.CharField("备注", max_length=200, blank=True)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    CONTACT_ENDS = ("activity__ends_at|activity__starts_at",)
    CONTACT_KEEP = "SIGNUP_KEEP_DAYS"
    CONTACT_TEXTS = ("note",)

    objects = SignupQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        verbose_name_plural = "报名"
        ordering = ["queued_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=agreed_with_time(), name="signup_consent_has_time"),
            models.CheckConstraint(
                condition=~Q(origin=SignupOrigin.WEB) | Q(consent__isnull=False),
                name="signup_by_form_has_consent",
                violation_error_message="网上报名要同意个人信息告知。",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE),
                name="signup_people",
                violation_error_message=f"一次报名1至{MOST_PEOPLE}人。",
            ),
            models.CheckConstraint(
                condition=~Q(status=SignupStatus.CHECKED_IN) | Q(checked_in_at__isnull=False),
                name="signup_checked_in_has_time",
                violation_error_message="签到要有签到时间。",
            ),
        ]
        indexes = [
            # How many places are taken, without reading a row; the waiting list in its order.
            models.Index(fields=["activity", "status", "queued_at", "people"], name="signup_of_activity"),
            # Today's, on the start page.
            models.Index(fields=["queued_at"], name="signup_queued_at"),
            # What a timer looks for.
            models.Index(fields=["activity"], condition=Q(erased_on=None), name="signup_with_personal_data"),
        ]

    def __str__(self):
        return self.code

    def state(self, at=None) -> SignupStatus:
        return SignupStatus(self.status)

    @property
    def organization(self):
        """Where it is filed: where its activity is."""
        return self.activity.organization
