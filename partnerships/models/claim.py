"""Claims: a unit or organisation takes on a demand (认领), or a community orders a service (点单).

A claim is filed under the side that asks: the demand's organisation, or the one that orders. That side closes
and rates it; who offers the service, and who holds the claim, see it (`visible_to`).
"""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lib.addresses import address
from lib.days import today, validate_past, validate_year
from lib.privacy import validate_impersonal
from orgs.access import least_role
from orgs.models import Consented, Organization
from orgs.models.consent import agreed_with_time
from orgs.scope import Record, RecordQuerySet, ScopedQuerySet, in_branches_of, in_order
from orgs.trash.restoring import CannotRestore
from partnerships.enums import (
    COMPLETED,
    HOLDING,
    ORDER_WORDS,
    UNDER_WAY,
    ClaimOrigin,
    ClaimState,
    ItemKind,
    PartnerRole,
)
from partnerships.models.agreement import Agreement
from partnerships.models.item import ListItem
from partnerships.models.party import one_party
from partnerships.models.project import Project


def _held_in(branches):
    """Claims of which one of those who hold them is an organisation in these branches."""
    # Asked claim by claim: one claim's page would look for all that its branch holds.
    return Q(Exists(ClaimParty.objects.filter(branches, claim=OuterRef("pk")).order_by()))


class ClaimQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Those of the user's branches, of items filed there (orders of a service), and those that an
        organisation there holds or shares.
        """
        if user.is_superuser or not user.branch_paths:
            return self.managed_by(user)
        own = in_branches_of(user, self.path_lookup) | in_branches_of(user, "item__organization__path")
        return self.filter(own | _held_in(in_branches_of(user, "organization__path")))

    def open_to_provider(self, user, action):
        """Orders of services that are filed where the user's role suffices: who offers a service accepts
        (or does not), does and closes its orders, though they are filed under who asks.
        """
        role = least_role(self.model, action)
        orders = self.orders()
        if user.is_superuser:
            return orders
        if role is None or not user.paths_as(role):
            return self.none()
        return orders.filter(in_branches_of(user, "item__organization__path", role))

    def open_to_both_sides(self, user, action):
        own = self.open_to(user, action).order_by().values("pk")
        offered = self.open_to_provider(user, action).order_by().values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=offered))

    def open_to_holders(self, user, action):
        """Those of both sides, and those that an organisation holds or shares where the user's role
        suffices: whom a demand was given to writes down what it does for it.
        """
        if user.is_superuser:
            return self.all()
        both = Q(pk__in=self.open_to_both_sides(user, action).order_by().values("pk"))
        role = least_role(self.model, action)
        return self.filter(both | _held_in(in_branches_of(user, "organization__path", role)))

    def of_demands(self):
        return self.filter(item__kind=ItemKind.DEMAND)

    def orders(self):
        return self.filter(item__kind=ItemKind.SERVICE)

    def holding(self):
        """Those that take a place."""
        return self.filter(status__in=HOLDING)

    def under_way(self):
        return self.filter(status__in=UNDER_WAY)

    def completed(self, at: date):
        """Done by that day."""
        return self.filter(status__in=COMPLETED, done_on__lte=at)

    def agreed(self, at: date):
        """Confirmed by that day, and not given up by then."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=at), claimed_on__lte=at)

    def public(self):
        """Confirmed claims of what residents may see, or saw until it was withdrawn: what was done for it
        stays done. Names of contacts are never among what is shown.
        """
        return self.filter(
            Exists(ListItem.objects.once_public().order_by().filter(pk=OuterRef("item"))),
            claimed_on__isnull=False,
            status__in=HOLDING,
        )

    def overdue(self, at: date | None = None):
        return self.under_way().filter(due_on__lt=at or today())

    def without_contact(self, at: date | None = None):
        """Confirmed so many days ago, and nobody got in touch since."""
        since = (at or today()) - timedelta(days=settings.CLAIM_CONTACT_DAYS)
        return self.filter(status=ClaimState.CLAIMED, contacted_on=None, claimed_on__lt=since)

    def of_unit(self, unit):
        """Claims that the unit, or an organisation of it, holds or shares."""
        return self.filter(pk__in=ClaimParty.objects.order_by().filter(unit=unit).values("claim"))


