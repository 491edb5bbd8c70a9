"""Import and export of a ledger in the admin of its records, with django-import-export's addresses,
permissions and filtered querysets; reading, checking and writing are `orgs/intake`'s and `orgs/ledgers`'.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe
from import_export.admin import ImportExportMixin

from orgs.access import Action, may
from orgs.admin.forged import log_forged
from orgs.admin.ledgers.batch import BatchPages
from orgs.admin.ledgers.export import ExportPages
from orgs.admin.ledgers.upload import UploadForm
from orgs.intake import workflow
from orgs.intake.resource import resource_for
from orgs.ledgers import Ledger
from orgs.ledgers.blank import blank
from orgs.models import ImportBatch

RECENT = 20


class LedgerAdmin(BatchPages, ExportPages, ImportExportMixin):
    """Mixed into the admin of a ledger's records, before RecordAdmin."""

    ledger: Ledger
    # What goes in, where it is not what the list shows: 议事会成员.
    ledger_noun = ""
    # Which rows of the ledger belong to the list's rows: a lookup of the list's primary keys.
    listed_by = "pk"
    # Can its rows name units that are not there yet?
    creates_missing = True
    import_export_change_list_template = None  # templates/admin/change_list.html holds the links

    def has_import_permission(self, request):
        return may(request.user, Action.IMPORT, self.model)

    def has_export_permission(self, request):
        return may(request.user, Action.EXPORT, self.model)

    def get_resource_classes(self, request):
        return [resource_for(self.ledger)]

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"user": request.user}

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"ledger_noun": self.ledger_noun} | (extra_context or {}))

    @property
    def noun(self) -> str:
        return self.ledger_noun or str(self.opts.verbose_name_plural)

    # Addresses

    def page_name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def address(self, page: str, *args) -> str:
        return reverse(self.page_name(page), args=args)

    def get_urls(self):
        """Ours in place of the framework's, under its names where it has a page of the kind."""
        pages = {
            "import/": ("import", self.import_action),
            "import/template/": ("import_template", self.template),
            "import/<int:pk>/commit/": ("process_import", self.process_import),
        }
        pages |= self.batch_pages() | self.export_pages()
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{prefix}_{name}")
            for route, (name, view) in pages.items()
        ]
        names = {each.name for each in own}
        return [*own, *(each for each in super().get_urls() if each.name not in names)]

    def show(self, request, template: str, **context) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {"opts": self.opts, "ledger": self.ledger, "title": f"导入{self.noun}", "noun": self.noun}
        context = self.admin_site.each_context(request) | common | context
        return TemplateResponse(request, f"admin/ledgers/{template}.html", context)

    def require_import(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied

    # Pages

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_action(self, request, **kwargs):
        """Hand in a file; beneath, what was handed in last."""
        self.require_import(request)
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*given, user=request.user, ledger=self.ledger, creates_missing=self.creates_missing)
        if form.is_valid() and (batch := self._received(request, form)):
            return HttpResponseRedirect(self.address("import_batch", batch.pk))
        log_forged(request, [form])
        batches = ImportBatch.objects.visible_to(request.user).filter(ledger=self.ledger.key)
        recent = list(batches.select_related("user")[: RECENT + 1])
        return self.show(
            request, "upload", form=form, recent=recent[:RECENT], has_more=len(recent) > RECENT, shown=RECENT
        )

    def _received(self, request, form):
        """The new batch, checked at once or soon; None where the form says why there is none."""
        data = form.cleaned_data
        try:
            batch = workflow.receive(
                self.ledger,
                data["file"],
                user=request.user,
                organization=data["organization"],
                create_missing=data.get("create_missing", False),
            )
            workflow.check_soon(batch, self.ledger)
        except workflow.Refused as refused:
            form.add_error("file", list(refused.lines))
            return None
        return batch

    @method_decorator(require_safe)
    def template(self, request):
        """An empty workbook of the ledger, to be filled in."""
        self.require_import(request)
        return self.workbook(f"{self.ledger.title}-模板", lambda file: blank(self.ledger, request.user, file))
