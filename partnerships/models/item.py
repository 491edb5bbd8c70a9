"""The three lists: resources, demands and services."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lib.addresses import address
from lib.days import today, validate_past, validate_year
from lib.personal import PersonName, PersonPhone
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from orgs.models import Category, Numbered
from orgs.models.review import index_of_unpublished
from orgs.scope import PublicRecord, PublicRecordQuerySet, in_order, require
from partnerships.enums import Beneficiary, ItemKind, ItemState
from partnerships.freshness import fresh_since, is_fresh, is_lapsed, standing

_PREFIXES = {ItemKind.RESOURCE: "ZY", ItemKind.DEMAND: "XQ", ItemKind.SERVICE: "FW"}


class ListItemQuerySet(PublicRecordQuerySet):
    def of_kind(self, kind: str):
        return self.filter(kind=kind)

    def on_list(self, at: date):
        """Published by that day and not withdrawn by then."""
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=at), published_on__lte=at)

    def public(self):
        return super().public().on_list(today())

    def once_public(self):
        """What residents see, or saw before it was withdrawn: what came of it is still told."""
        return super().public().filter(published_on__lte=today())

    def usable(self, at: date | None = None):
        """On the list, and not lapsed."""
        at = at or today()
        return self.on_list(at).exclude(is_lapsed(at))

    def fresh(self, at: date | None = None):
        """Usable, and confirmed within the refresh period."""
        at = at or today()
        return self.usable(at).filter(is_fresh(at))

    def stale(self, at: date | None = None):
        """Usable, and to be confirmed again: 待更新."""
        at = at or today()
        # No exclude(is_fresh): it would lose the rows that were never confirmed.
        unconfirmed = Q(confirmed_on=None) | Q(confirmed_on__lt=fresh_since(at))
        offers = self.usable(at).exclude(kind=ItemKind.DEMAND)
        return offers.filter(unconfirmed, published_on__lt=fresh_since(at))

    def freshest_first(self, at: date | None = None):
        """What can be relied on before what is 待更新, and that before what has lapsed."""
        return self.order_by(standing(at or today()), *self.model._meta.ordering)

    def as_menu(self, at: date | None = None):
        """By category, as categories stand in their tree, and the freshest first in each."""
        top = Coalesce("category__parent__order", "category__order")
        tree = top, Coalesce("category__parent", "category"), F("category__parent").asc(nulls_first=True)
        within = standing(at or today()), *self.model._meta.ordering
        return self.order_by(*tree, "category__order", "category", *within)

    def wishes(self):
        """微心愿: demands whose beneficiaries are residents."""
        return self.filter(kind=ItemKind.DEMAND, beneficiary=Beneficiary.RESIDENTS)

    def of_unit(self, unit):
        return self.filter(unit=unit)

    def matched(self, at: date):
        """Demands that were answered by that day: by a project which had been decided, and not cancelled, by
        then; or by a claim which had been confirmed, and not given up, by then.
        """
        projects = self.model.projects.rel.related_model.objects.decided(at)
        answers = self.model.projects.through.objects.filter(project__in=projects.order_by(), since__lte=at)
        claims = self.model.claims.rel.related_model.objects.agreed(at)
        # One IN over both: two joined by OR would read every demand.
        answered = answers.order_by().values("demand").union(claims.order_by().values("item"))
        return self.filter(pk__in=answered)


class ListItem(Numbered, PublicRecord):
    kind = models.CharField("清单", max_length=20, choices=ItemKind)
    title = models.CharField("名称", max_length=200, validators=[validate_impersonal])
    initials = InitialsField("title")
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="类别", related_name="items")
    unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        verbose_name="单位",
        related_name="items",
        null=True,
        blank=True,
        help_text="谁提供或提出；不填即归口党组织自己。",
    )
    quantity = models.DecimalField(
        "数量", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    measure = models.CharField("计量单位", max_length=10, blank=True)
    description = models.TextField("说明", blank=True, validators=[validate_impersonal])
    contact_name = PersonName("联系人", max_length=50, blank=True)
    contact_phone = PersonPhone("联系电话", max_length=40, blank=True)
    available_from = models.DateField("可用起始日期", null=True, blank=True, validators=[validate_year])
    available_until = models.DateField("有效期至", null=True, blank=True, validators=[validate_year])
    published_on = models.DateField(
        "发布日期", null=True, blank=True, help_text="不填即草稿，不公开。", validators=[validate_year]
    )
    confirmed_on = models.DateField(
        "最近确认日期", null=True, blank=True, validators=[validate_year, validate_past]
    )
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, validators=[validate_year])
    withdrawal_reason = models.CharField(
        "撤回原因", max_length=200, blank=True, validators=[validate_impersonal]
    )
    beneficiary = models.CharField(
        "受益方", max_length=20, choices=Beneficiary, blank=True, help_text="居民的需求即“微心愿”。"
    )

    wish = models.CharField(
        "心愿",
        max_length=60,
        blank=True,
        help_text="微心愿用一句话写，不写姓名、住址，如“想有一副老花镜”。",
        validators=[validate_impersonal],
    )
    claim_by = models.DateField(
        "认领截止",
        null=True,
        blank=True,
        help_text="到这一天还没有人认领的，转入“公开认领”。",
        validators=[validate_year],
    )
    places = models.PositiveSmallIntegerField(
        "认领名额", default=1, help_text="最多几家认领。", validators=[MinValueValidator(1)]
    )

    # The days, whichever comes first, after which nobody needs the contact any more.
    CONTACT_ENDS = ("withdrawn_on", "available_until")

    KIND = None  # the proxies below stand for one list each

    objects = ListItemQuerySet.as_manager()

    class Meta:
        verbose_name = "清单条目"
        verbose_name_plural = "清单条目"
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                name="item_number_unique",
                violation_error_message="这个编号已经用过。",
            ),
            models.CheckConstraint(
                condition=in_order("available_from", "available_until"),
                name="item_available_until_after_from",
                violation_error_message="有效期不能早于可用起始日期。",
            ),
            models.CheckConstraint(
                condition=in_order("published_on", "withdrawn_on"),
                name="item_withdrawn_after_published",
                violation_error_message="撤回日期不能早于发布日期。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(published_on__isnull=False),
                name="item_withdrawn_was_published",
                violation_error_message="没有发布的条目不用撤回，请先填发布日期。",
            ),
        ]
        indexes = [
            # The three public lists by date; all that their figures ask of an item, so that no row is read.
            # The three public lists and the count of their rows; figures.
            models.Index(
                fields=["kind", "published_on", "withdrawn_on", "organization", "is_public", "review"],
                name="item_list",
            ),
            # Proposals look through the titles of whole lists: all that they ask, so that no row is read.
            models.Index(
                fields=[
                    "kind",
                    "published_on",
                    "withdrawn_on",
                    "is_public",
                    "review",
                    "available_from",
                    "available_until",
                    "organization",
                    "category",
                    "unit",
                    "title",
                ],
                name="item_matching",
            ),
            # The hall of demands that nobody claimed in time, and what is due on the start page.
            models.Index(fields=["claim_by"], condition=Q(claim_by__isnull=False), name="item_claim_by"),
            models.Index(fields=["published_on"], name="item_published_on"),  # what was published last
            index_of_unpublished("item_unpublished"),
        ]

    def __str__(self):
        return self.title

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not args and not self.kind and self.KIND:
            self.kind = self.KIND

    def get_absolute_url(self):
        return address("partnerships:item_detail", self.list_name, self.pk)

    def go_public(self):
        """It stands on its list from this day on, unless another was named."""
        if self.published_on is not None:
            return []
        self.published_on = today()
        if not self.number:
            self._take_number(self.published_on.year)
        return ["published_on", "office", "number"]

    def clean(self):
        require(self, "withdrawal_reason", "withdrawn_on", "请写明撤回原因。")

    @property
    def list_name(self):
        """The word for its list in addresses: resources, demands or services."""
        return f"{self.kind}s"

    @property
    def number_prefix(self):
        return _PREFIXES[self.kind]

    @property
    def numbered_on(self):
        return self.published_on

    @property
    def party(self):
        """Who offers or asks."""
        return self.unit or self.organization

    @property
    def is_wish(self) -> bool:
        """微心愿"""
        return self.kind == ItemKind.DEMAND and self.beneficiary == Beneficiary.RESIDENTS

    def days_to_claim(self, at: date | None = None) -> int | None:
        """Until its deadline for claims, below 0 when that has passed; None without one."""
        return (self.claim_by - (at or today())).days if self.claim_by else None

    def state(self, at: date | None = None) -> ItemState:
        """Where it stands on the day `at`, today by default."""
        at = at or today()
        if self.published_on is None or self.published_on > at:
            return ItemState.DRAFT
        if self.withdrawn_on and self.withdrawn_on <= at:
            return ItemState.WITHDRAWN
        if self.available_until and self.available_until < at:
            return ItemState.LAPSED
        return ItemState.STALE if self._is_stale(at) else ItemState.OPEN

    def _is_stale(self, at):
        confirmed = max(filter(None, (self.published_on, self.confirmed_on)))
        return self.kind != ItemKind.DEMAND and confirmed < fresh_since(at)


class KindManager(models.Manager.from_queryset(ListItemQuerySet)):
    """Only the items of one list; what is added through it belongs to that list."""

    def get_queryset(self):
        return super().get_queryset().of_kind(self.model.KIND)


class Resource(ListItem):
    KIND = ItemKind.RESOURCE

    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = "资源"
        verbose_name_plural = "资源清单"


class Demand(ListItem):
    KIND = ItemKind.DEMAND

    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = "需求"
        verbose_name_plural = "需求清单"


class Service(ListItem):
    KIND = ItemKind.SERVICE

    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = "服务"
        verbose_name_plural = "服务清单"
