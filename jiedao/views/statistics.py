"""Figures: the page of all of them, the same as data, and the rows that make one up."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiedao.context import office_of
from jiedao.figure_rows import FigureRows
from jiedao.figures import BY_KEY, FIGURES
from jiedao.forms import StatisticsForm
from jiedao.statistics import BARS, COLUMNS, LINES, choices
from jiedao.statistics import statistics as statistics_of
from orgs.figures import numbers

PAGE_SIZE = 20


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    form = StatisticsForm(request.GET)
    organization = form.organization_chosen or office_of(request)
    context = {"form": form, "organization": organization, "columns": COLUMNS, "bars": BARS, "lines": LINES}
    if organization:
        known = choices(office_of(request))
        places = [place for place in known if place != organization and organization.contains(place)]
        found = statistics_of(organization, places, form.day)
        if organization not in known:
            known.append(organization)
        context |= {"statistics": found, "charts": found.charts(), "choices": known}
    return render(request, "jiedao/statistics.html", context)


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
    context = {"form": form, "found": found, "page": page, "rows": found.describe(page.object_list)}
    context |= found.hidden(page.paginator.count)
    return render(request, "jiedao/figure.html", context)


def _json(data, status=200):
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
