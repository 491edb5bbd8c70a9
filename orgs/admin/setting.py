"""What admins of records and of settings share, and the admin of settings."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from orgs.admin.audited import Audited, AuditedDeletions
from orgs.admin.editions import TwoEditors
from orgs.admin.problems import problems


class PlainTitles(Audited):
    """Mixed into admins: titles as an office writes them."""

    def changelist_view(self, request, extra_context=None):
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, title | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": f"录入{self.opts.verbose_name}"}
        return super().add_view(request, form_url, title | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        title = {"title": self.opts.verbose_name}
        return super().change_view(request, object_id, form_url, title | (extra_context or {}))

    def render_change_form(self, request, context, *args, **kwargs):
        """Our box says what is wrong, field by field; Django's, which only says that something is, goes."""
        is_wrong, context["errors"] = bool(context["errors"]), ""
        inlines = context["inline_admin_formsets"]
        context["problems"] = problems(context["adminform"].form, inlines) if is_wrong else []
        return super().render_change_form(request, context, *args, **kwargs)


class SettingAdmin(TwoEditors, AuditedDeletions, PlainTitles, admin.ModelAdmin):
    """What holds for everybody, changed by superusers only."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_add_permission(self, request):
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_view_permission

    def history_view(self, request, object_id, extra_context=None):
        """Django looks for the row first, and says so where there is none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)
