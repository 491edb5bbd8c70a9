"""The verbs of projects on the staff side, with what each asks for."""

from __future__ import annotations

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.html import format_html

from lib.days import today, validate_year
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs import review
from orgs.admin.acts import Act, ActForm, DayForm, ReasonForm
from orgs.enums import ReviewState
from partnerships.admin.note import note_act
from partnerships.enums import BidState
from partnerships.models import Bid
from partnerships.workflow import bids, projects
from partnerships.workflow.notes import NOTE_PROJECT


def _words(label, **kwargs):
    widget = AdminTextareaWidget(attrs={"rows": 4})
    return forms.CharField(label=label, validators=[validate_impersonal], widget=widget, **kwargs)


class FinishForm(DayForm):
    result = _words("项目成效", help_text="对外公开，写办成了什么，不写居民的姓名、住址和电话。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("result", self.record.result)


class CancelForm(DayForm, ReasonForm):
    pass


class OfferForm(ActForm):
    goal = _words("项目目标", help_text="对外公开，写要办成什么、办到什么程度，揭榜的单位照着做方案。")
    on = DayField(label="张榜日期", initial=today, validators=[validate_year])
    until = DayField(
        label="揭榜截止",
        required=False,
        validators=[validate_year],
        help_text="这一天还可以申请；不填即一直接受申请，直到选定。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("goal", self.record.goal)


class BidField(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        super().__init__(Bid.objects.none(), empty_label=None, **kwargs)

    def label_from_instance(self, bid):
        return format_html("{}：{}", str(bid), bid.plan)


class ChooseForm(DayForm):
    bid = BidField(label="揭榜单位")
    reason = forms.CharField(
        label="其他单位没有选中的理由",
        required=False,
        max_length=200,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="只有一家申请的不填。",
    )

    field_order = ["bid", "reason", "on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "确定日期"
        pending = self.record.bids.filter(status=BidState.PENDING)
        self.fields["bid"].queryset = pending.select_related("unit")
        if not pending.exists():
            self.fields["bid"].help_text = "还没有单位申请。"


def _reviewed_again(project, user, request):
    """New words that residents would read at once are looked over first, as those of the form are."""
    if project.review != ReviewState.PUBLISHED or not project.is_public:
        return ""
    if review.may_publish(user, type(project), project.organization):
        return ""
    review.reopen(project, user, request)
    return "内容有改动，已重新提交审核，审核前公众看不到。"


def _decide(project, user, request, **asked):
    projects.decide(project, user, request, **asked)
    return "已确定立项，从确定日期起计数。"


def _start(project, user, request, **asked):
    projects.start(project, user, request, **asked)
    return "已启动。请填写里程碑，并随时记进展。"


def _finish(project, user, request, **asked):
    projects.finish(project, user, request, **asked)
    return f"已完成。{_reviewed_again(project, user, request)}"


def _cancel(project, user, request, **asked):
    projects.cancel(project, user, request, **asked)
    return "已取消，公众看不到了；原因保留在办理记录里。"


def _offer(project, user, request, **asked):
    bids.offer(project, user, request, **asked)
    if told := _reviewed_again(project, user, request):
        return f"已填好张榜日期。{told}"
    if not type(project).objects.shown().filter(pk=project.pk).exists():
        return "已填好张榜日期。审核发布、到了张榜日期以后，公众才能看到。"
    return "已张榜，公众可以看到并申请揭榜。"


def _choose(project, user, request, **asked):
    bids.choose(project, user, request, **asked)
    return f"已选定“{asked['bid']}”揭榜，项目已确定。"


ACTS = (
    Act(
        projects.DECIDE,
        _decide,
        DayForm,
        fits=lambda project: not project.is_offered(),
    ),
    Act(
        bids.OFFER,
        _offer,
        OfferForm,
        "张榜以后，公众看得到项目目标，各单位可以在网上申请。",
        fits=lambda project: project.offered_on is None,
    ),
    Act(
        bids.CHOOSE,
        _choose,
        ChooseForm,
        "选中的单位牵头，项目随即确定；其他申请按您写的理由回绝。",
        fits=lambda project: project.is_offered() and not _is_open(project),
    ),
    Act(projects.START, _start, DayForm),
    note_act(NOTE_PROJECT),
    Act(projects.FINISH, _finish, FinishForm),
    Act(projects.CANCEL, _cancel, CancelForm, "从取消日期起不再计数，也不再公开。"),
)


def _is_open(project):
    """Bids still come in until the deadline."""
    return project.offered_until is not None and project.takes_bids()
