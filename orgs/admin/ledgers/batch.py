"""The pages of one import, from its check to its undoing."""

from datetime import timedelta
from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from lib.delivery import deliver
from orgs import audit
from orgs.admin.ledgers.preview import preview, remarks
from orgs.admin.ledgers.written import page_of, parts, written
from orgs.enums import AuditAct, ImportState
from orgs.intake import workflow
from orgs.intake.preview import mistakes_workbook
from orgs.models import ImportBatch

_WRITING = (ImportState.COMMITTING, ImportState.UNDOING)
_AT_WORK = (ImportState.READING, *_WRITING)
# Where another sheet or header row may still be pointed to.
_OPEN = (ImportState.ASKING, ImportState.PREVIEWED, ImportState.REFUSED)
# After this long without a sign of progress the page offers to try again.
_PATIENCE = timedelta(seconds=60)
_MESSAGES = 10


class BatchPages:
    """Mixed into LedgerAdmin."""

    def batch_pages(self):
        """{route: (name, view)}"""
        return {
            "import/<int:pk>/": ("import_batch", self.batch_page),
            "import/<int:pk>/progress/": ("import_progress", self.progress),
            "import/<int:pk>/header/": ("import_header", self.header),
            "import/<int:pk>/discard/": ("import_discard", self.discard),
            "import/<int:pk>/undo/": ("import_undo", self.undo),
            "import/<int:pk>/mistakes/": ("import_mistakes", self.mistakes),
            "import/<int:pk>/file/": ("import_file", self.file),
        }

    def batch(self, request, pk) -> ImportBatch:
        """Strangers learn nothing: what they may not see is not there."""
        self.require_import(request)
        batches = ImportBatch.objects.visible_to(request.user).filter(ledger=self.ledger.key)
        return get_object_or_404(batches.select_related("user", "organization", "undone_by"), pk=pk)

    def tended(self, request, pk) -> ImportBatch:
        """The batch; if whoever worked at it died, the work has begun again."""
        batch = self.batch(request, pk)
        if batch.state in _AT_WORK:
            workflow.tend(batch, self.ledger)
            batch.refresh_from_db()
        return batch

    # Looking

    @method_decorator(require_safe)
    def batch_page(self, request, pk):
        batch = self.tended(request, pk)
        if batch.state == ImportState.ASKING or ("header" in request.GET and _can_be_asked(batch)):
            return self._show_asking(request, batch)
        if batch.state == ImportState.PREVIEWED:
            return self._show_previewed(request, batch)
        if batch.state == ImportState.COMMITTED:
            return (
                self._show_undo(request, batch)
                if "undo" in request.GET
                else self._show_committed(request, batch)
            )
        if batch.state in _AT_WORK:
            words = _progress(batch)
            return self._show_batch(request, "at_work", batch, words=words, is_stalled=_is_stalled(batch))
        template = "refused" if batch.state == ImportState.REFUSED else "ended"
        return self._show_batch(request, template, batch, remarks=remarks(batch))

    @method_decorator(require_safe)
    def progress(self, request, pk):
        batch = self.tended(request, pk)
        return JsonResponse(
            {
                "state": batch.state,
                "done": batch.done,
                "total": batch.total,
                "stalled": _is_stalled(batch),
            }
        )

    def _show_batch(self, request, template, batch, **context):
        return self.show(request, template, batch=batch, subtitle=batch.file_name, **context)

    def _show_asking(self, request, batch, error=""):
        known = remarks(batch)
        context = {
            "page": known["page"] or batch.page,
            "rows": list(enumerate(known["rows"], start=1)),
            "headers": [column.header for column in self.ledger.columns if column.required],
        }
        return self._show_batch(request, "asking", batch, remarks=known, error=error, **context)

    def _show_previewed(self, request, batch):
        shown = preview(batch, self.ledger, request.GET)
        known = remarks(batch)
        would_write = batch.new_count or batch.changed_count or known["created"]
        return self._show_batch(
            request,
            "previewed",
            batch,
            preview=shown,
            numbers=_numbers(shown.page),
            remarks=known,
            would_write=would_write,
            right_count=batch.new_count + batch.changed_count + batch.same_count,
            is_published=batch.new_count and _is_public_at_first(self.ledger.model),
            is_reviewed=not self.publishes(request),
        )

    def publishes(self, request, record=None) -> bool:
        """Without another's review? `ReviewedAdmin` says so of what residents are shown."""
        return True

    def _show_committed(self, request, batch):
        kinds = parts(batch, request.GET.get("verdict"))
        current = next(part for part in kinds if part.is_current)
        page = page_of(batch, current.key, request.GET.get("page"))
        rows = written(page, self.ledger, request.user, lambda record: self.record_address(request, record))
        context = {"tabs": kinds, "current": current, "page": page, "numbers": _numbers(page), "rows": rows}
        context["waits_for_review"] = batch.new_count + batch.changed_count and not self.publishes(request)
        return self._show_batch(request, "committed", batch, remarks=remarks(batch), **context)

    def _show_undo(self, request, batch, refused=()):
        """`refused`: why it cannot be undone, and which rows stand in the way."""
        tabs = [part for part in parts(batch, None) if part.count]
        page = page_of(batch, "besides", None)
        besides = written(page, self.ledger, request.user, lambda record: "")
        context = {"tabs": tabs, "besides": besides, "has_more": page.has_next()}
        return self._show_batch(request, "undo", batch, refused=refused, **context)

    def record_address(self, request, record: Model) -> str:
        """Where the record is edited; "" where it has no page, or none for the user."""
        if not self.admin_site.is_registered(type(record)):
            return ""
        model_admin = self.admin_site.get_model_admin(type(record))
        if not model_admin.has_module_permission(request):
            return ""
        opts = record._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])

    @method_decorator(require_safe)
    def mistakes(self, request, pk):
        """The sheet as it was handed in, with what is wrong in it coloured and told."""
        batch = self.batch(request, pk)
        if batch.state != ImportState.PREVIEWED or not batch.wrong_count:
            raise Http404("nothing is wrong in this batch")
        name = f"{PurePath(batch.file_name).stem}-标出错误"
        answer = self.workbook(name, lambda file: mistakes_workbook(batch, self.ledger, file))
        self._log_file(request, batch, name)
        return answer

    @method_decorator(require_safe)
    def file(self, request, pk):
        """The file as it was handed in, never shown by the browser itself."""
        batch = self.batch(request, pk)
        if not batch.file:
            raise Http404("the file of this batch was thrown away")
        answer = deliver(request, batch.file, batch.file_name)
        self._log_file(request, batch, batch.file_name)
        return answer

    def _log_file(self, request, batch, name):
        """What was handed in goes out as it is, to be mended and handed in again: numbers of persons too."""
        audit.log_download(request, batch, name)
        if self.ledger.personal and request.method == "GET":
            audit.log(
                AuditAct.READ_PERSONAL, request=request, record=batch, detail=f"文件里的联系电话：{name}"
            )

    # Acting

    @method_decorator(require_POST)
    def header(self, request, pk):
        """Read again, with another sheet (its header found anew) or with the row that was pointed to."""
        batch = self.batch(request, pk)
        if not _can_be_asked(batch):
            return self._back(request, batch, "这一批现在不能再换工作表或表头。", messages.ERROR)
        known = remarks(batch)
        page, row = request.POST.get("page", ""), request.POST.get("row", "")
        if known["pages"] and page not in known["pages"]:
            return self._show_asking(request, batch, error="没有这张工作表，请重新选择。")
        if "row" not in request.POST and "find" in request.POST:
            return self._act(request, batch, workflow.answer, page=page, header_row=None)
        if not (row.isascii() and row.isdecimal() and 1 <= int(row[:9]) <= len(known["rows"])):
            return self._show_asking(request, batch, error="请在下面点一行，再按“按这一行读取”。")
        return self._act(request, batch, workflow.answer, page=page, header_row=int(row))

    @method_decorator(require_POST)
    def process_import(self, request, pk):
        batch = self.batch(request, pk)
        return self._act(request, batch, workflow.commit_soon, request.user)

    @method_decorator(require_POST)
    def discard(self, request, pk):
        batch = self.batch(request, pk)
        try:
            workflow.discard(batch)
        except workflow.Refused as refused:
            return self._refuse(request, batch, refused)
        self.message_user(request, f"已放弃“{batch.file_name}”，什么都没有写入。", messages.SUCCESS)
        return HttpResponseRedirect(self.address("import"))

    @method_decorator(require_POST)
    def undo(self, request, pk):
        batch = self.batch(request, pk)
        try:
            workflow.undo_soon(batch, self.ledger, request.user)
        except workflow.Refused as refused:
            if batch.state == ImportState.COMMITTED:
                return self._show_undo(request, batch, refused=refused.lines)
            return self._refuse(request, batch, refused)
        if batch.state == ImportState.UNDOING:
            return HttpResponseRedirect(self.address("import_batch", batch.pk))
        return self._back(request, batch, f"已撤销“{batch.file_name}”的导入。", messages.SUCCESS)

    def _act(self, request, batch, verb, *args, **kwargs):
        try:
            verb(batch, self.ledger, *args, **kwargs)
        except workflow.Refused as refused:
            return self._refuse(request, batch, refused)
        return HttpResponseRedirect(self.address("import_batch", batch.pk))

    def _refuse(self, request, batch, refused):
        """Tell why, beyond what the batch's page says by itself."""
        lines = [line for line in refused.lines if line != batch.message]
        if len(lines) > _MESSAGES:
            lines = [*lines[:_MESSAGES], f"还有{len(lines) - _MESSAGES}条。"]
        for line in lines:
            self.message_user(request, line, messages.ERROR)
        return HttpResponseRedirect(self.address("import_batch", batch.pk))

    def _back(self, request, batch, message, level):
        self.message_user(request, message, level)
        return HttpResponseRedirect(self.address("import_batch", batch.pk))


def _numbers(page):
    return list(page.paginator.get_elided_page_range(page.number))


def _is_public_at_first(model: type[Model]) -> bool:
    """Do residents see a new record unless somebody unticks it?"""
    try:
        return model._meta.get_field("is_public").default is True
    except FieldDoesNotExist:
        return False


def _can_be_asked(batch):
    return batch.state in _OPEN and bool(batch.remarks.get("rows"))


def _progress(batch):
    """As static/js/progress.js says it."""
    return f"已检查{batch.done:,}行，共{batch.total:,}行" if batch.total else "正在打开文件"


def _is_stalled(batch):
    beat = batch.beat_at or batch.created_at
    return batch.state in _WRITING and timezone.now() - beat > _PATIENCE
