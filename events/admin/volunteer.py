"""Volunteers and their teams on the staff side."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import volunteer_link as links
from events.admin.hours import ACT_APART
from events.admin.team import TeamFilter
from events.enums import VolunteerState
from events.models import Volunteer
from events.workflow import certificates, volunteers
from lib import qr
from lib.days import today, validate_past, validate_year
from lib.moments import DayField
from orgs.admin.acts import Act, ActForm, ActsAdmin, ReasonForm, act_address
from orgs.admin.columns import BAD, GOOD, QUIET, WARN, joined, state, yes_or_no
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.form import RecordForm
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin
from orgs.moves import may_move

_TONES = {
    VolunteerState.PENDING: WARN,
    VolunteerState.ACTIVE: GOOD,
    VolunteerState.REFUSED: BAD,
    VolunteerState.LEFT: QUIET,
}
_KEPT = "已经记了服务时长或开过证明，不能删除。不再参加的请点“退出”。"
_SAME = "同名同号的居民已经是志愿者，编号{}，不用再登记。"


class VolunteerForm(RecordForm):
    """Registered at the desk: the paper that she signed is kept by the community."""

    signed = forms.BooleanField(
        label="本人已看过个人信息告知，并在登记表上签字",
        error_messages={"required": "没有本人签字的不能登记。请本人签字以后再勾选。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("signed", None)
            return
        for name in ("contact_name", "contact_phone"):
            self.fields[name].required = True

    def clean(self):
        cleaned = super().clean()
        place, name = cleaned.get("organization"), cleaned.get("contact_name")
        if not self.instance.pk and place and name:
            same = volunteers.matching(place, name, cleaned.get("contact_phone") or "")
            if same:
                self.add_error("contact_name", _SAME.format(same.number))
        return cleaned


class PeriodForm(ActForm):
    since = DayField(label="从哪天", validators=[validate_year])
    until = DayField(label="到哪天", initial=today, validators=[validate_year, validate_past])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", today().replace(month=1, day=1))

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期不能早于开始日期。")
        return cleaned


def _accept(volunteer, user, request):
    volunteers.accept(volunteer, user, request)
    return "已接收。可以点“查看专用链接”发给本人。"


def _refuse(volunteer, user, request, **asked):
    volunteers.refuse(volunteer, user, request, **asked)
    return "已记下不接收的原因。"


def _leave(volunteer, user, request):
    volunteers.leave(volunteer, user, request)
    return "已退出。以前的时长和积分还在，专用链接已经作废。"


def _certify(volunteer, user, request, **asked):
    made = certificates.issue(volunteer, user, request, **asked)
    return HttpResponseRedirect(reverse("admin:events_hourscertificate_change", args=[made.pk]))


def _issue(volunteer, user, request):
    links.issue(volunteer, user, request)
    return HttpResponseRedirect(reverse("admin:events_volunteer_link", args=[volunteer.pk]))


def _revoke(volunteer, user, request):
    links.revoke(volunteer, user, request)
    return "专用链接已经作废。"


def _has_link(volunteer):
    return links.token_of(volunteer) != ""


class VolunteerStateFilter(StateFilter):
    states = tuple((each.value, each.label, lambda each=each: Q(status=each)) for each in VolunteerState)


@admin.register(Volunteer)
class VolunteerAdmin(ActsAdmin, Contacts, RecordAdmin):
    acts = (
        Act(volunteers.ACCEPT, _accept, guide="请先打电话核对姓名和意愿。"),
        Act(volunteers.REFUSE, _refuse, ReasonForm, "请先告诉本人。"),
        ACT_APART,
        Act(certificates.ISSUE, _certify, PeriodForm, "按现在的服务记录开，开了以后内容不再变。"),
        Act(
            links.ISSUE,
            _issue,
            guide="有链接的人不用登录就能看到、导出和删除本人的信息，请核对是本人再给。原来的链接同时作废。",
        ),
        Act(links.REVOKE, _revoke, guide="收回以后，拿到原来链接的人都打不开了。", fits=_has_link),
        Act(volunteers.LEAVE, _leave, guide="退出以后不能再记时长，专用链接作废，姓名不再公开。"),
    )
    form = VolunteerForm
    list_display = [
        "number",
        "contact_name",
        "standing",
        "registered_on",
        "own_teams",
        "named",
        "filed_under",
    ]
    list_display_links = ["number", "contact_name"]
    list_filter = [BranchFilter, VolunteerStateFilter, TeamFilter]
    list_select_related = ["organization"]
    search_fields = ["number", "contact_name", "skills", "teams__name", "teams__initials"]
    search_help_text = "按编号、姓名、特长、服务队或拼音首字母查找。"
    autocomplete_fields = ["organization", "teams"]
    readonly_fields = ["number", "standing", "left_on"]
    read_as = Contacts.read_as | {"is_named_public": "named", "signed": ""}
    nothing_here = "还没有志愿者。居民在网上登记的，在这里接收；到社区来登记的，点“录入志愿者”。"
    fieldsets = [
        (None, {"fields": ["number", "standing", "organization", "registered_on", "left_on"]}),
        ("联系方式", {"fields": ["contact_name", "contact_phone", "signed"]}),
        ("志愿服务", {"fields": ["teams", "skills", "is_named_public"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("teams")

    def get_fieldsets(self, request, obj=None):
        left_out = {"signed"} if obj else {"number", "standing", "left_on"}
        left_out |= {"left_on"} if obj and not obj.left_on else set()
        found = super().get_fieldsets(request, obj)
        return [(n, o | {"fields": [f for f in o["fields"] if f not in left_out]}) for n, o in found]

    def get_changeform_initial_data(self, request):
        return {"registered_on": today()} | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        if not change:
            volunteers.begin(obj, VolunteerState.ACTIVE)
        super().save_model(request, obj, form, change)

    def why_kept(self, row):
        is_used = row.service_records.exists() or row.certificates.exists()
        return _KEPT if is_used else ""

    def acts_open_to(self, request, record):
        buttons = super().acts_open_to(request, record)
        if _has_link(record) and may_move(links.REVOKE, request.user, record):
            buttons.append(("查看专用链接", reverse("admin:events_volunteer_link", args=[record.pk])))
        return buttons

    def get_urls(self):
        view = self.admin_site.admin_view(never_cache(require_safe(self.link_view)))
        return [path("<int:pk>/link/", view, name="events_volunteer_link"), *super().get_urls()]

    def link_view(self, request, pk):
        """Her private link, for who may give it to her: to copy, and as a picture for her phone."""
        volunteer = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_move(links.REVOKE, request.user, volunteer):
            raise PermissionDenied
        link = links.address_of(volunteer)
        link = request.build_absolute_uri(link) if link else ""
        context = self.admin_site.each_context(request) | {
            "title": "专用链接",
            "opts": self.opts,
            "original": volunteer,
            "link": link,
            "picture": qr.svg(link, label="专用链接的二维码") if link else "",
            "issue_address": act_address(volunteer, links.ISSUE),
            "revoke_address": act_address(volunteer, links.REVOKE),
        }
        return TemplateResponse(request, "admin/events/volunteer/link.html", context)

    @admin.display(description="状态", ordering="status")
    def standing(self, volunteer):
        now = volunteer.state()
        return state(now.label, _TONES[now])

    @admin.display(description="志愿服务队")
    def own_teams(self, volunteer):
        return joined(volunteer.teams.all())

    @admin.display(description="同意公开姓名", ordering="is_named_public")
    def named(self, volunteer):
        return yes_or_no(volunteer.is_named_public)
