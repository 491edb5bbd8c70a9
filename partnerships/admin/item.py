"""The three lists: one admin, and one menu entry for each."""

from django.contrib import admin, messages
from django.db.models import Prefetch

from lib.days import today
from orgs.admin.acts import ActsAdmin
from orgs.admin.columns import QUIET, state
from orgs.admin.filters import BranchFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin
from orgs.enums import ReviewState
from partnerships.admin.assigning import ASSIGNING
from partnerships.admin.founding import FoundsProjects
from partnerships.admin.item_acts import CONFIRMING, WITHDRAWING
from partnerships.admin.item_filters import (
    DemandCategoryFilter,
    DemandStateFilter,
    OfferStateFilter,
    ResourceCategoryFilter,
    ServiceCategoryFilter,
)
from partnerships.admin.item_form import DemandForm, ItemForm
from partnerships.admin.ordering import OrderingPages
from partnerships.admin.proposed import ShowsProposals
from partnerships.enums import ItemState
from partnerships.freshness import standing
from partnerships.ledgers import DEMANDS, RESOURCES, SERVICES
from partnerships.models import Claim, Demand, ListItem, Resource, Service
from partnerships.templatetags.partnerships_states import item_state
from partnerships.workflow import items

_WHAT = (None, {"fields": ["number_or_none", "title", "category", "organization", "unit"]})
_CONTACT = (
    "联系方式",
    {"fields": ["contact_name", "contact_phone"], "description": "只给工作人员看，不对外公开。"},
)
_WITHDRAWN = ("撤回", {"classes": ["collapse"], "fields": ["withdrawn_on", "withdrawal_reason"]})
_LAST = ((None, {"fields": ["is_public", "note"]}), _WITHDRAWN)


class ItemAdmin(ShowsProposals, ActsAdmin, ReviewedAdmin, LedgerAdmin, Contacts, NumberedAdmin):
    form = ItemForm
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
        _WHAT,
        ("内容", {"fields": [("quantity", "measure"), "description"]}),
        _CONTACT,
        ("时间", {"fields": [("available_from", "available_until"), "published_on", "confirmed_on"]}),
        *_LAST,
    ]
    not_yet_shown = "发布日期还没有到，或者已经撤回，公众看不到。"
    keep_message = "只有本年度最后一个编号的条目可以删除，否则编号会中断。不再有效的条目请点“从清单撤回”。"

    def get_fieldsets(self, request, obj=None):
        """What is only being entered is not withdrawn yet."""
        sections = super().get_fieldsets(request, obj)
        return sections if obj else [each for each in sections if each is not _WITHDRAWN]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "published_on":
            field.help_text = "不填的，审核发布时自动填上当天。没有发布日期的不公开。"
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category":
            field.queryset = field.queryset.of_kind(self.model.KIND).in_tree()
            field.label_from_instance = lambda category: category.indented
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


class OfferAdmin(ItemAdmin):
    """Of what has to be confirmed from time to time."""

    acts = (CONFIRMING, *WITHDRAWING)
    actions = (*ItemAdmin.actions, "confirm_selected")

    def get_ordering(self, request):
        """What can be relied on comes first."""
        return [standing(today()), *self.opts.ordering]

    @admin.action(description="确认仍有效", permissions=["change"])
    def confirm_selected(self, request, queryset):
        chosen = queryset.order_by().count()  # before: the list may be filtered by what is about to change
        done = items.confirm_all(queryset, request.user, request)
        told = [f"{done}条已确认仍有效"] if done else []
        told += [f"{chosen - done}条不在清单上，或今天已经确认过，没有动"] if chosen > done else []
        self.message_user(request, "，".join(told) + "。", messages.SUCCESS if done else messages.WARNING)


@admin.register(Resource)
class ResourceAdmin(OfferAdmin):
    ledger = RESOURCES
    list_filter = [BranchFilter, ReviewFilter, OfferStateFilter, ResourceCategoryFilter, "is_public"]


@admin.register(Service)
class ServiceAdmin(OrderingPages, OfferAdmin):
    ledger = SERVICES
    list_filter = [BranchFilter, ReviewFilter, OfferStateFilter, ServiceCategoryFilter, "is_public"]


@admin.register(Demand)
class DemandAdmin(FoundsProjects, ItemAdmin):
    acts = (*ASSIGNING, *WITHDRAWING)
    actions = (*ItemAdmin.actions, "found_project")
    form = DemandForm
    ledger = DEMANDS
    list_display = [
        "number",
        "title",
        "category",
        "party",
        "published_on",
        "claim_by",
        "claimed",
        "standing",
        "reviewed",
        "filed_under",
    ]
    list_filter = [
        BranchFilter,
        ReviewFilter,
        DemandStateFilter,
        DemandCategoryFilter,
        "beneficiary",
        "is_public",
    ]
    fieldsets = [
        _WHAT,
        ("内容", {"fields": [("quantity", "measure"), "description"]}),
        (
            "微心愿和认领",
            {
                "fields": ["beneficiary", "wish", ("claim_by", "places")],
                "description": "受益方是居民的需求叫“微心愿”，要写一句话的心愿和认领截止。",
            },
        ),
        _CONTACT,
        ("时间", {"fields": [("available_from", "available_until"), "published_on"]}),
        *_LAST,
    ]

    def get_queryset(self, request):
        held = Prefetch("claims", Claim.objects.holding().only("item", "status"), to_attr="held")
        return super().get_queryset(request).prefetch_related(held)

    @admin.display(description="认领")
    def claimed(self, demand):
        """Of so many places so many are taken: 1/2."""
        return f"{len(demand.held)}/{demand.places}"


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
