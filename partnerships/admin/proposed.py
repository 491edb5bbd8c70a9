"""可对接: on the form of a list item what fits it, each with its reasons and the next verb as a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from orgs.access import Action, may
from orgs.admin.acts import act_address
from orgs.moves import moves_open_to
from orgs.templatetags.orgs_names import public_name
from partnerships.enums import ItemKind
from partnerships.matching import Proposal, proposals
from partnerships.models import Claim, Demand, ListItem
from partnerships.workflow import claims
from partnerships.workflow.places import places_left

_MOST = 5


@dataclass
class Line:
    proposal: Proposal
    party: str
    address: str
    acts: list[tuple[str, str]] = field(default_factory=list)  # words, address


class ShowsProposals:
    """Mixed into the admins of the three lists, before `ReviewedAdmin`."""

    change_form_template = "admin/partnerships/item/change_form.html"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        asked = obj is not None and request.method == "GET" and not context["is_popup"]
        is_full = asked and obj.kind == ItemKind.DEMAND and not places_left(obj)
        context["proposed"] = lines(request, obj) if asked and not is_full else None
        context["claims"] = _claims_of(request.user, obj) if asked else ()
        return super().render_change_form(request, context, add, change, form_url, obj)


def _claims_of(user, item):
    """Who claimed or ordered it, the newest first: their forms are where it goes on."""
    claims = (
        Claim.objects.filter(item=item)
        .visible_to(user)
        .prefetch_related("parties__unit", "parties__organization")
    )
    for claim in (found := list(claims.order_by("-pk")[:_MOST])):
        claim.item = item
    return found


def lines(request: HttpRequest, item: ListItem) -> list[Line]:
    """What is proposed to the clerk for that item."""
    found = proposals(item, _MOST, user=request.user)
    keys = [each.item.pk for each in found]
    rows = ListItem.objects.filter(pk__in=keys).order_by()
    seen = set(rows.visible_to(request.user).values_list("pk", flat=True))
    told = [_line(each, each.item.pk in seen) for each in found]
    if item.kind == ItemKind.DEMAND:
        _let_assign(request.user, item, told)
    else:
        _let_offer(request.user, item, told, set(rows.managed_by(request.user).values_list("pk", flat=True)))
    return told


def _line(proposal, is_seen):
    """A form is opened by whoever may see the record; others read its public page."""
    item = proposal.item
    page = f"admin:partnerships_{item.kind}_change"
    address = reverse(page, args=[item.pk]) if is_seen else item.get_absolute_url()
    return Line(proposal, str(item.party) if is_seen else public_name(item.party), address)


def _let_assign(user, demand, told):
    if moves_open_to([claims.ASSIGN], demand, user) and places_left(demand):
        for line in told:
            line.acts.append(("派单", _assign_address(demand, line.proposal.item)))
    if may(user, Action.ADD, Claim):
        for line in told:
            if line.proposal.item.kind == ItemKind.SERVICE:
                address = reverse("admin:partnerships_service_order", args=[line.proposal.item.pk])
                line.acts.append(("点单", f"{address}?{urlencode({'wanted': demand.title})}"))


def _let_offer(user, offer, told, managed):
    for line in told:
        demand = line.proposal.item
        if demand.pk in managed and claims.ASSIGN.begins_at(demand.state()):
            line.acts.append(("派单", _assign_address(demand, offer)))


def _assign_address(demand, offer):
    """The page of 派单, filled in with who offers, and what."""
    who = {"unit": offer.unit_id} if offer.unit_id else {"organization": offer.organization_id}
    record = Demand(pk=demand.pk)
    return f"{act_address(record, claims.ASSIGN)}?{urlencode(who | {'offer': offer.title})}"
