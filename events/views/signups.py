"""Public pages of signing up: the form, the ticket, and cancelling."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import ticket as tickets
from events.enums import TAKES_SIGNUPS, ActivityStatus, SignupStatus
from events.models import Activity, Signup
from events.places import signup_box, with_taken
from events.signup_form import SignupForm
from events.venue import street_address, venue
from events.workflow import signups
from lib import qr
from lib.masking import mask
from orgs.moves import Refused
from orgs.public_form import public_form


@public_form
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """When nobody can sign up, the page says why, and whom to call."""
    shown = with_taken(Activity.objects.public().select_related("organization", "station"))
    activity = get_object_or_404(shown, pk=pk)
    context = _where(activity) | {"signup": None, "signup_box": signup_box(activity)}
    if context["signup_box"]["state"] not in TAKES_SIGNUPS:
        return render(request, "events/signup_closed.html", context)
    form = SignupForm(request, activity)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.once(activity, lambda: signups.sign_up(activity, **form.applied(), request=request))
            return redirect(tickets.address_of_key(key))
        except Refused as refused:
            form.refuse(refused)
    return form.answer("events/signup_form.html", context)


@never_cache
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    signup = _signup(token)
    if signup.erased_on:
        return render(request, "events/ticket_erased.html", {"signup": signup})
    is_off = signup.status == SignupStatus.CANCELLED or signup.activity.status == ActivityStatus.CANCELLED
    at_desk = request.build_absolute_uri(reverse("events:check_in", args=[signup.code]))
    context = _context(signup, token) | {
        "place_in_queue": signups.place_in_queue(signup),
        "calendar_url": _calendar_url(signup),
        "code": "" if is_off else qr.svg(at_desk, "签到用的二维码"),
    }
    return render(request, "events/ticket.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once. What is cancelled already leads to the ticket, which says so."""
    signup = _signup(token)
    refused = ""
    if signup.status == SignupStatus.CANCELLED or signup.erased_on:
        return redirect(tickets.address_of(signup))
    if request.method == "POST":
        try:
            signups.cancel(signup, signups.BY_TICKET, request)
            return redirect(tickets.address_of(signup))
        except Refused as error:
            refused = str(error)
    return render(request, "events/ticket_cancel.html", _context(signup, token) | {"refused": refused})


def _signup(token) -> Signup:
    signup = tickets.signup_of(token)
    if signup is None:
        raise Http404
    return signup


def _context(signup, token):
    """Of an activity that is hidden just now, nothing is told: nobody has looked over what it says."""
    is_shown = Activity.objects.public().filter(pk=signup.activity_id).exists()
    return _where(signup.activity if is_shown else None) | {
        "signup": signup,
        "phone": mask(signup.contact_phone),
        "ticket_url": reverse("events:ticket", args=[token]),
        "cancel_url": reverse("events:ticket_cancel", args=[token]),
        "may_cancel": signups.may_cancel(signup),
    }


def _calendar_url(signup):
    """Of a place that is hers; the queue is nothing for a calendar."""
    has_place = signup.status == SignupStatus.CONFIRMED
    return reverse("events:activity_calendar", args=[signup.activity_id]) if has_place else ""


def _where(activity):
    place, street = (venue(activity), street_address(activity)) if activity else ("", "")
    return {"activity": activity, "venue": place, "street_address": street}
