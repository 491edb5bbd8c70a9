"""操作日志: read, searched and taken out by those who manage a branch; written and changed by nobody."""

from collections import defaultdict

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from lib.days import today
from lib.keys import is_key
from lib.templatetags.jiedao_text import moment
from orgs import audit
from orgs.access import Action, may
from orgs.admin.audit_filters import DayFilter, PersonFilter
from orgs.admin.columns import BAD, GOOD, WARN, state
from orgs.admin.narrowing import narrowing
from orgs.admin.rights import RecordRights
from orgs.admin.setting import PlainTitles
from orgs.admin.workbook import workbook
from orgs.audit_sheet import MOST, export
from orgs.enums import AuditAct, AuditResult
from orgs.models import AuditEntry

_TONES = {AuditResult.DONE: GOOD, AuditResult.REFUSED: WARN, AuditResult.FAILED: BAD}
_NONE = "—"
_BRIEF = 60  # characters of a change in the list
_WRONG_FILTER = "筛选条件不对，没有导出。请重新筛选，再点“导出”。"
_LOOKUPS = {"day", "person", "act__exact", "result__exact"}
_TABLE = '<table class="audit-changes"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
_HEADS = ("项目", "改动前", "改动后")


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordRights, PlainTitles, admin.ModelAdmin):
    list_display = ["moment", "person", "address", "act", "object", "content", "outcome"]
    list_display_links = ["moment"]
    list_filter = [DayFilter, "act", "result", PersonFilter]
    list_per_page = 50
    ordering = ["-pk"]
    search_fields = ["name", "=record", "user_name", "user__display_name", "address", "detail"]
    search_help_text = "按记录的名称或编号、用户、来源地址、说明查找。"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = [
        "moment",
        "person",
        "address",
        "act",
        "outcome",
        "object",
        "place",
        "told",
        "detail",
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def get_queryset(self, request):
        """People are fetched afterwards: joined, they would be looked up for all entries, not for a page."""
        return super().get_queryset(request).visible_to(request.user).prefetch_related("user")

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the filters beside the list ask for."""
        return lookup in _LOOKUPS

    # Pages

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.export))
        return [path("export/", view, name="orgs_auditentry_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        told = {"has_export_permission": may(request.user, Action.EXPORT, self.model), "ledger_noun": ""}
        return super().changelist_view(request, told | (extra_context or {}))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        self._find_records(request, changelist.result_list)
        return changelist

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        self._find_records(request, [entry] if entry else [])
        return entry

    def export(self, request):
        """The list as it is filtered, in a workbook."""
        if not may(request.user, Action.EXPORT, self.model):
            raise PermissionDenied
        try:
            changelist = super().get_changelist_instance(request)
        except IncorrectLookupParameters:
            return self._back(request, _WRONG_FILTER)
        entries = changelist.get_queryset(request)
        if (number := entries.count()) > MOST:
            return self._back(request, f"共{number}条，一次最多导出{MOST}条，请先按日期筛选。")

        def write(file):
            export(entries, file)
            detail = f"共{number}条。{narrowing(changelist)}"
            audit.log(AuditAct.EXPORT, request=request, name="操作日志", detail=detail)

        return workbook(f"操作日志-{today()}", write)

    def _back(self, request, why):
        self.message_user(request, why, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:orgs_auditentry_changelist"))

    # Cells

    @admin.display(description="时间", ordering="at")
    def moment(self, entry):
        return moment(entry.at)

    @admin.display(description="用户", ordering="user_name")
    def person(self, entry):
        if entry.user and entry.user.display_name:
            return f"{entry.user.display_name}（{entry.user_name}）"
        return entry.user_name or _NONE

    @admin.display(description="结果", ordering="result")
    def outcome(self, entry):
        return state(entry.get_result_display(), _TONES[entry.result])

    @admin.display(description="对象", ordering="name")
    def object(self, entry):
        """Kind and name, leading to the record where it exists and the user may see it."""
        name = "：".join(filter(None, [entry.kind_label, entry.name or entry.record]))
        if not entry.record_address:
            return name or _NONE
        return format_html('<a href="{}">{}</a>', entry.record_address, name)

    @admin.display(description="内容")
    def content(self, entry):
        """The beginning of what was changed or is said."""
        return Truncator("；".join(filter(None, [entry.changes_text, entry.detail]))).chars(_BRIEF) or _NONE

    @admin.display(description="所在党组织")
    def place(self, entry):
        return entry.organization or _NONE

    @admin.display(description="改动")
    def told(self, entry):
        if not entry.changes:
            return _NONE
        heads = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in _HEADS))
        cells = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>'
        rows = format_html_join("", cells, ([value or "—" for value in change] for change in entry.changes))
        return format_html(_TABLE, heads, rows)

    def _find_records(self, request, entries):
        """Set `record_address` on each. A query for each kind of record among them."""
        keys = defaultdict(set)
        for entry in entries:
            if (key := _key(entry)) is not None:
                keys[entry.kind].add(key)
        found = {(kind, pk) for kind in keys for pk in self._seen(request, kind, keys[kind])}
        for entry in entries:
            page = f"admin:{entry.kind.replace('.', '_')}_change"
            is_seen = (entry.kind, _key(entry)) in found
            entry.record_address = reverse(page, args=[entry.record]) if is_seen else ""

    def _seen(self, request, kind, keys):
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            return []
        if not self.admin_site.is_registered(model):
            return []
        model_admin = self.admin_site.get_model_admin(model)
        if not model_admin.has_view_permission(request):
            return []
        return model_admin.get_queryset(request).order_by().filter(pk__in=keys).values_list("pk", flat=True)


def _key(entry):
    """Of a record that may be there: what was refused may have been any address."""
    return int(entry.record) if is_key(entry.record) else None
