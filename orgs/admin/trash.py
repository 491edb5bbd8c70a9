"""What is deleted goes into the bin; the bin's own pages."""

from functools import partial

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import Http404, HttpResponseRedirect
from django.urls import NoReverseMatch, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from lib.stored import OwnsFiles
from orgs import trash
from orgs.access import Action, may
from orgs.admin.changes import contents
from orgs.admin.dependants import Dependants
from orgs.admin.filters import BranchFilter
from orgs.admin.rights import RecordRights
from orgs.admin.setting import PlainTitles
from orgs.models import TrashedRecord
from orgs.trash.told import kind_name, told

_USED = "它刚刚用在了别的记录里，请再点“删除”看看是哪些。"


class Binned:
    """Mixed into admins of records: deleting moves the record into the bin."""

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.has_delete_permission(request, row) and (why := self.why_kept(row)):
            return self.keep(request, object_id, why)
        try:
            return super().delete_view(request, object_id, {"is_binned": True} | (extra_context or {}))
        except ProtectedError:  # used by another record in the meantime
            return self.keep(request, object_id, _USED)

    def delete_model(self, request, obj):
        form = self.get_form(request, obj, change=True)(instance=obj)
        trash.throw_away(obj, request.user, contents(form))

    def save_formset(self, request, form, formset, change):
        """A scan or a photo that is ticked away goes into the bin too."""
        if issubclass(formset.model, OwnsFiles):
            formset.delete_existing = partial(self._throw_away_row, form.instance, request.user)
        super().save_formset(request, form, formset, change)

    @staticmethod
    def _throw_away_row(record, user, row, commit=True):
        if commit:
            trash.throw_away_row(row, record, user)

    def why_kept(self, row) -> str:
        """Why the row must not be deleted, and what to do instead; "" when it may be."""
        return ""

    def keep(self, request, object_id, why):
        self.message_user(request, f"没有删除：{why}", messages.ERROR)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return HttpResponseRedirect(address)

    def get_deleted_objects(self, objs, request):
        """What stands in the way may be a sibling's: those are counted, not named."""
        dependants = Dependants(list(objs), request, self.admin_site)
        return dependants.names(), dependants.counts(), set(), dependants.in_the_way()


@admin.register(TrashedRecord)
class TrashedRecordAdmin(RecordRights, PlainTitles, admin.ModelAdmin):
    """Seen, restored and emptied by those who manage the branch where the record was filed."""

    list_display = ["name", "kind_word", "place", "deleted_at", "deleter"]
    list_filter = [BranchFilter]
    list_select_related = ["organization", "deleted_by"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "deleted_at"
    search_fields = ["name"]
    search_help_text = (
        f"按记录的名称查找，点名称打开以后可以恢复。删除满{settings.TRASH_KEEP_DAYS}天的自动彻底删除。"
    )
    nothing_here = "回收站是空的。删除的记录会放在这里。"
    fields = readonly_fields = ["kind_word", "name", "place", "deleted_at", "deleter", "content"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def lookup_allowed(self, lookup, value, request=None):
        """No database column holds a NUL; PostgreSQL refuses to look for one."""
        return "\0" not in str(value) and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return self.is_open(request, Action.RESTORE, obj)

    def history_view(self, request, object_id, extra_context=None):
        if not may(request.user, Action.VIEW, self.model):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:pk>/restore/", view, name="orgs_trashedrecord_restore"), *super().get_urls()]

    @method_decorator(require_POST)
    def restore_view(self, request, pk):
        trashed = self.get_object(request, str(pk))
        if not self.is_open(request, Action.RESTORE, trashed):
            raise PermissionDenied
        if trashed is None:
            raise Http404(f"no trashed record {pk} for this user")
        try:
            restored = trash.restore(trashed, request.user)
        except trash.CannotRestore as refused:
            self.message_user(request, f"没有恢复：{refused}", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:orgs_trashedrecord_changelist"))
        self._tell(request, trashed, restored)
        return HttpResponseRedirect(self._address(restored.record))

    def _tell(self, request, trashed, restored):
        message = f"已恢复{kind_name(trashed)}“{trashed.name}”。"
        level = messages.WARNING if restored.told else messages.SUCCESS
        self.message_user(request, message + "".join(restored.told), level)
        if self.admin_site.is_registered(type(restored.record)):
            model_admin = self.admin_site.get_model_admin(type(restored.record))
            model_admin.log_change(request, restored.record, "从回收站恢复")

    @staticmethod
    def _address(record):
        name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
        try:
            return reverse(name, args=[record.pk])
        except NoReverseMatch:  # edited in another record's form
            return reverse("admin:orgs_trashedrecord_changelist")

    def delete_model(self, request, obj):
        trash.purge(obj, request.user)

    def log_deletions(self, request, queryset):
        """The audit is told by the verb; the history of deletions tells of records, not of the bin."""

    def get_deleted_objects(self, objs, request):
        return [f"{kind_name(each)}：{each.name}" for each in objs], {}, set(), []

    @admin.display(description="种类", ordering="kind")
    def kind_word(self, trashed):
        return kind_name(trashed)

    @admin.display(description="归口党组织", ordering="organization__path")
    def place(self, trashed):
        return trashed.organization.label if trashed.organization else None

    @admin.display(description="删除人", ordering="deleted_by")
    def deleter(self, trashed):
        """A name without a link: the account's page is not for everybody who sees the bin."""
        return str(trashed.deleted_by or "系统")

    @admin.display(description="内容")
    def content(self, trashed):
        rows = format_html_join("", "<tr><th scope='row'>{}</th><td>{}</td></tr>", told(trashed))
        return format_html('<table class="clash__table">{}</table>', rows)
