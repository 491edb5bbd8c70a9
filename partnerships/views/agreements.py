"""Public pages of agreements."""

from pathlib import PurePath

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lib.delivery import deliver
from lib.templatetags.jiedao_text import day
from orgs import audit
from orgs.listing import Listing
from partnerships import work_record
from partnerships.amendments import told
from partnerships.enums import AgreementStatus
from partnerships.forms import AgreementFilters
from partnerships.models import Agreement, AgreementAmendment, AgreementAttachment, AgreementParty, Project
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
        "chain": public.renewal_chain(agreement),
        "amendments": told(agreement, with_documents=False),
        "projects": project_brief(Project.objects.public().filter(agreement=agreement)),
        "entries": work_record.entries(agreement),
    }
    return render(request, "partnerships/agreement_detail.html", context)


@require_safe
def agreement_attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed scan, for staff who may see the agreement; nobody else learns that there is one."""
    attachment = _for_staff(request, AgreementAttachment, pk, "附件")
    return _handed_out(request, attachment.agreement, attachment.file, attachment.title or "附件")


@require_safe
def amendment_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper of an amendment, for the same staff."""
    amendment = _for_staff(request, AgreementAmendment, pk, "补充协议")
    if not amendment.document:
        raise Http404
    name = f"补充协议（{day(amendment.amended_on)}）"
    return _handed_out(request, amendment.agreement, amendment.document, name)


def _for_staff(request, model, pk, noun):
    if not getattr(request.user, "is_clerk", False):
        raise Http404
    seen = model.objects.visible_to(request.user).select_related("agreement__organization")
    row = seen.filter(pk=pk).first()
    if row is None:
        audit.refuse(request, f"下载{noun} {pk}：没有这个{noun}，或不在管理范围内。")
        raise Http404
    return row


def _handed_out(request, agreement, file, name):
    title = name.replace("/", "-")
    answer = deliver(request, file, f"{title}{PurePath(file.name).suffix}")
    audit.log_download(request, agreement, title)
    return answer
