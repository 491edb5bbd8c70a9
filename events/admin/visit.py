from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from events.admin.visit_forms import (
    NeedForm,
    NeedFormSet,
    ReleaseForm,
    ToDemandForm,
    ToProblemForm,
    VisitForm,
)
from events.enums import NeedKind, VisitState
from events.models import Visit, VisitNeed
from events.workflow import visits
from lib.days import today
from orgs.admin.acts import Act, ActsAdmin, act_address
from orgs.admin.columns import GOOD, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin, TabularInline
from orgs.models import Organization, Posting, Unit
from partnerships.enums import Beneficiary
from partnerships.models import Problem

_MOVES = {NeedKind.DEMAND: visits.TO_DEMAND, NeedKind.PROBLEM: visits.TO_PROBLEM}


class NeedsFilter(StateFilter):
    title = "发现的需求"
    states = (
        ("open", "有需求待转办", lambda: Q(pk__in=Visit.objects.with_open_needs().order_by().values("pk"))),
    )


def _to_demand(visit, user, request, **asked):
    demand = visits.to_demand(visit, user, request, **asked)
    words = "已转成需求，现在是草稿。请核对内容，再提交审核。"
    if demand.beneficiary == Beneficiary.RESIDENTS:
        words = "已转成微心愿，现在是草稿。请写上一句话的心愿和认领截止，再提交审核。"
    return _go_to(request, demand, words)


def _to_problem(visit, user, request, **asked):
    problem = visits.to_problem(visit, user, request, **asked)
    return _go_to(request, problem, "已转成问题。接着点“交办”，定下谁来办、什么时候办好。")


def _go_to(request, made, words):
    messages.success(request, words)
    return HttpResponseRedirect(_page_of(made))


def _page_of(made):
    noun = "problem" if isinstance(made, Problem) else "demand"
    return reverse(f"admin:partnerships_{noun}_change", args=[made.pk])


def _release(visit, user, request, **asked):
    made = visits.release(visit, user, request, **asked)
    return f"已撤销转办，这条需求可以重新转。转成的“{made}”还在，不要的请到那里删除。"


class NeedInline(TabularInline):
    model = VisitNeed
    form = NeedForm
    formset = NeedFormSet
    fields = ["text", "answer", "kind", "next_step"]
    readonly_fields = ["next_step"]
    extra = 1  # a row to write in at once, also without JavaScript
    guide = "一条写一件事。保存以后，旁边的按钮把它转成需求清单的草稿，或者转成实际问题。"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("visit", "demand", "problem")

    def get_formset(self, request, obj=None, **kwargs):
        self.may_act = obj is not None and self.has_change_permission(request, obj)
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="转办")
    def next_step(self, need):
        if need.pk is None:
            return "保存后可以转"
        if made := need.became:
            return format_html('{}：<a href="{}">{}</a>', need.get_kind_display(), _page_of(made), made)
        if need.answer:
            return "已当场答复"
        if not self.may_act:
            return VisitState.OPEN.label
        move = _MOVES[NeedKind(need.kind)]
        address = f"{act_address(need.visit, move)}?need={need.pk}"
        return format_html('<a class="button" href="{}">{}</a>', address, move.word)


@admin.register(Visit)
class VisitAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(
            visits.TO_DEMAND,
            _to_demand,
            ToDemandForm,
            "转到需求清单，归口党组织和走访记录的一样；走访单位的，由这个单位提出。",
        ),
        Act(
            visits.TO_PROBLEM, _to_problem, ToProblemForm, "转成实际问题，来源是“走访”，提出日期是走访那天。"
        ),
        Act(
            visits.RELEASE,
            _release,
            ReleaseForm,
            "转错了的，撤销以后重新转。已经发布或者在办的不能撤销。",
            fits=lambda visit: any(need.is_taken_up for need in visit.needs.all()),
        ),
    )
    form = VisitForm
    list_display = ["whom", "visited_on", "visitor_name", "household_count", "found", "filed_under"]
    list_filter = [BranchFilter, NeedsFilter]
    list_select_related = ["organization", "unit", "visited"]
    date_hierarchy = "visited_on"
    search_fields = ["unit__name", "unit__initials", "visited__name", "visited__initials", "visitor_name"]
    search_help_text = "按单位、党组织的名称或拼音首字母，走访人查找。"
    autocomplete_fields = ["organization", "unit", "visited", "posting"]
    inlines = [NeedInline]
    inline_after = {"发现了什么": "needs"}
    fieldsets = [
        (None, {"fields": ["visited_on", "visitor_name"]}),
        (
            "走访了谁",
            {
                "fields": ["unit", "visited", "households", "posting"],
                "description": "单位、党组织、居民，至少填一项。",
            },
        ),
        ("发现了什么", {"fields": ["findings"]}),
        (None, {"fields": ["organization", "note"]}),
    ]
    nothing_here = "还没有走访。走访单位、党组织和居民以后记在这里，发现的需求可以直接转成需求或问题。"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("needs")

    def get_changeform_initial_data(self, request):
        """Today, by the user; from a posting or a unit that they answer for, with what goes with it."""
        initial = super().get_changeform_initial_data(request)
        posting = self._posting(request.user, initial)
        if posting is not None:
            found = {"posting": posting.pk, "unit": posting.unit_id, "visited": posting.target_id}
            initial = {name: value for name, value in found.items() if value} | initial
        name = posting.person_name if posting else request.user.get_full_name()
        return {"visited_on": today(), "visitor_name": name} | initial

    @staticmethod
    def _posting(user, initial):
        if key := initial.get("posting"):
            return Posting.objects.filter(pk=key).first()
        own = Posting.objects.held().filter(user=user)
        for name, model in (("unit", Unit), ("visited", Organization)):
            if key := initial.get(name):
                return own.sent_to(model(pk=key)).first()
        return None

    def why_kept(self, row):
        if row.needs.taken_up().exists():
            return "这次走访发现的需求已经转办。转错了的，请先点“撤销转办”。"
        return ""

    @admin.display(description="走访了谁")
    def whom(self, visit):
        return str(visit)

    @admin.display(description="居民", ordering="households")
    def household_count(self, visit):
        return f"{visit.households}户" if visit.households else None

    @admin.display(description="发现的需求")
    def found(self, visit):
        needs = visit.needs.all()
        waiting = sum(need.is_open for need in needs)
        if waiting:
            return state(f"{waiting}条待转办", WARN)
        return state(f"{len(needs)}条已办好", GOOD) if needs else None
