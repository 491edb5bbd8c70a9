"""Search by word, date and community; every result has an address that can be shared."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiedao.forms import SearchForm
from jiedao.rows import describe
from jiedao.search import PAGE_SIZE, SOURCES, Search
from orgs.listing import Pager


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """All kinds with their first hits, or with `in=` one kind, page by page."""
    form = SearchForm(request.GET)
    context = {"form": form, "asked": False}
    if form.is_valid():
        asked = Search(form.terms(), form.cleaned_data["date"], form.cleaned_data["community"])
        context |= {"asked": not asked.is_empty, "period": asked.period}
        if not asked.is_empty:
            context |= _found(asked, request)
    return render(request, "jiedao/search.html", context)


def _found(asked, request):
    source = next((source for source in SOURCES if source.key == request.GET.get("in")), None)
    if source is None:
        groups = asked.groups()
        return {"source": None, "groups": groups, "count": sum(group.count for group in groups)}
    page = Paginator(asked.hits(source), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [describe(record) for record in page.object_list]
    return {
        "source": source,
        "rows": rows,
        "count": page.paginator.count,
        "pager": Pager.of(page, request),
    }
