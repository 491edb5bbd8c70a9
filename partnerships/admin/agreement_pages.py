"""What an agreement's form shows and hands out besides its fields: papers, amendments, what became of it."""

from pathlib import PurePath

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from lib.delivery import deliver, deliver_made
from orgs import audit
from orgs.moves import Refused
from partnerships import work_record
from partnerships.amendments import told
from partnerships.document import Unusable, agreement_document
from partnerships.models import Agreement
from partnerships.workflow.agreements import sign_off


class AgreementPages:
    """Mixed into the agreements' admin, before the others."""

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            ("termination-document", self.termination_document, "agreement_termination_document"),
            ("document", self.document, "agreement_document"),
        ]
        own = [path(f"<int:pk>/{page}/", view(require_safe(act)), name=name) for page, act, name in pages]
        return [*own, *super().get_urls()]

    def termination_document(self, request, pk):
        """The paper that ended an agreement, for staff who may see the agreement."""
        agreement = get_object_or_404(self.get_queryset(request).exclude(termination_document=""), pk=pk)
        document = agreement.termination_document
        name = PurePath(document.name).name
        answer = deliver(request, document, name)
        audit.log_download(request, agreement, name)
        return answer

    def document(self, request, pk):
        """The agreement in Word, for staff who may see it."""
        agreement = get_object_or_404(self.get_queryset(request).select_related("witness"), pk=pk)
        try:
            content = agreement_document(agreement)
        except (Unusable, FileNotFoundError) as error:
            words = f"没有生成协议文本。{error if isinstance(error, Unusable) else '模板文件已不在。'}"
            self.message_user(request, f"{words}请联系管理人员更换协议模板。", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:partnerships_agreement_change", args=[pk]))
        name = f"{agreement.title}.docx"
        answer = deliver_made(content, name)
        audit.log_download(request, agreement, name)
        return answer

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["life"] = None
        if obj is not None and not context["is_popup"]:
            context["life"] = {
                "missing": obj.missing_parties(),
                "has_signatures": any(party.signed_on for party in obj.parties.all()),
                "is_silent": Agreement.objects.silent(among=[obj.pk]).exists(),
                "entries": work_record.entries(obj, request.user),
                "amendments": told(obj, with_documents=True),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def acts_open_to(self, request, record):
        document = ("生成协议文本（Word）", reverse("admin:agreement_document", args=[record.pk]))
        found = [*super().acts_open_to(request, record), document]
        if record.signed_on and not record.files and self.has_change_permission(request, record):
            found.append(("上传签字盖章的扫描件", "#attachments-group"))
        return found

    def save_related(self, request, form, formsets, change):
        """Where the last party's day was typed into the form, the agreement is signed on the latest."""
        super().save_related(request, form, formsets, change)
        try:
            if sign_off(form.instance, request):
                self.message_user(request, "各方都签了，签约日期取最晚的一天。")
        except Refused as refused:
            words = f"各方的签署日期都填了，但协议还不能算签订：{refused}"
            self.message_user(request, words, messages.WARNING)
