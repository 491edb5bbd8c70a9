"""Places where the office receives residents and holds activities (阵地)."""

from urllib.parse import quote

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from lib.addresses import address
from lib.pinyin import InitialsField
from lib.privacy import validate_impersonal
from orgs.enums import StationKind
from orgs.scope import Record, RecordQuerySet


class StationQuerySet(RecordQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def visible_to(self, user):
        """Those of the user's branches, and public ones: activities are held at neighbours' too."""
        if user.is_superuser:
            return self.all()
        if not user.branch_paths:
            return self.none()
        return super().visible_to(user) | self.public()


class Station(Record):
    name = models.CharField("阵地名称", max_length=100, validators=[validate_impersonal])
    initials = InitialsField("name")
    kind = models.CharField("类别", max_length=20, choices=StationKind, default=StationKind.POST)
    address = models.CharField("地址", max_length=200, blank=True, validators=[validate_impersonal])
    phone = models.CharField("联系电话", max_length=40, blank=True, help_text="对外公开的办公电话。")
    opening_hours = models.CharField(
        "开放时间", max_length=100, blank=True, help_text="如“周一至周五 8:30–17:30”。"
    )
    area = models.PositiveIntegerField("面积（平方米）", null=True, blank=True)
    facilities = models.TextField("设施和服务", blank=True, validators=[validate_impersonal])
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

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "阵地"
        verbose_name_plural = "阵地"
        ordering = ["organization__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="station_name_unique",
                violation_error_message="这个党组织已经有同名的阵地。",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="station_has_both_coordinates",
                violation_error_message="纬度和经度要一起填写，或者都不填。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("orgs:station_detail", self.pk)

    @property
    def map_url(self) -> str:
        """Where a map shows it: of the map that the office has set, for a station whose place is known."""
        if not settings.MAP_URL or self.latitude is None:
            return ""
        known = {"latitude": self.latitude, "longitude": self.longitude, "name": quote(self.name)}
        found = settings.MAP_URL
        for word, value in known.items():
            found = found.replace(f"{{{word}}}", str(value))
        return found
