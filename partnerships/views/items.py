"""Public pages of the three lists."""

from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from orgs.listing import Listing
from partnerships.enums import ItemKind
from partnerships.forms import ItemFilters
from partnerships.matching import proposals
from partnerships.models import Claim, ListItem, ProgressNote, Project
from partnerships.rows import claim_rows, item_rows, project_brief
from partnerships.tallies import tally

_PROPOSED = 3
_LISTS = {f"{kind}s": kind for kind in ItemKind}


@require_safe
def item_list(request: HttpRequest, list_name: str) -> HttpResponse:
    kind = _kind(list_name)
    items = _ordered(ListItem.objects.public().of_kind(kind), kind)
    # Only keys are sorted: no index has this order, and whole rows would take the database twice as long.
    listing = Listing(request, partial(ItemFilters, kind=kind), items.only("pk"))
    rows = _whole(listing.rows)
    is_wishes = "wish" in listing.given
    context = {
        "listing": listing,
        "rows": rows,
        "kind": kind,
        "list_name": list_name,
        "lists": _LISTS,
        "is_wishes": is_wishes,
        "heading": "微心愿" if is_wishes else f"{kind.label}清单",
        "confirmation_days": settings.CONFIRMATION_DAYS,
    }
    return render(request, "partnerships/item_list.html", context)


@require_safe
def item_detail(request: HttpRequest, list_name: str, pk: int) -> HttpResponse:
    """Without the contact person: the office of the organisation in charge answers."""
    kind = _kind(list_name)
    items = ListItem.objects.public().of_kind(kind).select_related("organization", "unit", "category")
    item = get_object_or_404(items, pk=pk)
    tally([item])
    claims = Claim.objects.public().filter(item=item)
    notes = ProgressNote.objects.public().filter(claim__in=claims.order_by())
    context = {
        "item": item,
        "kind": kind,
        "list_name": list_name,
        "claims": claim_rows(claims),
        "notes": notes.prefetch_related("photos"),
        "projects": project_brief(Project.objects.public().filter(demands=item)),
    }
    unanswered = kind == ItemKind.DEMAND and not context["claims"] and not context["projects"]
    fitting = proposals(item, _PROPOSED) if unanswered else []
    context["proposals"] = [
        each for each in fitting if each.words
    ]  # the category alone would puzzle residents
    return render(request, "partnerships/item_detail.html", context)


def _ordered(items, kind):
    """Demands are never stale: theirs is the order of an index."""
    if kind == ItemKind.DEMAND:
        return items
    return items.as_menu() if kind == ItemKind.SERVICE else items.freshest_first()


def _whole(page):
    """The page's items in its order, with all that is printed of them. Two or three queries."""
    keys = [item.pk for item in page]
    found = {item.pk: item for item in item_rows(ListItem.objects.filter(pk__in=keys).order_by())}
    rows = [found[key] for key in keys if key in found]
    tally(rows)
    return rows


def _kind(list_name):
    """The kind of item on a list, by its name in addresses; 404 for another name."""
    if list_name not in _LISTS:
        raise Http404
    return _LISTS[list_name]
