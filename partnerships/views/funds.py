"""Public pages of funds: income, use and balance; and the documents, for staff."""

from pathlib import PurePath

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lib.delivery import deliver
from lib.keys import is_key
from lib.templatetags.jiedao_text import day
from orgs import audit
from orgs.listing import PAGE_SIZE, Pager
from orgs.models import Organization
from partnerships.fund_book import years
from partnerships.models import Fund, FundEntry, Project


@require_safe
def fund_list(request: HttpRequest) -> HttpResponse:
    """All that are public, or those of one organisation and all below it."""
    funds = Fund.objects.public().select_related("organization").with_balances()
    asked, organization = request.GET.get("organization", ""), None
    if asked:
        shown = Organization.objects.public().filter(pk=asked if is_key(asked) else None)
        organization = get_object_or_404(shown)
        funds = funds.within(organization)
    page = Paginator(funds, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "pager": Pager.of(page, request), "organization": organization}
    return render(request, "partnerships/fund_list.html", context)


@require_safe
def fund_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Without documents, and without persons who have not agreed to be named."""
    fund = get_object_or_404(Fund.objects.public().select_related("organization").with_balances(), pk=pk)
    entries = fund.entries.select_related("donor", "corrects").defer("document", "user")
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    used = [entry.project_id for entry in page.object_list if entry.project_id]
    projects = Project.objects.public().filter(pk__in=used).only("title").in_bulk() if used else {}
    rows = [(entry, projects.get(entry.project_id)) for entry in page.object_list]
    context = {
        "fund": fund,
        "years": years(fund),
        "rows": rows,
        "page": page,
        "pager": Pager.of(page, request),
    }
    return render(request, "partnerships/fund_detail.html", context)


@require_safe
def fund_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper behind an entry, for staff who may see the fund; nobody else learns that there is one."""
    if not getattr(request.user, "is_clerk", False):
        raise Http404
    seen = FundEntry.objects.visible_to(request.user).select_related("fund__organization")
    entry = seen.filter(pk=pk).exclude(document="").first()
    if entry is None:
        audit.refuse(request, f"下载凭证 {pk}：没有这份凭证，或不在管理范围内。")
        raise Http404
    name = f"{day(entry.day)}凭证{PurePath(entry.document.name).suffix}"
    answer = deliver(request, entry.document, name)
    audit.log_download(request, entry.fund, name)
    return answer
