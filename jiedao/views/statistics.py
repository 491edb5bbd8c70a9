"""Figures: the page of all of them, the same as data, and the rows that make one up."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiedao.context import office_of
from jiedao.figure_rows import FigureRows
from jiedao.figures import BY_KEY, FIGURES
from jiedao.forms import StatisticsForm
from jiedao.statistics import BARS, COLUMNS, LINES, choices, comparison, overview
from lib.addresses import address
from orgs.figures import numbers
from orgs.listing import Pager, Tab

PAGE_SIZE = 20


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """An organisation's own numbers or, with `by=place`, those of the places below it."""
    form = StatisticsForm(request.GET)
    organization = form.organization_chosen or office_of(request)
    context = {"form": form, "organization": organization}
    if organization:
        known = choices(office_of(request))
        places = [place for place in known if place != organization and organization.contains(place)]
        if organization not in known:
            known.append(organization)
        by_place = bool(places) and request.GET.get("by") == "place"
        tabs = _tabs(organization, form.day, by_place) if places else []
        context |= {"choices": known, "tabs": tabs, "by_place": by_place}
        if by_place:
            found = comparison(organization, places, form.day)
            context |= {"comparison": found, "columns": COLUMNS, "bars": BARS}
        else:
            found = overview(organization, form.day)
            context |= {"overview": found, "lines": LINES}
        context["charts"] = found.charts()
    return render(request, "jiedao/statistics.html", context)


def _tabs(organization, day, by_place):
    whole = f"{address('jiedao:statistics')}?date={day}&organization={organization.pk}"
    return [
        Tab("总数与走势", whole, is_current=not by_place),
        Tab("各管区、各社区", f"{whole}&by=place", is_current=by_place),
    ]


@require_safe
def statistics_json(request: HttpRequest) -> JsonResponse:
    """{"date", "organization" (name), "organization_id", "figures": {key: number}}.

    400 for a day that cannot be read, 404 for an unknown organisation; `error` then says why.
    """
    form = StatisticsForm(request.GET)
    if not form.is_valid():
        status = 404 if "organization" in form.errors and "date" not in form.errors else 400
        return _json({"error": next(iter(form.errors.values()))[0]}, status)
    organization = form.cleaned_data["organization"] or office_of(request)
    if organization is None:
        return _json({"error": "还没有录入党组织，没有数字可查。"}, 404)
    return _json(
        {
            "date": form.day.isoformat(),
            "organization": organization.name,
            "organization_id": organization.pk,
            "figures": numbers(FIGURES, organization, form.day),
        }
    )


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """The rows that make a figure up: those that residents may see, and how many more there are."""
    form = StatisticsForm(request.GET)
    organization = form.organization_chosen or office_of(request)
    if key not in BY_KEY or organization is None:
        raise Http404
    found = FigureRows(BY_KEY[key], organization, form.day)
    page = Paginator(found.public, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "found": found, "rows": found.describe(page.object_list)}
    context |= {"page": page, "pager": Pager.of(page, request)}
    context |= found.hidden(page.paginator.count)
    return render(request, "jiedao/figure.html", context)


def _json(data, status=200):
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
