from django.contrib import admin
from django.db.models import Prefetch

from lib.days import today
from orgs.admin.columns import joined
from orgs.admin.filters import BranchFilter, CategoryFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.record import TabularInline
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin
from orgs.models.category import CategoryKind
from partnerships.admin.parties import DistinctPartiesFormSet
from partnerships.enums import ProjectState
from partnerships.ledgers import PROJECTS
from partnerships.models import Project, ProjectDemand, ProjectPartner
from partnerships.templatetags.partnerships_states import project_state


def _at(*states):
    return Project.STEPS.condition(today(), *states)


class ProjectStateFilter(StateFilter):
    states = (
        ("proposed", "拟议", lambda: _at(ProjectState.PROPOSED)),
        ("going_on", "已确定，未完成", lambda: _at(ProjectState.DECIDED, ProjectState.RUNNING)),
        ("finished", "已完成", lambda: _at(ProjectState.FINISHED)),
        ("cancelled", "已取消", lambda: _at(ProjectState.CANCELLED)),
    )


class ProjectCategoryFilter(CategoryFilter):
    kind = CategoryKind.PROJECT


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


@admin.register(Project)
class ProjectAdmin(ReviewedAdmin, LedgerAdmin, NumberedAdmin):
    ledger = PROJECTS
    list_display = [
        "number",
        "title",
        "category",
        "partner_names",
        "decided_on",
        "standing",
        "reviewed",
        "filed_under",
    ]
    list_display_links = ["number", "title"]
    list_filter = [BranchFilter, ReviewFilter, ProjectStateFilter, ProjectCategoryFilter, "is_public"]
    list_select_related = ["category", "organization"]
    date_hierarchy = "decided_on"
    search_fields = ["title", "initials", "number", "partners__unit__name", "partners__unit__initials"]
    search_help_text = "按项目名称、编号、参与单位或拼音首字母查找。"
    autocomplete_fields = ["organization", "agreement"]
    inlines = [PartnerInline, AnswerInline]
    inline_after = {None: "partners", "由来": "answers"}
    fieldsets = [
        (None, {"fields": ["number_or_none", "title", "category", "organization"]}),
        ("由来", {"fields": ["agreement"]}),
        ("时间", {"fields": ["decided_on", "started_on", "finished_on"]}),
        ("内容", {"fields": ["goal", "budget", "result"]}),
        ("其他", {"fields": ["is_public", "note"]}),
        ("取消", {"classes": ["collapse"], "fields": ["cancelled_on"]}),
    ]
    not_yet_shown = "还没有到确定日期，或者已经取消，公众看不到。"
    keep_message = "只有本年度最后一个编号的项目可以删除，否则编号会中断。不再实施的项目请填写取消日期。"

    def get_queryset(self, request):
        partners = ProjectPartner.objects.select_related("organization", "unit")
        return super().get_queryset(request).prefetch_related(Prefetch("partners", partners))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category":
            field.queryset = field.queryset.of_kind(CategoryKind.PROJECT)
        return field

    @admin.display(description="参与方")
    def partner_names(self, project):
        return joined(project.partners.all())

    @admin.display(description="状态")
    def standing(self, project):
        return project_state(project)