class Claim(Consented, Record):
    item = models.ForeignKey(ListItem, models.PROTECT, verbose_name="需求或服务", related_name="claims")
    origin = models.CharField(
        "来源", max_length=20, choices=ClaimOrigin, default=ClaimOrigin.ENTERED, editable=False
    )
    status = models.CharField(
        "状态", max_length=20, choices=ClaimState, default=ClaimState.PENDING, editable=False
    )
    # As typed in the public form; parties are the units that staff found it to be.
    unit_name = models.CharField("填报的单位", max_length=100, blank=True, validators=[validate_impersonal])
    offer = models.TextField("能提供什么", blank=True, validators=[validate_impersonal])
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name="所属协议", related_name="claims", null=True, blank=True
    )
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="所属项目", related_name="claims", null=True, blank=True
    )
    claimed_on = models.DateField(
        "认领日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    due_on = models.DateField("办理时限", null=True, blank=True, validators=[validate_year])
    contacted_on = models.DateField(
        "联系日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    done_on = models.DateField(
        "办结日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    result = models.TextField("办理结果", blank=True, validators=[validate_impersonal])
    rated_on = models.DateField(
        "评价日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    rating = models.PositiveSmallIntegerField(
        "评分",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        editable=False,
    )
    rating_comment = models.CharField(
        "评语", max_length=200, blank=True, validators=[validate_impersonal], editable=False
    )
    # Returned, declined or expired: when the place was given back, and why.
    closed_on = models.DateField(
        "退出日期", null=True, blank=True, validators=[validate_year, validate_past], editable=False
    )
    reason = models.CharField("退出原因", max_length=200, blank=True, editable=False)
    # Private links are signed with the edition that they were given; 0: none is valid.
    link_edition = models.PositiveIntegerField("专用链接版次", default=0, editable=False)

    # The days, whichever comes first, after which nobody needs the contact any more.
    CONTACT_ENDS = ("closed_on", "done_on")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "认领和点单"
        verbose_name_plural = "认领和点单"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=agreed_with_time(), name="claim_consent_has_time"),
            models.CheckConstraint(
                condition=~Q(origin=ClaimOrigin.PUBLIC) | Q(consent__isnull=False) | Q(contact_phone=""),
                name="claim_by_form_has_consent",
                violation_error_message="网上认领的联系人要同意个人信息告知。",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="claim_rating_from_1_to_5",
                violation_error_message="评分为1至5分。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(ClaimState.PENDING, ClaimState.DECLINED))
                | Q(claimed_on__isnull=False),
                name="claim_begun_has_day",
                violation_error_message="确认认领时请填认领日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=COMPLETED) | Q(done_on__isnull=False),
                name="claim_done_has_day",
                violation_error_message="办结时请填办结日期。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=HOLDING) | Q(closed_on__isnull=False) & ~Q(reason=""),
                name="claim_closed_has_reason",
                violation_error_message="退回、谢绝和过期要写明原因。",
            ),
            models.CheckConstraint(
                condition=in_order("claimed_on", "done_on") & in_order("claimed_on", "due_on"),
                name="claim_done_after_claimed",
                violation_error_message="办理时限和办结日期不能早于认领日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "status"], name="claim_item_status"),  # places left
            models.Index(fields=["status", "due_on"], name="claim_status_due"),  # the start page
            models.Index(fields=["claimed_on"], name="claim_claimed_on"),  # figures
        ]

    def __str__(self):
        return f"{self.claimants}：{self.item}" if self.pk else str(self.item)

    def get_absolute_url(self):
        return address("partnerships:claim_detail", self.pk)

    def come_back(self) -> str:
        """Out of the bin; its place may have been given to somebody else meanwhile: CannotRestore then."""
        item = ListItem._base_manager.select_for_update(of=("self",)).get(pk=self.item_id)
        takes_place = item.kind == ItemKind.DEMAND and self.state() in HOLDING
        if takes_place and item.claims.holding().count() >= item.places:
            raise CannotRestore("这条需求的名额已经给了别家，不能恢复。请先增加认领名额，再恢复。")
        return ""

    @property
    def is_order(self) -> bool:
        """A community orders a service; else somebody takes on a demand."""
        return self.item.kind == ItemKind.SERVICE

    @property
    def claimants(self) -> str:
        """Names of those who hold it, the lead first; what was typed while nobody has found the unit."""
        names = [str(each) for each in self.parties.all()]
        return "、".join(names) or self.unit_name

    def state(self, at: date | None = None) -> ClaimState:
        """Where it stands now; states are reached by acts, so `at` changes nothing."""
        return ClaimState(self.status)

    def words(self) -> str:
        """The state as pages say it: orders have words of their own."""
        return ORDER_WORDS[self.state()] if self.is_order else self.state().label

    def is_overdue(self, at: date | None = None) -> bool:
        return self.state() in UNDER_WAY and self.due_on is not None and self.due_on < (at or today())

    def was_in_time(self) -> bool | None:
        """Done by its due day; None where there was none, or it is not done."""
        return self.done_on <= self.due_on if self.done_on and self.due_on else None


class ClaimPartyQuerySet(ScopedQuerySet):
    path_lookup = "claim__organization__path"

    def visible_to(self, user):
        return self.filter(claim__in=Claim.objects.visible_to(user).order_by())


class ClaimParty(models.Model):
    """One of those who hold a claim: the lead, or one who takes part."""

    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name="认领", related_name="parties")
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="党组织",
        related_name="claim_parties",
        null=True,
        blank=True,
    )
    unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        verbose_name="单位",
        related_name="claim_parties",
        null=True,
        blank=True,
    )
    role = models.CharField("角色", max_length=20, choices=PartnerRole, default=PartnerRole.LEAD)

    objects = ClaimPartyQuerySet.as_manager()

    class Meta:
        verbose_name = "认领方"
        verbose_name_plural = "认领方"
        ordering = ["role", "pk"]  # "lead" sorts before "takes_part"
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(unit__isnull=False),
                name="claim_party_is_somebody",
                violation_error_message="每个认领方要选择党组织或单位。",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(role=PartnerRole.LEAD),
                name="claim_has_one_lead",
                violation_error_message="一项认领只能有一家牵头，其余的选“参与”。",
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
        return self.organization or self.unit
