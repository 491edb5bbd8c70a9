"""The parties of an agreement: organisations, and units that sign themselves."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from lib.days import validate_year
from lib.privacy import validate_impersonal
from orgs.models import Organization
from orgs.scope import ScopedQuerySet


class AgreementPartyQuerySet(ScopedQuerySet):
    path_lookup = "agreement__organization__path"

    def visible_to(self, user):
        agreements = self.model.agreement.field.related_model.objects
        return self.filter(agreement__in=agreements.visible_to(user).order_by())

    def of_outside_units(self):
        """Parties that stand for a unit which is not a body of the street's own line."""
        line = Organization.objects.street_line().order_by()
        return self.filter(
            Q(organization=None) | ~Q(organization__in=line),
            ~Q(unit__in=line.filter(unit__isnull=False).values("unit")),
            unit__isnull=False,
        )


class AgreementParty(models.Model):
    """One party: an organisation (its unit is filled in), or a unit that signs itself."""

    agreement = models.ForeignKey(
        "partnerships.Agreement", models.CASCADE, verbose_name="协议", related_name="parties"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="签约党组织",
        related_name="agreement_parties",
        null=True,
        blank=True,
    )
    unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        verbose_name="签约单位",
        related_name="agreement_parties",
        null=True,
        blank=True,
    )
    order = models.PositiveSmallIntegerField("顺序", default=0)
    signatory_post = models.CharField(
        "签字人职务",
        max_length=50,
        blank=True,
        help_text="如“党委书记”，不写姓名。",
        validators=[validate_impersonal],
    )
    signed_on = models.DateField(
        "签署日期", null=True, blank=True, help_text="与签约日期不同时填写。", validators=[validate_year]
    )

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        verbose_name = "签约方"
        verbose_name_plural = "签约方"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(unit__isnull=False),
                name="agreement_party_is_somebody",
                violation_error_message="每个签约方要选择党组织或单位。",
            ),
            models.UniqueConstraint(
                fields=["agreement", "organization"],
                name="agreement_party_organization_once",
                violation_error_message="同一个党组织在一份协议里只能签一次。",
            ),
            models.UniqueConstraint(
                fields=["agreement", "unit"],
                condition=Q(organization=None),
                name="agreement_party_unit_once",
                violation_error_message="同一个单位在一份协议里只能签一次。",
            ),
        ]
        indexes = [
            # An agreement's parties as the figures ask for them, without reading a row.
            models.Index(fields=["agreement", "unit", "organization"], name="agreement_party_who"),
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
    def signatory(self):
        """Who stands on the paper: the organisation, or the unit that signs itself."""
        return self.organization or self.unit


def one_party(row) -> None:
    """ValidationError beside `unit` when the row names two: an organisation and a unit not its own."""
    if row.organization_id and row.unit_id and row.unit_id != row.organization.unit_id:
        raise ValidationError({"unit": "这是两方，请另起一行填写单位。"})
