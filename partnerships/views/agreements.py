"""Public pages of agreements."""

from pathlib import PurePath

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lib.delivery import deliver
from orgs import audit
from orgs.listing import Listing
from partnerships.enums import AgreementStatus
from partnerships.forms import AgreementFilters
from partnerships.models import Agreement, AgreementAttachment, AgreementParty, Project
from partnerships.rows import agreement_rows, project_brief


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
