"""Bids for offered projects (揭榜申请): staff read them, find the unit, and call its contact."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from orgs.admin.columns import state
from orgs.admin.filters import BranchFilter
from orgs.admin.form import RecordForm
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin
from partnerships.admin.project_rows import BID_TONES
from partnerships.models import Bid


class BidForm(RecordForm):
    def clean_project(self):
        """Else nobody would answer it, and its contact would be kept for ever."""
        project = self.cleaned_data["project"]
        if not project.is_offered():
            raise ValidationError("这个项目没有在张榜，不能登记揭榜申请。请选择张榜中的项目。")
        return project


@admin.register(Bid)
class BidAdmin(Contacts, RecordAdmin):
    form = BidForm
    list_display = ["team", "project", "standing", "created_at", "settled_on"]
    list_display_links = ["team"]
    list_filter = [BranchFilter, "status"]
    list_select_related = ["unit", "project__organization"]
    search_fields = ["unit_name", "unit__name", "project__title", "project__initials"]
    search_help_text = "按申请单位、项目名称或拼音首字母查找。"
    autocomplete_fields = ["project", "unit"]
    own_by_default = ()
    readonly_fields = ["standing", "reason", "settled_on", "created_at"]
    fieldsets = [
        (None, {"fields": ["project", "unit_name", "unit", "plan"]}),
        ("联系方式", {"fields": ["contact_name", "contact_phone"]}),
        ("遴选", {"fields": ["standing", "reason", "settled_on", "created_at"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """A bid is for one project: what was chosen there is no choice elsewhere."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "project"] if obj else fields

    @admin.display(description="申请单位", ordering="unit_name")
    def team(self, bid):
        return str(bid)

    @admin.display(description="状态", ordering="status")
    def standing(self, bid):
        return state(bid.get_status_display(), BID_TONES[bid.state()])
