"""Teams that want to take on an offered project (揭榜挂帅)."""

from django.db import models
from django.db.models import Q

from lib.days import validate_year
from lib.privacy import validate_impersonal
from orgs.models import Consented
from orgs.models.consent import agreed_with_time
from orgs.scope import ScopedQuerySet
from partnerships.enums import BidState
from partnerships.models.project import Project


class BidQuerySet(ScopedQuerySet):
    path_lookup = "project__organization__path"


class Bid(Consented):
    project = models.ForeignKey(Project, models.CASCADE, verbose_name="项目", related_name="bids")
    # As typed in the public form; `unit` is the one that staff found it to be.
    unit_name = models.CharField("申请单位", max_length=100, validators=[validate_impersonal])
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, verbose_name="单位", related_name="bids", null=True, blank=True
    )
    plan = models.TextField("实施方案", max_length=2000, validators=[validate_impersonal])
    status = models.CharField(
        "状态", max_length=20, choices=BidState, default=BidState.PENDING, editable=False
    )
    reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    settled_on = models.DateField(
        "遴选日期", null=True, blank=True, validators=[validate_year], editable=False
    )
    created_at = models.DateTimeField("申请时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    CONTACT_ENDS = ("settled_on",)

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = "揭榜申请"
        verbose_name_plural = "揭榜申请"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=agreed_with_time(), name="bid_consent_has_time"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(status=BidState.CHOSEN),
                name="bid_one_is_chosen",
                violation_error_message="这个项目已经选定了揭榜单位。",
            ),
        ]

    def __str__(self):
        return str(self.unit or self.unit_name)

    def state(self, at=None) -> BidState:
        return BidState(self.status)

    @property
    def organization(self):
        """Where it is filed: where its project is."""
        return self.project.organization
