"""The Word template of a branch, put in its place by who manages it."""

from pathlib import PurePath

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from lib.delivery import deliver, deliver_made
from lib.uploads import validate_document
from orgs import audit
from orgs.access import Action, may
from orgs.admin.choices import own_place
from orgs.admin.filters import BranchFilter
from orgs.admin.form import RecordForm
from orgs.admin.record import RecordAdmin
from partnerships.document import GUIDE, Unusable, default_template, nearest_paper, try_out
from partnerships.models import AgreementPaper

_ONLY_DOCX = "只能上传 .docx 文件。请在 Word 或 WPS 中另存为 Word 文档（.docx）后再上传。"
_NAME = "协议模板.docx"


class PaperForm(RecordForm):
    class Meta:
        error_messages = {"organization": {"unique": "这个党组织已经有协议模板，请回到列表更换那一份。"}}

    def file_link(self, name):
        return reverse("admin:agreementpaper_file", args=[self.instance.pk]) if self.instance.pk else ""

    def clean_file(self):
        """A new one is tried with made-up values: what would fail later is told now."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            if PurePath(file.name).suffix.lower() != ".docx":
                raise forms.ValidationError(_ONLY_DOCX)
            validate_document(file)  # before anything opens it; the model would judge it only after this
            file.seek(0)
            try:
                try_out(file.read())
            except Unusable as error:
                raise forms.ValidationError(str(error)) from error
            finally:
                file.seek(0)
        return file


@admin.register(AgreementPaper)
class AgreementPaperAdmin(RecordAdmin):
    form = PaperForm
    change_form_template = "admin/partnerships/agreementpaper/change_form.html"
    list_display = ["filed_under", "download", "user", "updated_at"]
    list_filter = [BranchFilter]
    list_select_related = ["organization", "user"]
    search_fields = ["organization__name", "organization__initials"]
    search_help_text = "按党组织的名称或拼音首字母查找。"
    autocomplete_fields = ["organization"]
    fields = ["organization", "file"]

    def get_readonly_fields(self, request, obj=None):
        """For which organisation it is is said once."""
        return ["organization"] if obj else []

    def save_model(self, request, obj, form, change):
        obj.user = request.user
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["guide"] = GUIDE
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            path("<int:pk>/file/", view(require_safe(self.paper)), name="agreementpaper_file"),
            path("template/", view(require_safe(self.template)), name="agreementpaper_template"),
        ]
        return [*pages, *super().get_urls()]

    def paper(self, request, pk):
        """An uploaded template, for who manages its branch."""
        self._require(request)
        paper = get_object_or_404(self.get_queryset(request), pk=pk)
        answer = deliver(request, paper.file, _NAME)
        audit.log_download(request, paper, _NAME)
        return answer

    def template(self, request):
        """What is in force where the user works, to start from."""
        self._require(request)
        place = own_place(AgreementPaper, request.user)
        paper = nearest_paper(place) if place else None
        if paper is None:
            return deliver_made(default_template(), _NAME)
        return deliver(request, paper.file, _NAME)

    @staticmethod
    def _require(request):
        if not may(request.user, Action.VIEW, AgreementPaper):
            raise PermissionDenied

    @admin.display(description="模板")
    def download(self, paper):
        return format_html('<a href="{}">下载</a>', reverse("admin:agreementpaper_file", args=[paper.pk]))
