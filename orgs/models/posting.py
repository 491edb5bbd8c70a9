"""Who is sent to, or answers for, an organisation or unit (第一书记, 党建专员, 包联干部)."""

from datetime import date

from django.db import models
from django.db.models import Q

from lib.days import today, validate_year
from lib.personal import PersonName
from orgs.enums import PostingRole, PostingState, Role
from orgs.models.organization import Organization
from orgs.models.unit import Unit
from orgs.models.user import User
from orgs.scope import Record, RecordQuerySet, in_order


class PostingQuerySet(RecordQuerySet):
    def held(self, at: date | None = None):
        """On the day it ends a posting is held no more."""
        at = at or today()
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def held_as(self, user, role):
        """Wherever it is filed, who holds a posting sees it: the street posts clerks of communities."""
        rows = super().held_as(user, role)
        return rows | self.filter(user=user) if role == Role.VIEW else rows

    def sent_to(self, target: Organization | Unit):
        return self.filter(unit=target) if isinstance(target, Unit) else self.filter(target=target)


class Posting(Record):
    role = models.CharField("职责", max_length=20, choices=PostingRole, default=PostingRole.LIAISON)
    person_name = PersonName("姓名", max_length=50)
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="工作人员账号",
        related_name="postings",
        null=True,
        blank=True,
        help_text="有账号的选上，到期没有走访时，他的首页会提醒。",
    )
    target = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="派驻或包联的党组织",
        related_name="postings",
        null=True,
        blank=True,
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="派驻或包联的单位",
        related_name="postings",
        null=True,
        blank=True,
    )
    since = models.DateField("开始日期", validators=[validate_year])
    until = models.DateField("结束日期", null=True, blank=True, validators=[validate_year])

    # Nobody needs the name when the posting is long over.
    CONTACT_ENDS = ("until",)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "派驻和包联"
        verbose_name_plural = "派驻和包联"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, unit__isnull=True)
                | Q(target__isnull=True, unit__isnull=False),
                name="posting_has_one_target",
                violation_error_message="派驻或包联的党组织和单位请填一个，也只填一个。",
            ),
            models.CheckConstraint(
                condition=in_order("since", "until"),
                name="posting_until_after_since",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}：{self.sent_to}"

    def state(self, at: date | None = None) -> PostingState:
        at = at or today()
        if self.since > at:
            return PostingState.FUTURE
        return PostingState.ENDED if self.until and self.until <= at else PostingState.HELD

    @property
    def sent_to(self) -> Organization | Unit:
        return self.target or self.unit
