"""Public pages of 揭榜挂帅: what is on offer, the form of a bid, and its receipt."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lib.days import today
from orgs.moves import Refused
from orgs.public_form import public_form
from partnerships import bid_receipt as receipts
from partnerships.bid_form import BidForm
from partnerships.enums import BidState
from partnerships.models import Project
from partnerships.workflow import bids

_MOST = 100  # on offer at the same time; a list that says so is no page of a list


@require_safe
def offered_list(request: HttpRequest) -> HttpResponse:
    """Those that take bids first, the nearest deadline first; then those that wait for the choice."""
    shown = Project.objects.publicly_offered().select_related("organization", "category")
    rows = list(shown.annotate(bid_count=Count("bids")).order_by("offered_until", "pk")[:_MOST])
    context = {
        "open": sorted((row for row in rows if row.takes_bids()), key=_deadline),
        "closed": [row for row in rows if not row.takes_bids()],
    }
    return render(request, "partnerships/offered_list.html", context)


@public_form
def bid_form(request: HttpRequest, pk: int) -> HttpResponse:
    """After the deadline the page says so, and where to go on."""
    project = get_object_or_404(
        Project.objects.shown().select_related("organization"), pk=pk, offered_on__lte=today()
    )
    if not project.takes_bids():
        return render(request, "partnerships/bid_closed.html", {"project": project})
    form = BidForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.once(project, lambda: bids.bid(project, **form.bidding(), request=request))
            return redirect(receipts.address_of(key))
        except Refused as refused:
            form.add_error(None, str(refused))
    return form.answer("partnerships/bid_form.html", {"project": project})


@never_cache
@require_safe
def bid_receipt(request: HttpRequest, token: str) -> HttpResponse:
    bid = receipts.bid_of(token)
    if bid is None:
        raise Http404
    context = {"bid": bid, "project": bid.project, "is_pending": bid.state() == BidState.PENDING}
    return render(request, "partnerships/bid_receipt.html", context)


def _deadline(project):
    """Without one, last."""
    return (project.offered_until is None, project.offered_until or today(), project.pk)
