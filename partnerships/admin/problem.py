from django.contrib import admin
from django.db.models import Q

from lib.days import today
from orgs.admin.columns import BAD, GOOD, WARN, joined, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin
from partnerships.enums import ProblemState
from partnerships.ledgers import PROBLEMS
from partnerships.models import Problem

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


@admin.register(Problem)
class ProblemAdmin(ReviewedAdmin, LedgerAdmin, NumberedAdmin):
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
