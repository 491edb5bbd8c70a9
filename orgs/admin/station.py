from django.contrib import admin

from orgs.access import Action
from orgs.admin.filters import BranchFilter
from orgs.admin.record import RecordAdmin
from orgs.models import Station


@admin.register(Station)
class StationAdmin(RecordAdmin):
    list_display = ["name", "kind", "address", "opening_hours", "phone", "shown_to_public", "filed_under"]
    list_filter = [BranchFilter, "kind", "is_public"]
    list_select_related = ["organization"]
    search_fields = ["name", "initials", "address"]
    search_help_text = "按阵地名称、地址或拼音首字母查找。"
    autocomplete_fields = ["organization"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "organization", "address", "opening_hours", "phone"]}),
        ("设施", {"fields": ["area", "facilities"]}),
        (
            "位置",
            {
                "fields": [("latitude", "longitude")],
                "description": "知道经纬度的填写，不知道的不填。",
            },
        ),
        (None, {"fields": ["is_public", "note"]}),
    ]
    # What colleagues of other branches see of a public station.
    shared_fieldsets = [
        (None, {"fields": ["name", "kind", "organization", "address", "opening_hours", "phone"]}),
        ("设施", {"fields": ["area", "facilities"]}),
    ]
    nothing_here = "还没有阵地。党群服务中心、服务站和驿站录入以后，活动可以直接选用，居民也能查到。"

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.is_open(request, Action.VIEW, obj):
            return self.shared_fieldsets
        return super().get_fieldsets(request, obj)
