"""组织生活要求: how often who is to meet, said by those who manage a branch."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from events.admin.duties import DutiesPage
from events.duties import USUAL, USUAL_LEVELS
from events.models import MeetingDuty
from orgs import audit
from orgs.access import Action
from orgs.admin.choices import choices_for, own_place
from orgs.admin.chooser import Chooser
from orgs.admin.filters import BranchFilter
from orgs.admin.record import RecordAdmin
from orgs.enums import AuditAct
from orgs.models import Organization

_PLACE = MeetingDuty._meta.get_field("organization")


class UsualForm(forms.Form):
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_PLACE.verbose_name,
        widget=Chooser(_PLACE, admin.site),
        help_text=_PLACE.help_text,
        error_messages={
            "required": "请选择党组织。",
            "invalid_choice": "没有这个党组织，或不在您的管理范围内，请重新选择。",
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["organization"].queryset = choices_for(_PLACE, user)
        own = own_place(MeetingDuty, user)
        self.initial.setdefault("organization", own.pk if own else None)


@admin.register(MeetingDuty)
class MeetingDutyAdmin(DutiesPage, RecordAdmin):
    change_list_template = "admin/events/meetingduty/change_list.html"
    list_display = ["filed_under", "level", "kind", "period", "times"]
    list_display_links = ["kind"]
    list_filter = [BranchFilter, "level", "kind"]
    list_select_related = ["organization"]
    search_fields = ["organization__name", "organization__initials"]
    search_help_text = (
        "按党组织的名称或拼音首字母查找。同一种会议，离得近的党组织的要求优先；次数填0即不要求。"
    )
    autocomplete_fields = ["organization"]
    fields = ["organization", "level", "kind", "period", "times"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.usual_view)
        return [path("usual/", view, name="events_meetingduty_usual"), *super().get_urls()]

    def usual_view(self, request):
        """按常规设置: what is missing of the usual is added in one step; what is set already stays."""
        if not self.is_open(request, Action.ADD):
            raise PermissionDenied
        form = UsualForm(request.POST if request.method == "POST" else None, user=request.user)
        if form.is_valid():
            place = form.cleaned_data["organization"]
            added = add_usual(place, request)
            told = f"已为“{place}”和下级增加{added}条要求。" if added else "常规的要求都已经有了，没有改动。"
            self.message_user(request, told)
            return HttpResponseRedirect(reverse("admin:events_meetingduty_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "按常规设置",
            "opts": self.opts,
            "form": form,
            "usual": [f"{kind.label}：{period.label}{times}次" for kind, (period, times) in USUAL.items()],
            "levels": "、".join(level.label for level in USUAL_LEVELS),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/events/meetingduty/usual.html", context)


@transaction.atomic
def add_usual(place: Organization, request) -> int:
    """How many were missing; each is told to the audit."""
    list(Organization.objects.select_for_update(no_key=True).filter(pk=place.pk).values_list("pk"))
    present = set(MeetingDuty.objects.filter(organization=place).values_list("level", "kind"))
    made = [
        MeetingDuty(organization=place, level=level, kind=kind, period=period, times=times)
        for level in USUAL_LEVELS
        for kind, (period, times) in USUAL.items()
        if (level, kind) not in present
    ]
    for duty in made:
        duty.save()
        audit.log(AuditAct.ADD, request=request, record=duty, detail="按常规设置")
    return len(made)
