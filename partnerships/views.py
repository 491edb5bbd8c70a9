"""Public pages of agreements, the three lists and projects."""

from functools import partial
from pathlib import PurePath

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lib.delivery import deliver
from orgs import audit
from orgs.listing import Listing
from orgs.models.category import CategoryKind
from orgs.panels import sections
from partnerships.enums import AgreementStatus, ItemKind
from partnerships.forms import AgreementFilters, ItemFilters, ProjectFilters
from partnerships.models import (
    Agreement,
    AgreementAttachment,
    AgreementParty,
    ListItem,
    Problem,
    Project,
    ProjectPartner,
)
from partnerships.rows import agreement_rows, item_brief, item_rows, project_brief, project_rows

_LISTS = {f"{kind}s": kind for kind in ItemKind}


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request, AgreementFilters, agreement_rows(Agreement.objects.public()))
    return render(request, "partnerships/agreement_list.html", {"listing": listing})


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    public = Agreement.objects.public()
    parties = Prefetch("parties", AgreementParty.objects.select_related("organization", "unit"))
    shown = public.with_status().select_related("organization", "witness").prefetch_related(parties)
    agreement = get_object_or_404(shown, pk=pk)
    context = {
        "agreement": agreement,
        "is_terminated": agreement.status() == AgreementStatus.TERMINATED,
        "renews": public.filter(pk=agreement.renews_id).first(),
        "renewed_by": public.filter(renews=agreement).first(),
        "projects": project_brief(Project.objects.public().filter(agreement=agreement)),
    }
    return render(request, "partnerships/agreement_detail.html", context)


@require_safe
def agreement_attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed scan, for staff who may see the agreement; nobody else learns that there is one."""
    if not getattr(request.user, "is_clerk", False):
        raise Http404
    seen = AgreementAttachment.objects.visible_to(request.user).select_related("agreement__organization")
    attachment = seen.filter(pk=pk).first()
    if attachment is None:
        audit.refuse(request, f"下载附件 {pk}：没有这个附件，或不在管理范围内。")
        raise Http404
    title = attachment.title.replace("/", "-") or "附件"
    answer = deliver(request, attachment.file, f"{title}{PurePath(attachment.file.name).suffix}")
    audit.log_download(request, attachment.agreement, title)
    return answer


@require_safe
def item_list(request: HttpRequest, list_name: str) -> HttpResponse:
    kind = _kind(list_name)
    items = item_rows(ListItem.objects.public().of_kind(kind))
    listing = Listing(request, partial(ItemFilters, kind=kind), items)
    context = {"listing": listing, "kind": kind, "list_name": list_name, "lists": _LISTS}
    return render(request, "partnerships/item_list.html", context)


@require_safe
def item_detail(request: HttpRequest, list_name: str, pk: int) -> HttpResponse:
    """Without the contact person: the office of the organisation in charge answers."""
    kind = _kind(list_name)
    items = ListItem.objects.public().of_kind(kind).select_related("organization", "unit", "category")
    item = get_object_or_404(items, pk=pk)
    projects = project_brief(Project.objects.public().filter(demands=item))
    context = {"item": item, "kind": kind, "list_name": list_name, "projects": projects}
    return render(request, "partnerships/item_detail.html", context)


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    projects = project_rows(Project.objects.public())
    listing = Listing(request, partial(ProjectFilters, kind=CategoryKind.PROJECT), projects)
    return render(request, "partnerships/project_list.html", {"listing": listing})


@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    partners = Prefetch("partners", ProjectPartner.objects.select_related("organization", "unit"))
    shown = Project.objects.public().select_related("organization", "category").prefetch_related(partners)
    project = get_object_or_404(shown, pk=pk)
    context = {
        "project": project,
        "agreement": Agreement.objects.public().filter(pk=project.agreement_id).first(),
        "demands": item_brief(ListItem.objects.public().filter(projects=project)),
        "problems": Problem.objects.public().filter(project=project).only("title", "solved_on", "result"),
        "sections": sections(project),
    }
    return render(request, "partnerships/project_detail.html", context)


def _kind(list_name):
    """The kind of item on a list, by its name in addresses; 404 for another name."""
    if list_name not in _LISTS:
        raise Http404
    return _LISTS[list_name]
