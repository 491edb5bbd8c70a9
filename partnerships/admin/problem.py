from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q

from lib.days import today
from lib.privacy import validate_impersonal
from orgs.admin.acts import Act, ActsAdmin, DayForm, ReasonForm
from orgs.admin.columns import BAD, GOOD, WARN, joined, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin
from partnerships.enums import ProblemState
from partnerships.ledgers import PROBLEMS
from partnerships.models import Problem
from partnerships.workflow import problems

_TONES = {
    ProblemState.OPEN: WARN,
    ProblemState.OVERDUE: BAD,
    ProblemState.SOLVED: GOOD,
    ProblemState.VERIFIED: GOOD,
}


def _unsolved():
    return Q(solved_on=None) | Q(solved_on__gt=today())


class ProblemStateFilter(StateFilter):
    states = (
        ("unsolved", "未解决", _unsolved),
        ("overdue", "未解决，已逾期", lambda: _unsolved() & Q(due_on__lt=today())),
        ("solved", "已解决", lambda: Q(solved_on__lte=today())),
    )


class SolveForm(DayForm):
    result = forms.CharField(
        label="解决情况", validators=[validate_impersonal], widget=AdminTextareaWidget(attrs={"rows": 4})
    )


def _solve(problem, user, request, **asked):
    problems.solve(problem, user, request, **asked)
    return "已办结。请由另一位同事核实。"


def _verify(problem, user, request, **asked):
    problems.verify(problem, user, request, **asked)
    return "已核实。"


def _reopen(problem, user, request, **asked):
    problems.reopen(problem, user, request, **asked)
    return "已重新办理，原来的解决情况保留在办理记录里。"


@admin.register(Problem)
class ProblemAdmin(ActsAdmin, ReviewedAdmin, LedgerAdmin, NumberedAdmin):
    acts = (
        Act(problems.SOLVE, _solve, SolveForm),
        Act(problems.VERIFY, _verify, DayForm, "请核实问题是否真的解决。办结的人自己不能核实。"),
        Act(problems.REOPEN, _reopen, ReasonForm, "从今天起，这个问题不再算作已解决。"),
    )
    ledger = PROBLEMS
    list_display = [
        "number",
        "title",
        "source",
        "raised_on",
        "due_on",
        "standing",
        "reviewed",
        "unit_names",
        "filed_under",
    ]
    list_display_links = ["number", "title"]
    list_filter = [BranchFilter, ReviewFilter, ProblemStateFilter, "source", "is_public"]
    list_select_related = ["organization"]
    date_hierarchy = "raised_on"
    search_fields = ["title", "initials", "number", "units__name", "units__initials"]
    search_help_text = "按问题、编号、责任单位或拼音首字母查找。"
    autocomplete_fields = ["organization", "units", "project"]
    fieldsets = [
        (None, {"fields": ["number_or_none", "title", "organization", "source", "raised_on"]}),
        ("办理", {"fields": ["units", "due_on", "project"]}),
        ("结果", {"fields": ["solved_on", "result", "verified_on"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    not_yet_shown = "还没有解决，填了解决日期以后公众才能看到内容。"
    keep_message = "只有本年度最后一个编号的问题可以删除，否则编号会中断。"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("units")

    @admin.display(description="责任单位")
    def unit_names(self, problem):
        return joined(problem.units.all())

    @admin.display(description="状态")
    def standing(self, problem):
        now = problem.state()
        return state(now.label, _TONES[now])
