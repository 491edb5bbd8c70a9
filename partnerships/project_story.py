"""What residents are told of a project, in the order in which it happened: who asked, who took it on, what
was agreed, what was done, what came of it, and what it cost.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from orgs.panels import sections
from partnerships.models import (
    Agreement,
    Bid,
    Claim,
    FundEntry,
    ListItem,
    Problem,
    ProgressNote,
    Project,
    ProjectPartner,
)
from partnerships.models.fund import yuan
from partnerships.rows import claim_rows, item_brief

_PARTNERS = Prefetch("partners", ProjectPartner.objects.select_related("organization", "unit"))


def with_story(projects: QuerySet) -> QuerySet:
    """With what `story_of` reads of the project itself: what public funds paid (`paid`, None for nothing),
    how many bids came (`bid_count`), whether its agreement is public (`tells_agreement`). Two queries.
    """
    mine = {"project": OuterRef("pk")}
    paid = FundEntry.objects.public().filter(**mine).uses().order_by().values("project")
    bids = Bid.objects.filter(**mine).order_by().values("project")
    return (
        projects.select_related("organization", "category", "agreement")
        .prefetch_related(_PARTNERS)
        .annotate(
            paid=Subquery(paid.annotate(sum=Sum("amount")).values("sum")),
            bid_count=Coalesce(Subquery(bids.annotate(count=Count("pk")).values("count")), 0),
            tells_agreement=Exists(Agreement.objects.public().filter(pk=OuterRef("agreement"))),
        )
    )


def story_of(project: Project) -> dict[str, Any]:
    """The context of its page; what residents may not see is not in it. Seven queries and those of panels.

    `project` is one of `with_story`.
    """
    claims = list(_claims_of(project))
    theirs = Q(project=project) | Q(claim__project=project)
    notes = ProgressNote.objects.public().filter(theirs).order_by("noted_on", "pk")
    return {
        "demands": demands_of(project),
        "claims": claims,
        "ratings": [claim for claim in claims if claim.rating],
        "agreement": project.agreement if project.tells_agreement else None,
        "milestones": project.milestones.all(),
        "notes": notes.prefetch_related("photos"),
        "problems": Problem.objects.public().filter(project=project).only("title", "solved_on", "result"),
        "money": _money(project),
        "sections": sections(project),
    }


def demands_of(project: Project):
    """Those that are still public, the first one first. One query."""
    return item_brief(ListItem.objects.public().filter(projects=project).order_by("published_on", "pk"))


def _claims_of(project):
    """Two queries; with what was said of them in the end."""
    shown = Claim.objects.public().filter(project=project).order_by("claimed_on", "pk")
    return claim_rows(shown).defer(None)


def _money(project):
    """What public funds paid, beside the budget; None where there is neither."""
    spent, budget = -yuan(project.paid), project.budget
    if not spent and budget is None:
        return None
    share = round(spent * 100 / budget) if budget else None
    left = budget - spent if budget is not None else None
    return {"budget": budget, "spent": spent, "share": share, "left": left, "over": -left if left else None}
