"""Co-building agreements between two or more parties."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from lib.addresses import address
from lib.days import today, validate_year
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from lib.stored import OwnsFiles
from lib.uploads import DocumentField
from orgs.models import Numbered, Organization
from orgs.models.review import index_of_unpublished
from orgs.scope import (
    PublicRecord,
    PublicRecordQuerySet,
    below,
    in_branches_of,
    in_order,
    require,
    standing_for_place,
)
from partnerships.enums import AgreementKind, AgreementStatus
from partnerships.models.party import AgreementParty
from partnerships.rules import refuse_early_renewal, refuse_renewal_of_itself, refuse_second_entry
from partnerships.work_record import active_since, quiet_since


class AgreementQuerySet(PublicRecordQuerySet):
    def public(self):
        """Signed agreements that may be shown."""
        return super().public().filter(signed_on__lte=today())

    def signed_by(self, at: date):
        return self.filter(signed_on__lte=at)

    def concerning(self, organization: Organization):
        """Agreements filed within the organisation, or signed by it or one below: those counted there.

        A unit's own branch signs for the unit, not for the community in whose branch it hangs.
        """
        signed = below(organization.path, "organization__path") & standing_for_place("organization")
        parties = AgreementParty.objects.filter(signed)
        within = below(organization.path, "organization__path")
        return self.filter(within | Q(pk__in=parties.order_by().values("agreement")))

    def visible_to(self, user):
        """Those that the user manages, and those that an organisation in the user's branches signed."""
        if user.is_superuser or not user.branch_paths:
            return self.managed_by(user)
        signed = AgreementParty.objects.filter(in_branches_of(user, "organization__path"))
        within = in_branches_of(user, self.path_lookup)
        return self.filter(within | Q(pk__in=signed.order_by().values("agreement")))

    def of_unit(self, unit):
        """Agreements to which the unit, or an organisation of it, is a party."""
        return self.filter(Exists(AgreementParty.objects.filter(unit=unit, agreement=OuterRef("pk"))))

    def with_status(self, at: date | None = None):
        """Annotates the status on the day, and the day; `Agreement.status()` says the same of one."""
        at = at or today()
        soon = at + timedelta(days=settings.EXPIRY_NOTICE_DAYS)
        renewed = Agreement.objects.renewing(at)
        return self.annotate(
            status_on=Value(at, output_field=models.DateField()),
            status_at=Case(
                When(Q(signed_on=None) | Q(signed_on__gt=at), then=Value(AgreementStatus.DRAFT)),
                When(terminated_on__lte=at, then=Value(AgreementStatus.TERMINATED)),
                When(Exists(renewed), then=Value(AgreementStatus.RENEWED)),
                When(effective_on__gt=at, then=Value(AgreementStatus.PENDING)),
                When(ends_on__lt=at, then=Value(AgreementStatus.EXPIRED)),
                When(ends_on__lte=soon, then=Value(AgreementStatus.EXPIRING)),
                default=Value(AgreementStatus.ACTIVE),
                output_field=models.CharField(max_length=20),
            ),
        )

    def in_force(self, at: date | None = None):
        """Those whose status on the day is one of IN_FORCE, without computing every row's status."""
        at = at or today()
        return self.filter(
            Q(effective_on=None) | Q(effective_on__lte=at),
            Q(ends_on=None) | Q(ends_on__gte=at),
            Q(terminated_on=None) | Q(terminated_on__gt=at),
            ~Exists(Agreement.objects.renewing(at)),
            signed_on__lte=at,
        )

    def renewing(self, at: date):
        """The agreements that took effect by that day and renew the one of an outer query."""
        begun = Q(effective_on=None) | Q(effective_on__lte=at)
        stands = Q(terminated_on=None) | Q(terminated_on__gt=Coalesce("effective_on", "signed_on"))
        return self.filter(begun, stands, renews=OuterRef("pk"), signed_on__lte=at)

    def expiring(self, at: date | None = None):
        return self.with_status(at).filter(status_at=AgreementStatus.EXPIRING).order_by("ends_on")

    def renewal_chain(self, agreement: Agreement) -> list[Agreement]:
        """With it what it renews and what renews it, three links each way, the oldest first. Two queries."""
        links = [f"{way}__" * depth + way for way in ("renews", "renewed_by") for depth in range(3)]
        keys = Agreement.objects.filter(pk=agreement.pk).order_by().values_list(*links).get()
        chain = self.with_status().filter(pk__in=[agreement.pk, *filter(None, keys)])
        return list(chain.order_by("signed_on", "pk"))

    def partly_signed(self):
        """Unsigned agreements of which some party has signed already (`Agreement.missing_parties`)."""
        signed = AgreementParty.objects.filter(signed_on__isnull=False, agreement=OuterRef("pk"))
        return self.filter(Exists(signed), signed_on=None)

    def silent(self, at: date | None = None, among: Collection[int] | None = None):
        """Those in force for which nothing happened for so long that staff should ask (无动静). Of a few,
        whose keys are given, it is found out in a hundredth of the time.
        """
        at = at or today()
        since = quiet_since(at)
        begun = Q(effective_on__lt=since) | Q(effective_on=None, signed_on__lt=since)
        rows = self if among is None else self.filter(pk__in=among)
        return rows.in_force(at).filter(begun).exclude(active_since(since, at, among))


