from django.contrib import admin

from orgs.admin.filters import BranchFilter
from orgs.admin.record import RecordAdmin
from orgs.models import Brand


@admin.register(Brand)
class BrandAdmin(RecordAdmin):
    list_display = ["name", "unit", "shown_to_public", "filed_under"]
    list_filter = [BranchFilter, "is_public"]
    list_select_related = ["organization", "unit"]
    search_fields = ["name", "unit__name", "unit__initials"]
    search_help_text = "按品牌、单位的名称或单位的拼音首字母查找。"
    autocomplete_fields = ["organization", "unit"]
    fieldsets = [
        (None, {"fields": ["name", "organization", "unit", "meaning"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    nothing_here = "还没有品牌。党建品牌、志愿服务品牌录入以后，会列在党组织和单位的公开页面上。"
