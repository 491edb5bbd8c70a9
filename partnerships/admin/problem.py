from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html, format_html_join

from lib.days import today
from lib.templatetags.jiedao_text import day
from orgs.admin.acts import Act, ActsAdmin, DayForm, ReasonForm, act_address
from orgs.admin.columns import BAD, GOOD, WARN, joined, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin
from partnerships.admin.problem_forms import AssignForm, ProblemForm, SolveForm
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


def _assign(problem, user, request, **asked):
    problems.assign(problem, user, request, **asked)
    return "已交办。"


def _solve(problem, user, request, **asked):
    told = "已办结。请由另一位同事核实。"
    if problems.solve(problem, user, request, **asked):
        told += "解决情况要公开，已重新提交审核，审核前公众看不到。"
    return told


def _verify(problem, user, request, **asked):
    problems.verify(problem, user, request, **asked)
    return "已核实。"


def _reopen(problem, user, request, **asked):
    problems.reopen(problem, user, request, **asked)
    return "已重新办理，原来的解决情况保留在办理记录里。"


@admin.register(Problem)
class ProblemAdmin(ActsAdmin, ReviewedAdmin, LedgerAdmin, NumberedAdmin):
    acts = (
        Act(problems.ASSIGN, _assign, AssignForm, "由谁负责、哪些单位办、什么时候办好。"),
        Act(problems.SOLVE, _solve, SolveForm),
        Act(problems.VERIFY, _verify, DayForm, "请核实问题是否真的解决。办结的人自己不能核实。"),
        Act(problems.REOPEN, _reopen, ReasonForm, "从今天起，这个问题不再算作已解决。"),
    )
    ledger = PROBLEMS
    form = ProblemForm
    list_display = [
        "number",
        "title",
        "source",
        "raised_on",
        "due_on",
        "standing",
        "reviewed",
        "responsible",
        "filed_under",
    ]
    list_display_links = ["number", "title"]
    list_filter = [BranchFilter, ReviewFilter, ProblemStateFilter, "source", "is_public"]
    list_select_related = ["organization", "owner"]
    date_hierarchy = "raised_on"
    ordering = ["-pk"]  # only that no column is marked as sorted by: see get_ordering
    search_fields = ["title", "initials", "number", "units__name", "units__initials"]
    search_help_text = "按问题、编号、责任单位或拼音首字母查找。"
    autocomplete_fields = ["organization", "owner", "units", "project"]
    readonly_fields = [*NumberedAdmin.readonly_fields, "verification", "earlier_solutions"]
    fieldsets = [
        (None, {"fields": ["number_or_none", "title", "organization", "source", "raised_on"]}),
        ("办理", {"fields": ["owner", "units", "due_on", "project"]}),
        ("结果", {"fields": ["solved_on", "result", "verification", "earlier_solutions"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    not_yet_shown = "还没有解决，填了解决日期以后公众才能看到内容。"
    keep_message = "只有本年度最后一个编号的问题可以删除，否则编号会中断。"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("units")

    def get_ordering(self, request):
        return Problem.objects.most_pressing_first().query.order_by

    def get_fieldsets(self, request, obj=None):
        """What has not happened yet is left out."""
        fieldsets = super().get_fieldsets(request, obj)
        empty = set() if obj and obj.solved_on else {"verification"}
        empty |= set() if obj and obj.reopenings.exists() else {"earlier_solutions"}
        return [
            (name, options | {"fields": [field for field in options["fields"] if field not in empty]})
            for name, options in fieldsets
        ]

    def save_model(self, request, obj, form, change):
        """Who fills in the day has solved it, and is not the one who verifies it."""
        if obj.solved_on and not form.initial.get("solved_on"):
            obj.solved_by = request.user
        super().save_model(request, obj, form, change)

    def acts_open_to(self, request, record):
        """Who solved it is not asked to verify it."""
        found = super().acts_open_to(request, record)
        own = act_address(record, problems.VERIFY) if record.solved_by_id == request.user.pk else ""
        return [(words, address) for words, address in found if address != own]

    @admin.display(description="责任方")
    def responsible(self, problem):
        owner = [problem.owner.label] if problem.owner else []
        return joined([*owner, *problem.units.all()])

    @admin.display(description="状态")
    def standing(self, problem):
        now = problem.state()
        return state(now.label, _TONES[now])

    @admin.display(description="核实")
    def verification(self, problem):
        if not problem.verified_on:
            return "还没有核实。请由办结人以外的同事点“核实”。"
        return f"{day(problem.verified_on)}，{problem.verified_by or '（账号已删除）'}"

    @admin.display(description="以前的解决情况")
    def earlier_solutions(self, problem):
        told = problem.reopenings.select_related("solved_by", "verified_by", "user").order_by("pk")
        lines = ((format_html_join("", "<div>{}</div>", _told(each)),) for each in told)
        return format_html('<ol class="acts__history">{}</ol>', format_html_join("", "<li>{}</li>", lines))


def _told(reopening):
    """Lines: 2019年6月5日解决（张三）：换了灯泡, when it was verified, when and why it came back."""
    yield (f"{day(reopening.solved_on)}解决{_by(reopening.solved_by)}：{reopening.result}",)
    if reopening.verified_on:
        yield (f"{day(reopening.verified_on)}核实{_by(reopening.verified_by)}",)
    yield (f"{day(reopening.reopened_on)}重新办理{_by(reopening.user)}：{reopening.reason}",)


def _by(user):
    return f"（{user}）" if user else ""
