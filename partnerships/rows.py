"""The querysets behind printed rows: with what templates/partnerships/includes/ print, no more.

`*_rows` are those of the public lists, `*_brief` the shorter ones on the pages of other records.
"""

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Coalesce

from partnerships.enums import PartnerRole
from partnerships.models import AgreementParty, ClaimParty, ProjectPartner

_ORGANIZATION = ("organization__name", "organization__is_public")
_UNIT = ("unit__name", "unit__is_public")
# What `Agreement.status()` reads.
_AGREEMENT_DATES = ("signed_on", "effective_on", "ends_on", "terminated_on")
_RENEWED = ("renewed_by__signed_on", "renewed_by__effective_on")
_ITEM = ("title", "kind", "published_on", "confirmed_on", "withdrawn_on", "available_until")
_CLAIM = ("status", "claimed_on", "due_on", "done_on", "rating", "item__title", "item__kind")
_CLAIMED = ("beneficiary", "wish", "claim_by", "places")
_PROJECT = ("title", "decided_on", "started_on", "finished_on", "cancelled_on")


def agreement_rows(agreements: QuerySet) -> QuerySet:
    """Two queries. Of each party its `name` and whether it is `shown`, without the rows behind it."""
    parties = AgreementParty.objects.only("agreement").annotate(
        name=Coalesce("organization__name", "unit__name"),
        shown=Coalesce("organization__is_public", "unit__is_public"),
    )
    return agreement_brief(agreements).prefetch_related(Prefetch("parties", parties))


def agreement_brief(agreements: QuerySet) -> QuerySet:
    """One query. The state is found from the dates here, which costs half of what the database takes."""
    return agreements.select_related("renewed_by").only("title", *_AGREEMENT_DATES, *_RENEWED)


def item_rows(items: QuerySet) -> QuerySet:
    """One query."""
    printed = (*_ITEM, "quantity", "measure", *_CLAIMED, "category__name", *_ORGANIZATION, *_UNIT)
    return items.select_related("organization", "unit", "category").only(*printed)


def item_brief(items: QuerySet) -> QuerySet:
    """One query."""
    return items.only(*_ITEM)


def claim_rows(claims: QuerySet) -> QuerySet:
    """Two queries; the parties are those who hold it, the lead first."""
    parties = ClaimParty.objects.select_related("organization", "unit").only(
        "claim", "role", *_ORGANIZATION, *_UNIT
    )
    rows = claims.select_related("item", "organization").only(*_CLAIM, *_ORGANIZATION)
    return rows.prefetch_related(Prefetch("parties", parties))


def project_rows(projects: QuerySet) -> QuerySet:
    """Two queries; the partners are those in the lead."""
    leads = ProjectPartner.objects.filter(role=PartnerRole.LEAD).select_related("organization", "unit")
    leads = leads.only("project", *_ORGANIZATION, *_UNIT)
    printed = (*_PROJECT, "category__name", *_ORGANIZATION)
    return (
        projects.select_related("organization", "category")
        .only(*printed)
        .prefetch_related(Prefetch("partners", leads, to_attr="leads"))
    )


def project_brief(projects: QuerySet) -> QuerySet:
    """One query."""
    return projects.only(*_PROJECT)
