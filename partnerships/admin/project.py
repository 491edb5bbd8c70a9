from functools import partial

from django.conf import settings
from django.contrib import admin
from django.db.models import Prefetch, Q
from django.urls import path

from lib.days import today
from orgs.admin.acts import ActsAdmin
from orgs.admin.columns import WARN, joined, state
from orgs.admin.filters import BranchFilter, CategoryFilter, StateFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin, ReviewedForm
from orgs.models.category import CategoryKind
from partnerships.admin.founding import found_view
from partnerships.admin.note import NoteInline
from partnerships.admin.project_acts import ACTS
from partnerships.admin.project_money import money_of
from partnerships.admin.project_rows import AnswerInline, BidInline, MilestoneInline, PartnerInline
from partnerships.enums import BidState, ProjectState
from partnerships.ledgers import PROJECTS
from partnerships.models import Project, ProjectPartner
from partnerships.templatetags.partnerships_states import project_state
from partnerships.workflow import bids, projects


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


class ProgressFilter(StateFilter):
    title = "进展"
    parameter_name = "progress"
    states = (
        (
            "quiet",
            f"{settings.PROGRESS_DAYS}天没有进展",
            lambda: Q(pk__in=Project.objects.quiet().order_by().values("pk")),
        ),
        (
            "overdue",
            "有逾期节点",
            lambda: Q(pk__in=Project.objects.with_overdue_milestones().order_by().values("pk")),
        ),
        ("offered", "张榜中", lambda: Q(pk__in=Project.objects.offered(today()).order_by().values("pk"))),
    )


class ProjectForm(ReviewedForm):
    def clean(self):
        """Teams that bid are answered by the verbs, and their contacts go when their time is over."""
        cleaned = super().clean()
        for day, word in (("decided_on", bids.CHOOSE.word), ("cancelled_on", projects.CANCEL.word)):
            if day in self.changed_data and cleaned.get(day) and self._has_pending_bids():
                self.add_error(day, f"还有没答复的揭榜申请，请用上面的“{word}”办理。")
        return cleaned

    def _has_pending_bids(self):
        return self.instance.pk and self.instance.bids.filter(status=BidState.PENDING).exists()


@admin.register(Project)
class ProjectAdmin(ActsAdmin, ReviewedAdmin, LedgerAdmin, NumberedAdmin):
    form = ProjectForm
    acts = ACTS
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
    list_filter = [
        BranchFilter,
        ReviewFilter,
        ProjectStateFilter,
        ProgressFilter,
        ProjectCategoryFilter,
        "is_public",
    ]
    list_select_related = ["category", "organization"]
    date_hierarchy = "decided_on"
    search_fields = ["title", "initials", "number", "partners__unit__name", "partners__unit__initials"]
    search_help_text = "按项目名称、编号、参与单位或拼音首字母查找。"
    autocomplete_fields = ["organization", "agreement"]
    inlines = [PartnerInline, AnswerInline, MilestoneInline, NoteInline, BidInline]
    inline_after = {
        None: "partners",
        "由来": "answers",
        "时间": "milestones",
        "内容": "notes",
        "张榜": "bids",
    }
    readonly_fields = [*NumberedAdmin.readonly_fields, "money_spent"]
    fieldsets = [
        (None, {"fields": ["number_or_none", "title", "category", "organization"]}),
        ("由来", {"fields": ["agreement"]}),
        ("时间", {"fields": ["decided_on", "started_on", "finished_on"]}),
        ("内容", {"fields": ["goal", "result"]}),
        ("经费", {"fields": ["budget", "money_spent"]}),
        ("张榜", {"fields": ["offered_on", "offered_until"], "classes": ["collapse"]}),
        ("其他", {"fields": ["is_public", "note"]}),
        ("取消", {"classes": ["collapse"], "fields": ["cancelled_on"]}),
    ]
    not_yet_shown = "还没有到确定日期，或者已经取消，公众看不到。"
    keep_message = "只有本年度最后一个编号的项目可以删除，否则编号会中断。不再实施的项目请填写取消日期。"

    def get_inlines(self, request, obj):
        """What comes later in a project's life has no place in the form of a new one."""
        if obj is None:
            return [PartnerInline, AnswerInline]
        nothing_of = {BidInline} if not obj.offered_on else set()
        nothing_of |= {NoteInline} if not obj.notes.exists() else set()
        return [each for each in super().get_inlines(request, obj) if each not in nothing_of]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(found_view, self))
        return [path("found/", view, name="partnerships_project_found"), *super().get_urls()]

    def view_on_site(self, obj):
        """What is on offer has its page, too."""
        return obj.get_absolute_url() if Project.objects.shown().filter(pk=obj.pk).exists() else None

    def _tell_published(self, request, record):
        """Also of what is on offer, which is no public project yet."""
        if Project.objects.publicly_offered().filter(pk=record.pk).exists():
            self.message_user(request, "已发布并张榜。公众可以看到并申请揭榜了。")
        else:
            super()._tell_published(request, record)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            obj.reader = request.user  # for `money_spent`: not every fund is the reader's
        return super().render_change_form(request, context, add, change, form_url, obj)

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
        return state("张榜中", WARN) if project.is_offered() else project_state(project)

    @admin.display(description="已使用")
    def money_spent(self, project):
        return money_of(project, getattr(project, "reader", None))
