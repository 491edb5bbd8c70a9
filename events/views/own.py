"""The pages behind a volunteer's private link: her hours, points and certificates, and her data."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import own_data
from events import volunteer_link as links
from events.enums import VolunteerState
from events.models import Volunteer
from events.own_points import own_points
from events.printing import certificate_context
from events.volunteer_form import NameForm, OwnForm, PeriodForm
from events.workflow import certificates, erasure, volunteers
from events.workflow.volunteers import HERSELF
from lib.days import today
from lib.delivery import deliver_made
from orgs import audit
from orgs.enums import AuditAct
from orgs.moves import Refused
from orgs.public_form import public_form


class _Act(NamedTuple):
    form: type[OwnForm]
    run: Callable[[Volunteer, HttpRequest, OwnForm], HttpResponse | None]


def _name(volunteer, request, form):
    volunteers.name_in_public(volunteer, form.cleaned_data["agrees"], HERSELF, request)


def _certify(volunteer, request, form):
    made = certificates.issue(volunteer, HERSELF, request, **_span(form))
    return redirect("events:own_certificate", request.resolver_match.kwargs["token"], made.pk)


def _span(form) -> dict[str, date]:
    return {name: form.cleaned_data[name] for name in ("since", "until")}


_ACTS = {"name": _Act(NameForm, _name), "certify": _Act(PeriodForm, _certify)}


def _owned(view):
    """The view gets the volunteer; others are told in the same words, whatever became of the link."""

    @wraps(view)
    def wrapped(request, token, **kwargs):
        volunteer = links.volunteer_of(token)
        if volunteer is None:
            return render(request, "events/own_gone.html", status=404)
        return view(request, volunteer, **kwargs)

    return wrapped


@public_form
@_owned
def own(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    sent = request.POST.get("act", "") if request.method == "POST" else None
    forms = {key: act.form(request, is_sent=key == sent) for key, act in _ACTS.items()}
    forms["name"].initial = {"agrees": volunteer.is_named_public}
    if sent in forms and forms[sent].is_valid():
        try:
            return _ACTS[sent].run(volunteer, request, forms[sent]) or redirect(f"{request.path}?done={sent}")
        except Refused as refused:
            forms[sent].add_error(None, str(refused))
    failed = forms.get(sent)
    context = _context(request, volunteer) | {"forms": forms, "failed": failed}
    return render(request, "events/own.html", context, status=failed.status if failed else 200)


def _context(request, volunteer):
    records = volunteer.service_records.counted().select_related("activity", "category")
    year = today().year
    return {
        "volunteer": volunteer,
        "token": request.resolver_match.kwargs["token"],
        "is_active": volunteer.status == VolunteerState.ACTIVE,
        "is_named": request.GET.get("done") == "name",
        "records": [(each, own_data.subject_of(each)) for each in records],
        "hours": volunteer.service_records.all().hours(),
        "year": year,
        "hours_of_year": volunteer.service_records.filter(served_on__year=year).hours(),
        "certificates": volunteer.certificates.all(),
        "teams": volunteer.teams.all(),
        "own_points": own_points(volunteer),
    }


@public_form
@_owned
def own_erase(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Asks once."""
    form = OwnForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            erasure.erase(volunteer, request)
            return redirect("events:own_erased")
        except Refused as refused:
            form.add_error(None, str(refused))
    back = reverse("events:own", args=[request.resolver_match.kwargs["token"]])
    return form.answer("events/own_erase.html", {"volunteer": volunteer, "back": back})


@require_safe
def own_erased(request: HttpRequest) -> HttpResponse:
    """It is done; says nothing of whom."""
    return render(request, "events/own_erased.html")


@never_cache
@require_safe
@_owned
def own_data_json(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    return _own_file(request, volunteer, own_data.export_json, "json")


@never_cache
@require_safe
@_owned
def own_data_sheet(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    return _own_file(request, volunteer, own_data.export_sheet, "xlsx")


def _own_file(request, volunteer, made, ending):
    if request.method == "GET":
        audit.log(AuditAct.EXPORT, request=request, record=volunteer, detail="本人导出自己的信息")
    return deliver_made(made(volunteer), f"{own_data.TITLE}.{ending}")


@never_cache
@require_safe
@_owned
def own_certificate(request: HttpRequest, volunteer: Volunteer, pk: int) -> HttpResponse:
    """For print, with the whole name."""
    certificate = get_object_or_404(volunteer.certificates.select_related("volunteer"), pk=pk)
    back = reverse("events:own", args=[request.resolver_match.kwargs["token"]])
    return render(request, "events/certificate_print.html", certificate_context(request, certificate, back))
