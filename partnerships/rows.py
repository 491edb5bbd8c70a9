"""The querysets behind printed rows: with what templates/partnerships/includes/*_rows.html print, no more."""

from django.db.models import Prefetch, QuerySet

from partnerships.enums import PartnerRole
from partnerships.models import AgreementParty, ProjectPartner

_NAMES = (
    *("organization__name", "organization__short_name", "organization__is_public"),
    *("unit__name", "unit__is_public"),
)


def agreement_rows(agreements: QuerySet) -> QuerySet:
    """Two queries."""
    parties = AgreementParty.objects.select_related("organization", "unit").only("agreement", *_NAMES)
    printed = ("title", "number", "signed_on", "ends_on")
    return agreements.with_status().only(*printed).prefetch_related(Prefetch("parties", parties))


def item_rows(items: QuerySet) -> QuerySet:
    """One query."""
    printed = ("kind", "title", "quantity", "measure", "category__name", *_NAMES)
    days = ("published_on", "confirmed_on", "available_until", "withdrawn_on")
    return items.select_related("organization", "unit", "category").only(*printed, *days)


def project_rows(projects: QuerySet) -> QuerySet:
    """Two queries; the partners are those in the lead."""
    leads = ProjectPartner.objects.filter(role=PartnerRole.LEAD).select_related("organization", "unit")
    days = ("decided_on", "started_on", "finished_on", "cancelled_on")
    printed = ("title", "category__name", *_NAMES[:3])
    return (
        projects.select_related("organization", "category")
        .only(*printed, *days)
        .prefetch_related(Prefetch("partners", leads.only("project", *_NAMES), to_attr="leads"))
    )
