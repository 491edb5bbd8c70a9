"""Units: legal bodies of the neighbourhood, with or without a party organisation."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from lib.addresses import address
from lib.days import today, validate_past, validate_year
from lib.personal import PersonName, PersonPhone
from lib.pinyin import InitialsField
from orgs.enums import NEW_SECTOR, STREET_LINE, UnitNature
from orgs.scope import DirectoryQuerySet, Stamped, in_order
from orgs.validators import validate_uscc


class UnitQuerySet(DirectoryQuerySet):
    path_lookup = "community__path"

    def held_as(self, user, role):
        """A unit with no community yet is in every clerk's hands."""
        return super().held_as(user, role) | self.filter(community=None)

    def new_sector(self):
        return self.filter(nature__in=NEW_SECTOR)

    def received_by(self, at: date):
        """New-sector units in the street's care on that day."""
        return self.new_sector().filter(Q(left_on=None) | Q(left_on__gt=at), received_on__lte=at)

    def outside_street_line(self):
        """Without the bodies behind the street, its areas and communities themselves."""
        own = self.model._meta.get_field("organizations").related_model.objects.filter(
            unit=OuterRef("pk"), level__in=STREET_LINE
        )
        return self.exclude(Exists(own))

    def with_party_members(self, at: date | None = None):
        """Annotates `party_members`: the last count entered for a day up to `at`, or None."""
        counts = PartyMemberCount.objects.as_of(at or today()).filter(unit=OuterRef("pk"))
        return self.annotate(party_members=Subquery(counts.values("count")[:1]))


class Unit(Stamped):
    name = models.CharField(
        "单位名称",
        max_length=100,
        unique=True,
        error_messages={"unique": "已经有同名的单位，请直接选用，不要重复录入。"},
    )
    initials = InitialsField("name")
    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_uscc],
        error_messages={"unique": "这个统一社会信用代码已经属于另一个单位。"},
    )
    nature = models.CharField("单位性质", max_length=30, choices=UnitNature)
    industry = models.CharField("行业", max_length=50, blank=True)
    community = models.ForeignKey(
        "orgs.Organization",
        models.PROTECT,
        verbose_name="属地社区",
        related_name="local_units",
        null=True,
        blank=True,
    )
    employee_count = models.PositiveIntegerField("职工人数", null=True, blank=True)
    received_on = models.DateField(
        "接收日期",
        null=True,
        blank=True,
        help_text="“两新”组织纳入街道管理的日期，从这一天起计入“两新”企业。",
        validators=[validate_year, validate_past],
    )
    left_on = models.DateField("迁出日期", null=True, blank=True, validators=[validate_year])
    contact_name = PersonName("联系人", max_length=50, blank=True)
    contact_phone = PersonPhone("联系电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    is_public = models.BooleanField("对外公开", default=True)

    # The days, whichever comes first, after which nobody needs the contact any more.
    CONTACT_ENDS = ("left_on",)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("received_on", "left_on"),
                name="unit_left_after_received",
                violation_error_message="迁出日期不能早于接收日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["nature", "received_on"], name="unit_new_sector"),  # figures of 两新
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("orgs:unit_detail", self.pk)

    def clean(self):
        self.uscc = self.uscc or None

    @property
    def is_new_sector(self):
        return self.nature in NEW_SECTOR


class PartyMemberCountQuerySet(models.QuerySet):
    def as_of(self, at: date):
        """Each unit's last count for a day up to `at`."""
        later = self.model.objects.filter(unit=OuterRef("unit"), as_of__gt=OuterRef("as_of"), as_of__lte=at)
        return self.filter(~Exists(later), as_of__lte=at)


class PartyMemberCount(models.Model):
    """How many party members a unit had from a day on; dated, so that past months stay as reported."""

    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name="单位", related_name="party_member_counts")
    as_of = models.DateField("截至日期", default=today, validators=[validate_year, validate_past])
    count = models.PositiveIntegerField("党员人数")

    objects = PartyMemberCountQuerySet.as_manager()

    class Meta:
        verbose_name = "党员人数"
        verbose_name_plural = "党员人数"
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "as_of"],
                name="party_member_count_once_a_day",
                violation_error_message="这个单位在这一天已经填过党员人数。",
            ),
        ]

    def __str__(self):
        return f"{self.count}人（{self.as_of}）"
