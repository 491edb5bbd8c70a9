"""Public pages of points: the rules, the honour roll, and how a volunteer redeems a reward."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events import honour_roll as roll
from events.enums import PointLine, VolunteerState
from events.models import PointRule, Reward, StarRule
from events.volunteer_form import RedeemForm
from events.volunteer_link import volunteer_of
from events.workflow import points as book
from events.workflow import rewards
from events.workflow.volunteers import HERSELF
from lib.days import today
from lib.keys import is_key
from orgs.listing import Tab
from orgs.moves import Refused
from orgs.public_form import public_form

_MOST = 200  # rules, or rewards, on one page


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """How points are earned on both lines, by the rules in force today, and what they are spent on."""
    in_force = PointRule.objects.in_force().select_related("organization")
    rules = list(in_force.order_by("organization__path", "event", "-points", "pk")[:_MOST])
    lines = [(line, [rule for rule in rules if rule.line == line]) for line in PointLine]
    offered = Reward.objects.public().filter(stock__gte=1).select_related("organization", "donor")
    star_rules = StarRule.objects.exclude(published_on=None).select_related("organization")
    context = {
        "lines": [(line.label, held) for line, held in lines],
        "rewards": offered.order_by("points", "organization__path", "pk")[:_MOST],
        "star_rules": star_rules.filter(year__gte=today().year - 1).order_by("organization__path", "-year"),
    }
    return render(request, "events/points.html", context)


@require_safe
def honour_roll(request: HttpRequest) -> HttpResponse:
    """Of one year: this one unless the address says another."""
    years = roll.years()
    asked = request.GET.get("year", "")
    year = int(asked) if is_key(asked) and int(asked) in years else years[0]
    context = {
        "year": year,
        "years": [Tab(f"{each}年", f"{request.path}?year={each}", each == year) for each in years],
        "organizations": roll.organizations(year),
        "units": roll.units(year),
        "volunteers": roll.volunteers(year),
        "donors": roll.donors(),
        "awards": roll.awards(year),
        "most": roll.MOST,
    }
    return render(request, "events/honour_roll.html", context)


@public_form
def own_redeem(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Asks once; the code then stands on her own page. A double tap spends once."""
    volunteer = volunteer_of(token)
    if volunteer is None or volunteer.status != VolunteerState.ACTIVE:
        return render(request, "events/own_gone.html", status=404)
    offered = Reward.objects.public().for_accounts_of(volunteer.organization)
    reward = get_object_or_404(offered.select_related("organization"), pk=pk)
    account = book.account_of(volunteer) if request.method == "POST" else None
    back = f"{reverse('events:own', args=[token])}#points"
    form = RedeemForm(request, reward)
    if account and form.is_valid():
        try:
            form.once(volunteer, lambda: rewards.redeem(reward, account, HERSELF, request))
            return redirect(back)
        except Refused as refused:
            form.add_error(None, str(refused))
    return form.answer("events/own_redeem.html", {"reward": reward, "back": back})
