"""公开: the public page of what came of the claims."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lib.addresses import address
from orgs.listing import Pager, Tab
from partnerships import results as found

PAGE_SIZE = 20
_TABLES = {
    "unit": ("各单位", "单位", found.by_unit),
    "community": ("各社区", "社区", found.by_community),
}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """A page of one of the two tables, in the order asked for; what cannot be read asks for nothing. All rows
    are counted at once, since any column may lead: four queries, however many there are.
    """
    years = found.years()
    here = _asked(request.GET, years)
    title, subject, table = _TABLES[here["by"]]
    rows = found.in_order(table(here["year"]), here["sort"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": title,
        "subject": subject,
        "page": page,
        "pager": Pager.of(page, request),
        "whole": found.whole(here["year"]),
        "year": here["year"],
        "rules": found.RULES,
        **_ways(here, years),
    }
    return render(request, "partnerships/results.html", context)


def _asked(query, years):
    by, sort = query.get("by"), query.get("sort")
    return {
        "by": by if by in _TABLES else "unit",
        "sort": sort if sort in found.ORDERS else "held",
        "year": next((each for each in years if str(each) == query.get("year")), None),
    }


def _ways(here, years):
    """Links to the other table, to other years, and to other orders."""
    tabs = [Tab(label, _url(here, by=key), key == here["by"]) for key, (label, *_) in _TABLES.items()]
    of_years = [
        Tab(f"{each}年" if each else "全部年份", _url(here, year=each), each == here["year"])
        for each in (None, *years)
    ]
    columns = [
        Tab(label, _url(here, sort=key), key == here["sort"]) for key, (label, _) in found.ORDERS.items()
    ]
    return {"tabs": tabs, "years": of_years, "columns": columns}


def _url(here, **changes):
    """This page with other values; those that are the first choice anyway are left out."""
    first = {"by": "unit", "sort": "held"}
    chosen = {name: value for name, value in (here | changes).items() if value and first.get(name) != value}
    return f"{address('partnerships:results')}{f'?{urlencode(chosen)}' if chosen else ''}"
