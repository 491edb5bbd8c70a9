"""On the day, on a phone: the page on which a desk checks in; the paper sheet; whom to call.

Whatever is posted may be sent again, by a reload, the back button or a second tap where the net was away:
nothing is counted twice.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from events import roll
from events.models import Activity, Signup
from events.models.signup import MOST_PEOPLE
from events.workflow import check_in, volunteers
from lib.contact_fields import LineField
from lib.keys import is_key
from lib.templatetags.jiedao_text import clock
from orgs import audit
from orgs.access import Action
from orgs.admin.acts import take_once, token_of
from orgs.enums import AuditAct
from orgs.moves import Refused

_BLANK_ROWS, _ROWS_OF_EMPTY_SHEET = 10, 40


class WalkInForm(forms.Form):
    """Somebody who did not sign up."""

    people = forms.IntegerField(
        label="来了几人",
        initial=1,
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages={"required": "请填写来了几人。"},
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    contact_name = LineField(label="姓名（可以不填）", max_length=50, required=False)
    number = LineField(
        label="志愿者编号（志愿者填）",
        max_length=12,
        required=False,
        widget=forms.TextInput({"autocapitalize": "characters"}),
    )

    def __init__(self, *args, activity: Activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity = activity

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not number:
            return None
        volunteer = volunteers.numbered(self.activity.organization, number)
        if volunteer is None:
            raise forms.ValidationError("没有这个编号的在册志愿者，请核对。不清楚编号的，填姓名就行。")
        return volunteer

    def come(self, user, request) -> Signup:
        asked = dict(self.cleaned_data)
        asked["volunteer"] = asked.pop("number")
        return check_in.walk_in(self.activity, user, request, **asked)


class DeskPages:
    """Mixed into the admin of activities."""

    def get_urls(self):
        views = {
            "check_in": ("check-in", self.check_in_view),
            "sheet": ("sheet", self.sheet_view),
            "callers": ("callers", self.callers_view),
        }
        own = [
            path(f"<int:pk>/{word}/", self.admin_site.admin_view(view), name=f"events_activity_{name}")
            for name, (word, view) in views.items()
        ]
        return [*own, *super().get_urls()]

    def activity_for(self, request: HttpRequest, pk: int, action: Action) -> Activity:
        """404 for what the user does not see, 403 for what she may not do there."""
        activity = get_object_or_404(self.get_queryset(request).select_related("organization"), pk=pk)
        if not self.is_open(request, action, activity):
            raise PermissionDenied
        return activity

    def page_of(self, request: HttpRequest, activity: Activity, title: str, **context) -> dict:
        """What the templates of an activity's pages ask for."""
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "activity": activity,
            "has_errors": False,
            **context,
        }

    # Checking in

    def check_in_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        activity = self.activity_for(request, pk, Action.CHANGE)
        comes = request.POST.get("do") == "walk-in"
        form = WalkInForm(request.POST if comes else None, activity=activity)
        if comes and form.is_valid():
            _walk_in(request, activity, form)
            return HttpResponseRedirect(request.get_full_path())
        if "signup" in request.POST and done_at_desk(request, _named(request, activity)):
            return HttpResponseRedirect(request.get_full_path())
        return TemplateResponse(
            request, "admin/events/activity/check_in.html", self._check_in_page(request, activity, form)
        )

    def _check_in_page(self, request, activity, form):
        words = request.POST.get("words", "").strip()[:50] if request.POST.get("do") == "find" else ""
        none = activity.signups.none()
        rows = {
            "found": roll.found(activity, words) if words else none,
            "expected": none if words else roll.expected(activity),
            "present": none if words else roll.present(activity),
        }
        lists = {name: roll.with_masks(signups[: roll.LISTED]) for name, signups in rows.items()}
        return self.page_of(
            request,
            activity,
            "签到",
            counts=roll.counts(activity),
            doubt=roll.doubt(activity),
            words=words,
            form=form,
            has_errors=bool(form.errors),
            act_token=token_of(request),
            listed=roll.LISTED,
            **lists,
        )

    # On paper

    @method_decorator(require_safe)
    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """签到表, for A4: who has signed up, and rows for who has not."""
        activity = self.activity_for(request, pk, Action.VIEW)
        signups = roll.with_masks(roll.standing(activity))
        blank = _BLANK_ROWS if signups else _ROWS_OF_EMPTY_SHEET
        context = self.page_of(request, activity, "签到表", signups=signups, blank=range(blank))
        return TemplateResponse(request, "admin/events/activity/sheet.html", context)

    def callers_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """通知名单: masked; in full by POST for who may read numbers, and told to the audit."""
        in_full = request.method == "POST"
        activity = self.activity_for(request, pk, Action.PERSONAL if in_full else Action.VIEW)
        signups = roll.with_masks(roll.standing(activity))
        if in_full:
            detail = f"通知名单，{len(signups)}家的姓名、手机号码"
            audit.log(AuditAct.READ_PERSONAL, request=request, record=activity, detail=detail)
        context = self.page_of(
            request,
            activity,
            "通知名单",
            signups=signups,
            in_full=in_full,
            may_read=self.is_open(request, Action.PERSONAL, activity),
        )
        return TemplateResponse(request, "admin/events/activity/callers.html", context)


def _named(request, activity):
    """The sign-up of the activity that the button stands beside."""
    key = request.POST["signup"]
    return get_object_or_404(activity.signups.select_related("activity"), pk=key if is_key(key) else 0)


def done_at_desk(request: HttpRequest, signup: Signup) -> bool:
    """What a button beside somebody's name says, done and told; False for none."""
    verb = {"check-in": _check_in, "undo": _undo}.get(request.POST.get("do", ""))
    if verb is None:
        return False
    try:
        messages.success(request, f"{_called(signup)}{verb(request, signup)}")
    except Refused as refused:
        messages.error(request, f"{_called(signup)}：{refused}")
    return True


def _check_in(request, signup):
    beyond = "beyond" in request.POST
    if check_in.check_in(signup, request.user, request, beyond_capacity=beyond):
        return "已签到。"
    return f"早已在{clock(signup.checked_in_at)}签到，没有重复计数。"


def _undo(request, signup):
    undone = []

    def undo():
        undone.append(check_in.undo(signup, request.user, request))
        return signup

    # The same form sent later again would undo what was put right meanwhile.
    take_once(request, signup.activity, undo)
    return "已撤销签到。" if any(undone) else "现在没有签到，不用撤销。"


def _walk_in(request, activity, form):
    made = []

    def come():
        made.append(form.come(request.user, request))
        return made[0]

    try:
        take_once(request, activity, come)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    words = f"{_called(made[0])}现场签到，已计入。" if made else "刚才已经计入，没有重复计数。"
    messages.success(request, words)


def _called(signup):
    """示例居民（2人）"""
    name = signup.contact_name or f"报名号{signup.code}"
    return f"{name}（{signup.people}人）" if signup.people > 1 else name
