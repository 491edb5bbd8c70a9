"""Public pages of claims: the form, its receipt, the hall, and who claimed what."""

from functools import partial

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lib.days import today
from lib.delivery import deliver_picture
from orgs.listing import Listing
from orgs.moves import Refused
from orgs.public_form import public_form
from partnerships import claim_receipt as receipts
from partnerships.claim_filters import ClaimFilters
from partnerships.claim_form import ClaimForm
from partnerships.enums import ClaimState, ItemKind, ItemState
from partnerships.forms import ItemFilters
from partnerships.hall import in_hall
from partnerships.models import Claim, ClaimParty, ListItem, NotePhoto, ProgressNote
from partnerships.rows import claim_rows
from partnerships.workflow import claims

SIZES = {"full": "image", "small": "small"}


@public_form
def claim_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Without places left, or once it is off the list, the page says why and where to go on."""
    demands = ListItem.objects.once_public().of_kind(ItemKind.DEMAND)
    item = get_object_or_404(demands.select_related("organization", "unit", "category"), pk=pk)
    state, left = item.state(), claims.places_left(item)
    if state != ItemState.OPEN or (not left and request.method != "POST"):
        return render(request, "partnerships/claim_closed.html", {"item": item, "state": state})
    form = ClaimForm(request, item)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.once(item, lambda: claims.apply(item, **form.applied(), request=request))
            return redirect(receipts.address_of(key))
        except Refused as refused:
            form.add_error(None, str(refused))
    return form.answer("partnerships/claim_form.html", {"item": item, "left": left})


@never_cache
@require_safe
def claim_receipt(request: HttpRequest, token: str) -> HttpResponse:
    claim = receipts.claim_of(token)
    if claim is None:
        raise Http404
    is_pending = claim.state() == ClaimState.PENDING
    context = {"claim": claim, "is_pending": is_pending, "contact_days": settings.CLAIM_CONTACT_DAYS}
    return render(request, "partnerships/claim_receipt.html", context)


@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    items = in_hall(ListItem.objects.public()).select_related("organization", "unit", "category")
    listing = Listing(request, partial(ItemFilters, kind=ItemKind.DEMAND), items)
    return render(request, "partnerships/claim_hall.html", {"listing": listing, "today": today()})


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    rows = claim_rows(Claim.objects.public().order_by("-claimed_on", "-pk"))
    return render(request, "partnerships/claim_list.html", {"listing": Listing(request, ClaimFilters, rows)})


@require_safe
def claim_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Without the contact, and without what was typed in the form: nobody has looked that over."""
    parties = Prefetch("parties", ClaimParty.objects.select_related("organization", "unit"))
    shown = Claim.objects.public().select_related("item__unit", "item__organization", "organization")
    claim = get_object_or_404(shown.prefetch_related(parties), pk=pk)
    notes = ProgressNote.objects.public().filter(claim=claim).prefetch_related("photos")
    return render(request, "partnerships/claim_detail.html", {"claim": claim, "notes": notes})


@require_safe
def note_photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """The picture of a progress note, "full" or "small": of a public one for all, of others for its staff."""
    if size not in SIZES:
        raise Http404
    if photo := NotePhoto.objects.public().filter(pk=pk).first():
        return deliver_picture(request, getattr(photo, SIZES[size]), is_public=True)
    if not getattr(request.user, "is_clerk", False):
        raise Http404
    photo = get_object_or_404(NotePhoto.objects.visible_to(request.user), pk=pk)
    return deliver_picture(request, getattr(photo, SIZES[size]), is_public=False)
