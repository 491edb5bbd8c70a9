"""Sign-ups on the staff side. They come from the public form, the desk and the door, never from here."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from events import roll
from events.admin.desk import done_at_desk
from events.admin.signup_day import SignedUpOn
from events.enums import SignupStatus
from events.models import Signup
from events.workflow import signups
from lib.keys import is_key
from orgs.access import Action
from orgs.admin.acts import Act, ActsAdmin, token_of
from orgs.admin.columns import GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin

_TONES = {
    SignupStatus.WAITING: WARN,
    SignupStatus.CONFIRMED: GOOD,
    SignupStatus.CHECKED_IN: GOOD,
    SignupStatus.CANCELLED: QUIET,
}


def _cancel(signup, user, request):
    signups.cancel(signup, user, request)
    return "已取消报名，名额空了出来。"


class OfActivity(admin.SimpleListFilter):
    """Those of one activity, from its own form; nobody chooses out of thousands here."""

    title = "活动"
    parameter_name = "activity"

    def lookups(self, request, model_admin):
        return [(self.value_in(request), "这一场")] if self.value_in(request) else []

    def value_in(self, request):
        return request.GET.get(self.parameter_name, "")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(activity=self.value()) if is_key(self.value()) else queryset.none()


@admin.register(Signup)
class SignupAdmin(ActsAdmin, Contacts, RecordAdmin):
    acts = (Act(signups.CANCEL, _cancel, guide="名额空出来，候补的第一位自动递补。请先告诉对方。"),)
    list_display = ["who", "activity", "people", "standing", "masked_phone", "code", "queued_at"]
    list_display_links = ["who"]
    list_filter = [BranchFilter, OfActivity, SignedUpOn, "status", "origin"]
    list_select_related = ["activity__organization"]
    search_fields = ["contact_name", "code", "activity__title", "activity__initials"]
    search_help_text = "按姓名、报名号、活动名称或拼音首字母查找。"
    own_by_default = ()
    readonly_fields = [
        "activity",
        "standing",
        "people",
        "code",
        "origin",
        "volunteer",
        "queued_at",
        "checked_in_at",
        "checked_in_by",
        "cancelled_at",
    ]
    fieldsets = [
        (None, {"fields": ["activity", "standing", "people", "code", "origin", "volunteer"]}),
        (
            "联系方式",
            {"fields": ["contact_name", "contact_phone"], "description": "只给工作人员看，不对外公开。"},
        ),
        ("时间", {"fields": ["queued_at", "checked_in_at", "checked_in_by", "cancelled_at"]}),
        (None, {"fields": ["note"]}),
    ]

    def has_add_permission(self, request):
        """By the public form, 代为报名 and at the door only: all of them count the places that are left."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was signed up is cancelled; the counts of an activity stay."""
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.check_in_view)
        return [path("<int:pk>/check-in/", view, name="events_signup_check_in"), *super().get_urls()]

    def act_subject(self, record):
        """Verbs of sign-ups lock the activity first; else two of them could wait for each other."""
        return record.activity

    def acts_open_to(self, request, record):
        buttons = super().acts_open_to(request, record)
        if self.has_change_permission(request, record):
            buttons.insert(0, ("签到", reverse("admin:events_signup_check_in", args=[record.pk])))
        return buttons

    def check_in_view(self, request, pk):
        """What the code on a ticket opens: who it is, and one big button."""
        rows = self.get_queryset(request).select_related("activity__organization")
        signup = get_object_or_404(rows, pk=pk)
        if not self.is_open(request, Action.CHANGE, signup):
            raise PermissionDenied
        if request.method == "POST" and done_at_desk(request, signup):
            return HttpResponseRedirect(request.get_full_path())
        context = self.admin_site.each_context(request) | {
            "title": "签到",
            "has_errors": False,
            "opts": self.opts,
            "activity": signup.activity,
            "signup": roll.with_masks(rows.filter(pk=pk))[0],
            "counts": roll.counts(signup.activity),
            "doubt": roll.doubt(signup.activity),
            "act_token": token_of(request),
        }
        return TemplateResponse(request, "admin/events/activity/check_in_one.html", context)

    @admin.display(description="姓名", ordering="contact_name")
    def who(self, signup):
        return signup.contact_name or "（已删除）"

    @admin.display(description="状态", ordering="status")
    def standing(self, signup):
        return state(signup.get_status_display(), _TONES[signup.state()])
