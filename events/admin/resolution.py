"""议定事项 on the staff side. They come from a meeting's page; what becomes of them is said by verbs."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse

from events.enums import ResolutionState
from events.meetings import show_again
from events.models import Resolution
from events.workflow import resolutions
from lib.days import today
from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from orgs.admin.acts import Act, ActForm, ActsAdmin, DayForm, ReasonForm, act_address
from orgs.admin.columns import BAD, GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin
from partnerships.admin.founding import FoundForm

TONES = {
    ResolutionState.OPEN: WARN,
    ResolutionState.OVERDUE: BAD,
    ResolutionState.DONE: GOOD,
    ResolutionState.VERIFIED: QUIET,
}


def _unfinished():
    return Q(done_on=None) | Q(done_on__gt=today())


class ResolutionStateFilter(StateFilter):
    states = (
        ("open", "没有办结", _unfinished),
        ("overdue", "没有办结，已逾期", lambda: _unfinished() & Q(due_on__lt=today())),
        ("done", "已办结，待核实", lambda: Q(done_on__lte=today(), verified_on=None)),
        ("verified", "已核实", lambda: Q(verified_on__lte=today())),
    )


class FinishForm(DayForm):
    result = forms.CharField(
        label="办理情况", validators=[validate_impersonal], widget=AdminTextareaWidget(attrs={"rows": 4})
    )


class ProblemForm(ActForm):
    title = forms.CharField(
        label="问题",
        max_length=200,
        validators=[validate_impersonal],
        help_text="写事不写人：不写居民的姓名、电话、门牌号。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["class"] = "vTextField"
        self.initial.setdefault("title", self.record.text)


def _finish(resolution, user, request, **asked):
    resolutions.finish(resolution, user, request, **asked)
    return "已办结。请由另一位同事核实。"


def _verify(resolution, user, request, **asked):
    resolutions.verify(resolution, user, request, **asked)
    return "已核实。"


def _return(resolution, user, request, **asked):
    resolutions.return_(resolution, user, request, **asked)
    return "已退回，继续办理。"


def _to_project(resolution, user, request, **asked):
    project = resolutions.to_project(resolution, user, request, **asked)
    messages.success(request, f"已立项：{project}。请核对参与方和内容，录好后发布。")
    return HttpResponseRedirect(reverse("admin:partnerships_project_change", args=[project.pk]))


def _to_problem(resolution, user, request, **asked):
    problem = resolutions.to_problem(resolution, user, request, **asked)
    messages.success(request, f"已立为问题{problem.number}：{problem}。请核对以后办理。")
    return HttpResponseRedirect(reverse("admin:partnerships_problem_change", args=[problem.pk]))


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _is_unmade(resolution):
    return resolution.project_id is None and resolution.problem_id is None


@admin.register(Resolution)
class ResolutionAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(resolutions.FINISH, _finish, FinishForm),
        Act(resolutions.VERIFY, _verify, DayForm, "请核实是否真的办成。办结的人自己不能核实。"),
        Act(resolutions.RETURN, _return, ReasonForm, "没有办成的，写明原因，退回继续办理。"),
        Act(
            resolutions.TO_PROJECT,
            _to_project,
            FoundForm,
            "立为共建项目以后，这一项仍在这里，办成以后请点“办结”。",
            fits=_is_unmade,
        ),
        Act(
            resolutions.TO_PROBLEM,
            _to_problem,
            ProblemForm,
            "编号、来源、提出日期和责任方自动填好。办成以后请在这里点“办结”。",
            fits=_is_unmade,
        ),
    )
    list_display = ["text", "met_on", "owners_told", "due_on", "standing", "filed_under"]
    list_filter = [BranchFilter, ResolutionStateFilter]
    date_hierarchy = "due_on"
    search_fields = ["text", "meeting__title", "owner__name", "owner_unit__name", "owner_unit__initials"]
    search_help_text = "按议定事项、会议、责任党组织或责任单位查找。"
    autocomplete_fields = ["owner", "owner_unit"]
    readonly_fields = [
        "organization",
        "held_at",
        "topic_told",
        "done_on",
        "result",
        "verification",
        "became",
    ]
    fieldsets = [
        (None, {"fields": ["held_at", "topic_told", "text", "organization"]}),
        ("办理", {"fields": ["owner", "owner_unit", "due_on", "became"]}),
        ("结果", {"fields": ["done_on", "result", "verification"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_queryset(self, request):
        related = ("organization", "owner", "owner_unit", "meeting", "topic", "project", "problem")
        return super().get_queryset(request).select_related(*related)

    def get_fieldsets(self, request, obj=None):
        """What has not happened yet is left out."""
        fieldsets = super().get_fieldsets(request, obj)
        return [each for each in fieldsets if each[0] != "结果" or (obj and obj.done_on)]

    def has_add_permission(self, request):
        """On a meeting's page only: it says which meeting resolved it."""
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "text" in form.changed_data:
            show_again(obj.meeting, request.user, request)

    def acts_open_to(self, request, record):
        """Who carried it out is not asked to verify it. What it came from and became: to who may see it."""
        found = super().acts_open_to(request, record)
        own = act_address(record, resolutions.VERIFY) if record.done_by_id == request.user.pk else ""
        found = [(words, address) for words, address in found if address != own]
        rows = {"会议": record.meeting, "项目": record.project, "问题": record.problem}
        seen = {
            word: row
            for word, row in rows.items()
            if row and type(row).objects.visible_to(request.user).filter(pk=row.pk)
        }
        return [*found, *((f"打开{word}", change_url(row)) for word, row in seen.items())]

    def why_kept(self, row):
        return "已经办结的议定事项要留存，不能删除。" if row.done_on else ""

    @admin.display(description="责任方")
    def owners_told(self, resolution):
        return resolution.owners

    @admin.display(description="会议日期", ordering="meeting__starts_at")
    def met_on(self, resolution):
        return day(resolution.meeting.starts_at)

    @admin.display(description="会议")
    def held_at(self, resolution):
        return f"{resolution.meeting}（{day(resolution.meeting.starts_at)}）"

    @admin.display(description="议题")
    def topic_told(self, resolution):
        return resolution.topic or self.get_empty_value_display()

    @admin.display(description="状态")
    def standing(self, resolution):
        now = resolution.state()
        return state(now.label, TONES[now])

    @admin.display(description="核实")
    def verification(self, resolution):
        if not resolution.verified_on:
            return "还没有核实。请由办结人以外的同事点“核实”。"
        return f"{day(resolution.verified_on)}，{resolution.verified_by or '（账号已删除）'}"

    @admin.display(description="去向")
    def became(self, resolution):
        made = resolution.project or resolution.problem
        if made is None:
            return self.get_empty_value_display()
        return f"{made._meta.verbose_name}“{made}”"
