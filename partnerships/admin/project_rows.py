"""What belongs to a project, in its form: partners, demands, milestones and bids."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from orgs.admin.columns import BAD, GOOD, QUIET, WARN, state
from orgs.admin.form import RecordForm
from orgs.admin.record import TabularInline
from partnerships.admin.parties import DistinctPartiesFormSet
from partnerships.enums import BidState
from partnerships.models import Bid, Milestone, ProjectDemand, ProjectPartner

BID_TONES = {BidState.PENDING: WARN, BidState.CHOSEN: GOOD, BidState.DECLINED: QUIET}


class PartnerInline(TabularInline):
    model = ProjectPartner
    formset = DistinctPartiesFormSet
    guide = "每行一方：填党组织或单位，二选一。"
    fields = ["role", "organization", "unit"]
    autocomplete_fields = ["organization", "unit"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 2


class AnswerInline(TabularInline):
    model = ProjectDemand
    fields = ["demand", "since"]
    autocomplete_fields = ["demand"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1


class MilestoneForm(RecordForm):
    """Without a number the steps stand by their due days."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order"].required = False

    def clean_order(self):
        return self.cleaned_data["order"] or 0


class MilestoneInline(TabularInline):
    model = Milestone
    form = MilestoneForm
    guide = "每行一个节点；过了计划日期还没有完成的，会列在今日待办里。"
    fields = ["title", "due_on", "done_on", "order", "standing"]
    readonly_fields = ["standing"]

    @admin.display(description="状态")
    def standing(self, milestone):
        if milestone.pk is None:
            return "—"
        if milestone.done_on:
            return state("已完成", GOOD)
        return state("已逾期", BAD) if milestone.is_overdue() else state("未完成", QUIET)


class BidInline(TabularInline):
    """Read here; each has a page of its own, with its contact."""

    model = Bid
    fields = ["team", "plan", "standing", "reason"]
    readonly_fields = fields
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("unit")

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description="申请单位")
    def team(self, bid):
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:partnerships_bid_change", args=[bid.pk]), bid
        )

    @admin.display(description="状态")
    def standing(self, bid):
        return state(bid.get_status_display(), BID_TONES[bid.state()])
