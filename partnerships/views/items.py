"""Public pages of the three lists."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from orgs.listing import Listing
from partnerships.enums import ItemKind
from partnerships.forms import ItemFilters
from partnerships.models import ListItem, Project
from partnerships.rows import item_rows, project_brief

_LISTS = {f"{kind}s": kind for kind in ItemKind}


@require_safe
def item_list(request: HttpRequest, list_name: str) -> HttpResponse:
    kind = _kind(list_name)
    items = item_rows(ListItem.objects.public().of_kind(kind))
    listing = Listing(request, partial(ItemFilters, kind=kind), items)
    context = {"listing": listing, "kind": kind, "list_name": list_name, "lists": _LISTS}
    return render(request, "partnerships/item_list.html", context)


@require_safe
def item_detail(request: HttpRequest, list_name: str, pk: int) -> HttpResponse:
    """Without the contact person: the office of the organisation in charge answers."""
    kind = _kind(list_name)
    items = ListItem.objects.public().of_kind(kind).select_related("organization", "unit", "category")
    item = get_object_or_404(items, pk=pk)
    projects = project_brief(Project.objects.public().filter(demands=item))
    context = {"item": item, "kind": kind, "list_name": list_name, "projects": projects}
    return render(request, "partnerships/item_detail.html", context)


def _kind(list_name):
    """The kind of item on a list, by its name in addresses; 404 for another name."""
    if list_name not in _LISTS:
        raise Http404
    return _LISTS[list_name]
