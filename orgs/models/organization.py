"""The tree of party organisations."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from lib.addresses import address
from lib.days import validate_year
from lib.pinyin import InitialsField
from orgs.enums import STREET_LINE, OrganizationLevel
from orgs.scope import SEGMENT, DirectoryQuerySet, Stamped, below, in_order


class OrganizationQuerySet(DirectoryQuerySet):
    path_lookup = "path"

    def communities(self):
        return self.filter(level=OrganizationLevel.COMMUNITY)

    def street_line(self):
        return self.filter(level__in=STREET_LINE)

    def office(self):
        """The street whose portal this is, else the top of the tree; None while there is none."""
        return self.filter(level=OrganizationLevel.STREET).first() or self.first()


class Organization(Stamped):
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级党组织", related_name="children", null=True, blank=True
    )
    # The parents' segments and the organisation's own; kept by `save()` alone.
    path = models.CharField("层级编码", max_length=SEGMENT * 20, unique=True, blank=True, editable=False)
    level = models.CharField("类别", max_length=20, choices=OrganizationLevel)
    name = models.CharField("党组织名称", max_length=100)
    short_name = models.CharField("简称", max_length=50, blank=True, help_text="如“石老人社区”。")
    initials = InitialsField("name")
    unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        verbose_name="所属单位",
        related_name="organizations",
        null=True,
        blank=True,
        help_text="设在单位里的党组织填写，社区和管区不填。",
    )
    party_member_count = models.PositiveIntegerField("党员人数", null=True, blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True, validators=[validate_year])
    term_ends_on = models.DateField(
        "任期届满日期", null=True, blank=True, help_text="到期前应换届。", validators=[validate_year]
    )
    phone = models.CharField("联系电话", max_length=40, blank=True, help_text="办公电话，会对外公开。")
    address = models.CharField("地址", max_length=200, blank=True)
    latitude = models.DecimalField(
        "纬度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "经度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    is_public = models.BooleanField("对外公开", default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "党组织"
        verbose_name_plural = "党组织"
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="organization_name_unique_under_parent",
                violation_error_message="这个上级党组织下已经有同名的党组织。",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(parent=None),
                name="organization_name_unique_at_top",
                violation_error_message="已经有同名的顶级党组织。",
            ),
            models.CheckConstraint(
                condition=in_order("established_on", "term_ends_on"),
                name="organization_term_ends_after_start",
                violation_error_message="任期届满日期不能早于成立日期。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["level"], name="organization_level"
            ),  # communities in every table and filter
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Keep `path` true: a new organisation goes after its sisters, a moved one takes all below along.

        Raises ValueError when the new parent lies below the organisation itself.
        """
        self.lock_tree()
        old = Organization.objects.filter(pk=self.pk).values("parent_id", "path").first() if self.pk else None
        if old is None:
            self.path = self._free_path()
        elif old["parent_id"] == self.parent_id:
            self.path = old["path"]  # an ancestor may have been moved since this was read
        else:
            self.path = self._moved_path(old["path"])
            self._move_descendants(old["path"])
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "path"}
        super().save(*args, **kwargs)

    def come_back(self) -> str:
        """Take a place in the tree again, before the row is written anew. Returns "": nothing is to tell."""
        self.lock_tree()
        self.path = self._free_path()
        return ""

    def get_absolute_url(self):
        return address("orgs:organization_detail", self.pk)

    def clean(self):
        if self.pk and self.parent_id and self.parent.path.startswith(self._stored_path()):
            raise ValidationError({"parent": "上级不能是它自己或它的下级党组织。"})

    @property
    def label(self):
        """The name for narrow places."""
        return self.short_name or self.name

    @property
    def depth(self):
        """1 for the top of the tree."""
        return len(self.path) // SEGMENT

    @property
    def is_community(self):
        return self.level == OrganizationLevel.COMMUNITY

    def contains(self, other):
        """Is `other` this organisation or one below it?"""
        return other.path.startswith(self.path)

    def ancestors(self):
        """From the top down, without itself."""
        paths = [self.path[:end] for end in range(SEGMENT, len(self.path), SEGMENT)]
        return Organization.objects.filter(path__in=paths)

    def office(self):
        """The street to which it belongs (numbers are given by the street), else the top of its tree."""
        line = [*self.ancestors(), self]
        return next((o for o in line if o.level == OrganizationLevel.STREET), line[0])

    def _stored_path(self):
        return Organization.objects.values_list("path", flat=True).get(pk=self.pk)

    @staticmethod
    def lock_tree():
        """Let one change of the tree wait for the other, so that no two get one place and none is lost."""
        list(Organization.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk"))

    def _free_path(self):
        """The path after the last sister's."""
        prefix = Organization.objects.get(pk=self.parent_id).path if self.parent_id else ""
        sisters = Organization.objects.filter(parent=self.parent_id).exclude(pk=self.pk)
        last = sisters.order_by("path").values_list("path", flat=True).last()
        place = int(last[-SEGMENT:]) + 1 if last else 1
        return f"{prefix}{place:0{SEGMENT}}"

    def _moved_path(self, old_path):
        path = self._free_path()
        if path.startswith(old_path):
            raise ValueError("an organisation cannot be moved below itself")
        return path

    def _move_descendants(self, old_path):
        moved = Organization.objects.filter(below(old_path, "path")).exclude(pk=self.pk)
        moved.update(path=Concat(Value(self.path), Substr(F("path"), len(old_path) + 1)))