class Agreement(OwnsFiles, Numbered, PublicRecord):
    title = models.CharField("协议名称", max_length=200, validators=[validate_impersonal])
    initials = InitialsField("title")
    kind = models.CharField("类别", max_length=20, choices=AgreementKind, default=AgreementKind.PAIRED)
    signed_on = models.DateField(
        "签约日期",
        null=True,
        blank=True,
        help_text="还没有签的先不填，状态为“拟签”。",
        validators=[validate_year],
    )
    effective_on = models.DateField(
        "生效日期", null=True, blank=True, help_text="不填即签约之日起生效。", validators=[validate_year]
    )
    ends_on = models.DateField(
        "到期日期", null=True, blank=True, help_text="长期有效的不填。", validators=[validate_year]
    )
    terminated_on = models.DateField("终止日期", null=True, blank=True, validators=[validate_year])
    termination_reason = models.CharField(
        "终止原因", max_length=200, blank=True, validators=[validate_impersonal]
    )
    termination_document = DocumentField("终止文件", upload_to="agreements/%Y/%m/", blank=True)
    content = models.TextField("主要内容", blank=True, validators=[validate_impersonal])
    witness = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="见证方",
        related_name="witnessed_agreements",
        null=True,
        blank=True,
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, verbose_name="续签自", related_name="renewed_by", null=True, blank=True
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "共建协议"
        verbose_name_plural = "共建协议"
        ordering = [F("signed_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                name="agreement_number_unique",
                violation_error_message="这个协议编号已经用过。",
            ),
            models.CheckConstraint(
                condition=in_order("signed_on", "effective_on"),
                name="agreement_effective_after_signed",
                violation_error_message="生效日期不能早于签约日期。",
            ),
            models.CheckConstraint(
                condition=in_order("signed_on", "ends_on") & in_order("effective_on", "ends_on"),
                name="agreement_ends_after_start",
                violation_error_message="到期日期不能早于签约日期和生效日期。",
            ),
            models.CheckConstraint(
                condition=in_order("signed_on", "terminated_on"),
                name="agreement_terminated_after_signed",
                violation_error_message="终止日期不能早于签约日期。",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=False)
                | Q(effective_on__isnull=True, terminated_on__isnull=True, number__isnull=True),
                name="agreement_unsigned_has_no_later_dates",
                violation_error_message="没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。",
            ),
        ]
        indexes = [
            # Newest first; all that the figures ask of an agreement, so that no row is read.
            models.Index(
                fields=["signed_on", "organization", "effective_on", "ends_on", "terminated_on"],
                name="agreement_signed_on",
            ),
            models.Index(fields=["ends_on"], name="agreement_ends_on"),  # what expires soon
            index_of_unpublished("agreement_unpublished"),
        ]

    number_prefix = "GJ"

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.fill_in()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("partnerships:agreement_detail", self.pk)

    def clean(self):
        self.clean_alone()
        if self.renews_id:
            refuse_renewal_of_itself(self)
            refuse_early_renewal(self)
        refuse_second_entry(self)

    def unique_error_message(self, model_class, unique_check):
        if unique_check == ("renews",):
            return ValidationError("所选协议已有续签的协议，请打开那一份继续办理。")
        return super().unique_error_message(model_class, unique_check)

    def clean_alone(self):
        """What can be told from the row alone, without a query."""
        require(self, "termination_reason", "terminated_on", "请写明终止原因。")
        if self.signed_on and self.ends_on and self.ends_on < self.signed_on:
            raise ValidationError({"ends_on": "到期日期不能早于签约日期。"})
        if self.signed_on and self.signed_on > today():
            raise ValidationError({"signed_on": "签约日期不能晚于今天；还没有签的先不填。"})

    def fill_in(self):
        """What follows from the other columns when nothing is said."""
        if self.signed_on and not self.effective_on:
            self.effective_on = self.signed_on

    @property
    def numbered_on(self):
        return self.signed_on

    def status(self, at: date | None = None) -> AgreementStatus:
        """The status at the end of the day `at`, today by default; no query after `with_status(at)`."""
        if hasattr(self, "status_at") and at in (None, self.status_on):
            return AgreementStatus(self.status_at)
        at = at or today()
        if self.signed_on is None or self.signed_on > at:
            return AgreementStatus.DRAFT
        if self.terminated_on and self.terminated_on <= at:
            return AgreementStatus.TERMINATED
        successor = getattr(self, "renewed_by", None)
        if successor and successor._has_begun(at):
            return AgreementStatus.RENEWED
        if self.effective_on and self.effective_on > at:
            return AgreementStatus.PENDING
        return self._status_by_end(at)

    # Every record with verbs answers to `state()` (`orgs/moves.py`).
    def state(self, at: date | None = None) -> AgreementStatus:
        return self.status(at)

    def missing_parties(self) -> list[AgreementParty]:
        """Who has not signed yet. No query where `parties` are prefetched."""
        return [] if self.signed_on else [party for party in self.parties.all() if party.signed_on is None]

    def days_left(self, at: date | None = None) -> int | None:
        """Days until it ends (negative afterwards); None for an agreement without an end."""
        return (self.ends_on - (at or today())).days if self.ends_on else None

    def _has_begun(self, at):
        """Took effect by that day, and was not ended before it could."""
        begins = self.effective_on or self.signed_on
        return bool(begins) and begins <= at and not (self.terminated_on and self.terminated_on <= begins)

    def _status_by_end(self, at):
        if self.ends_on and self.ends_on < at:
            return AgreementStatus.EXPIRED
        if self.ends_on and self.days_left(at) <= settings.EXPIRY_NOTICE_DAYS:
            return AgreementStatus.EXPIRING
        return AgreementStatus.ACTIVE
