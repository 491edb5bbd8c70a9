"""Public pages of volunteers: the teams and what they did, and how to join."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import volunteer_link as links
from events.models import Activity, ServiceRecord, Volunteer, VolunteerTeam
from events.rows import activity_brief
from events.teams import with_deeds
from events.volunteer_form import VolunteerForm
from events.workflow import volunteers
from lib.days import today
from lib.keys import is_key
from orgs.listing import PAGE_SIZE, Pager
from orgs.models import Organization
from orgs.moves import Refused
from orgs.public_form import public_form

_SHOWN = 6


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """All public teams, or those of one organisation and all below it."""
    teams, organization = VolunteerTeam.objects.public(), None
    if asked := request.GET.get("organization", ""):
        shown = Organization.objects.public().filter(pk=asked if is_key(asked) else None)
        organization = get_object_or_404(shown)
        teams = teams.within(organization)
    page = Paginator(with_deeds(teams), PAGE_SIZE).get_page(request.GET.get("page"))
    people = Volunteer.objects.active().count()
    context = {
        "page": page,
        "pager": Pager.of(page, request),
        "organization": organization,
        "people": people,
        "hours": ServiceRecord.objects.filter(served_on__year=today().year).hours(),
        "year": today().year,
    }
    return render(request, "events/team_list.html", context)


@require_safe
def team_detail(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(with_deeds(VolunteerTeam.objects.public()), pk=pk)
    served = ServiceRecord.objects.counted().filter(volunteer__teams=team, activity__isnull=False)
    activities = Activity.objects.public().filter(pk__in=served.order_by().values("activity")).past()
    brand = team.brand if team.brand and team.brand.is_public else None
    context = {
        "team": team,
        "brand": brand,
        "activities": activity_brief(activities)[:_SHOWN],
        "year": today().year,
    }
    return render(request, "events/team_detail.html", context)


@public_form
def volunteer_register(request: HttpRequest) -> HttpResponse:
    form = VolunteerForm(request)
    if request.method == "POST" and form.is_valid():
        told = form.registered()
        try:
            key = form.once(told["organization"], lambda: volunteers.register(**told, request=request))
            return redirect(links.address_of(Volunteer.objects.get(pk=key), "own_receipt") or request.path)
        except Refused as refused:
            form.add_error(None, str(refused))
    return form.answer("events/volunteer_form.html", {})


@never_cache
@require_safe
def own_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """In the same words whether the number was known or not; without name and number."""
    volunteer = links.volunteer_of(token)
    if volunteer is None:
        raise Http404
    link = request.build_absolute_uri(links.address_of(volunteer))
    return render(request, "events/volunteer_receipt.html", {"volunteer": volunteer, "link": link})
