"""Postings, on this floor since it is visits that tell which of them are kept up (本季度未走访)."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse

from events.models import Visit
from events.postings import is_this_quarter, unvisited, visited, with_last_visit
from lib.days import today, validate_year
from lib.moments import DayField
from lib.templatetags.jiedao_text import day
from orgs.access import Action, may
from orgs.admin.acts import Act, ActForm, ActsAdmin
from orgs.admin.columns import GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.form import RecordForm
from orgs.admin.record import RecordAdmin
from orgs.admin.staff_panels import ShowsPanels
from orgs.enums import TO_VISIT, PostingState
from orgs.models import Assignment, Posting, User
from orgs.scope import in_branches_of
from orgs.workflow import postings


def _of(rows):
    return Q(pk__in=rows(Posting.objects.all()).order_by().values("pk"))


class VisitedFilter(StateFilter):
    title = "走访"
    parameter_name = "visited"
    states = (
        ("no", "本季度未走访", lambda: _of(unvisited)),
        ("yes", "本季度已走访", lambda: _of(visited)),
    )


class HeldFilter(StateFilter):
    states = (
        ("held", "在任", lambda: _of(lambda rows: rows.held())),
        ("ended", "已结束", lambda: Q(until__lte=today())),
    )


class PostingForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields.get("person_name")
        if name is not None and self.instance.pk and not self.instance.person_name:
            name.required = False  # erased when its term was over: nobody is asked for it again


class EndForm(ActForm):
    """Also a day to come: the posting ends by itself then."""

    on = DayField(label="结束日期", initial=today, validators=[validate_year])


def _end(posting, user, request, **asked):
    postings.end(posting, user, request, **asked)
    return f"{day(posting.until)}结束，以前的走访记录都保留。"


@admin.register(Posting)
class PostingAdmin(ActsAdmin, ShowsPanels, RecordAdmin):
    acts = (
        Act(
            postings.END,
            _end,
            EndForm,
            "从这一天起不再算派驻或包联。",
            fits=lambda posting: not posting.until,
        ),
    )
    form = PostingForm
    list_display = [
        "whom",
        "role",
        "person_name",
        "last_visited",
        "standing",
        "since",
        "until",
        "filed_under",
    ]
    list_filter = [BranchFilter, VisitedFilter, HeldFilter, "role"]
    list_select_related = ["organization", "target", "unit"]
    search_fields = [
        "person_name",
        "unit__name",
        "unit__initials",
        "target__name",
        "target__initials",
    ]
    search_help_text = "按姓名，单位、党组织的名称或拼音首字母查找。"
    autocomplete_fields = ["organization", "unit", "target"]
    fieldsets = [
        (None, {"fields": ["role", "person_name", "user", "unit", "target", "organization"]}),
        ("时间", {"fields": ["since", "until"]}),
        (None, {"fields": ["note"]}),
    ]
    nothing_here = "还没有派驻和包联。第一书记、党建专员、包联干部录入以后，这里看得到本季度走访了没有。"

    def get_queryset(self, request):
        return with_last_visit(super().get_queryset(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Accounts of those who work in the user's branches."""
        if db_field.name == "user" and not request.user.is_superuser:
            at_work = Assignment.objects.filter(in_branches_of(request.user, "organization__path"))
            kwargs["queryset"] = User.objects.filter(is_active=True, pk__in=at_work.values("user"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"since": today()} | super().get_changeform_initial_data(request)

    def why_kept(self, row):
        if row.visits.exists():
            return "这项派驻或包联下面有走访记录。不再担任的请点“结束”，填结束日期。"
        return ""

    def acts_open_to(self, request, record):
        found = super().acts_open_to(request, record)
        if record.state() == PostingState.HELD and may(request.user, Action.ADD, Visit):
            found.insert(0, ("记一次走访", f"{reverse('admin:events_visit_add')}?posting={record.pk}"))
        return found

    @admin.display(description="派驻或包联谁")
    def whom(self, posting):
        return str(posting.sent_to)

    @admin.display(description="上次走访", ordering="last_visit")
    def last_visited(self, posting):
        return day(posting.last_visit) or None

    @admin.display(description="状态")
    def standing(self, posting):
        now = posting.state()
        if now != PostingState.HELD or posting.role not in TO_VISIT:
            return state(now.label, QUIET)
        is_visited = is_this_quarter(posting.last_visit)
        return state("本季度已走访", GOOD) if is_visited else state("本季度未走访", WARN)
