"""The three lists: one admin, and one menu entry for each."""

from django.contrib import admin
from django.db.models import Q

from lib.days import today
from orgs.admin.columns import QUIET, state
from orgs.admin.filters import BranchFilter, CategoryFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin
from orgs.enums import ReviewState
from orgs.models.category import CategoryKind
from partnerships.enums import ItemState
from partnerships.ledgers import DEMANDS, RESOURCES, SERVICES
from partnerships.models import Demand, ListItem, Resource, Service
from partnerships.templatetags.partnerships_states import item_state


def _withdrawn():
    return Q(withdrawn_on__lte=today())


class ItemStateFilter(StateFilter):
    states = (
        ("draft", "未发布", lambda: Q(published_on=None) | Q(published_on__gt=today())),
        ("listed", "在清单上", lambda: Q(published_on__lte=today()) & ~_withdrawn()),
        ("withdrawn", "已撤回", _withdrawn),
    )


class ResourceCategoryFilter(CategoryFilter):
    kind = CategoryKind.RESOURCE


class DemandCategoryFilter(CategoryFilter):
    kind = CategoryKind.DEMAND


class ServiceCategoryFilter(CategoryFilter):
    kind = CategoryKind.SERVICE


class ItemAdmin(ReviewedAdmin, LedgerAdmin, Contacts, NumberedAdmin):
    list_display = [
        "number",
        "title",
        "category",
        "party",
        "published_on",
        "standing",
        "reviewed",
        "filed_under",
    ]
    list_display_links = ["number", "title"]
    list_select_related = ["category", "unit", "organization"]
    date_hierarchy = "published_on"
    search_fields = ["title", "initials", "number", "unit__name", "unit__initials"]
    search_help_text = "按名称、编号、单位或拼音首字母查找。"
    autocomplete_fields = ["organization", "unit"]
    fieldsets = [
        (None, {"fields": ["number_or_none", "title", "category", "organization", "unit"]}),
        ("内容", {"fields": [("quantity", "measure"), "description", "beneficiary"]}),
        (
            "联系方式",
            {"fields": ["contact_name", "contact_phone"], "description": "只给工作人员看，不对外公开。"},
        ),
        ("时间", {"fields": [("available_from", "available_until"), "published_on", "confirmed_on"]}),
        (None, {"fields": ["is_public", "note"]}),
        ("撤回", {"classes": ["collapse"], "fields": ["withdrawn_on", "withdrawal_reason"]}),
    ]
    not_yet_shown = "发布日期还没有到，或者已经撤回，公众看不到。"
    keep_message = (
        "只有本年度最后一个编号的条目可以删除，否则编号会中断。不再有效的条目请填写撤回日期和原因。"
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "published_on":
            field.help_text = "不填的，审核发布时自动填上当天。没有发布日期的不公开。"
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category":
            field.queryset = field.queryset.of_kind(self.model.KIND)
        return field

    @admin.display(description="提供或提出方")
    def party(self, item):
        return item.party

    @admin.display(description="状态")
    def standing(self, item):
        """What stands on the list is not yet published (the word of the lists) while it waits for review."""
        if item.review != ReviewState.PUBLISHED and item.state() == ItemState.OPEN:
            return state("在清单上", QUIET)
        return item_state(item)


@admin.register(Resource)
class ResourceAdmin(ItemAdmin):
    ledger = RESOURCES
    list_filter = [BranchFilter, ReviewFilter, ItemStateFilter, ResourceCategoryFilter, "is_public"]


@admin.register(Demand)
class DemandAdmin(ItemAdmin):
    ledger = DEMANDS
    list_filter = [BranchFilter, ReviewFilter, ItemStateFilter, DemandCategoryFilter, "is_public"]


@admin.register(Service)
class ServiceAdmin(ItemAdmin):
    ledger = SERVICES
    list_filter = [BranchFilter, ReviewFilter, ItemStateFilter, ServiceCategoryFilter, "is_public"]


@admin.register(ListItem)
class AnyItemAdmin(RecordAdmin):
    """Stands in no menu and changes nothing: choosers of list items ask it for what they offer."""

    list_display = ["number", "title", "kind", "filed_under"]
    list_select_related = ["organization"]
    search_fields = ["title", "initials", "number"]
    fields = readonly_fields = ["number", "title", "kind", "organization"]

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
