"""结算: what is on record and gave no points yet is shown, then awarded."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from events.enums import PointEvent
from events.models import PointAccount
from events.workflow import settling
from lib.days import today, validate_past, validate_year
from lib.moments import DayField
from orgs import audit
from orgs.access import Action, may
from orgs.admin.acts import ActForm
from orgs.admin.choices import choices_for, own_place
from orgs.admin.chooser import Chooser
from orgs.enums import AuditAct
from orgs.models import Organization

_PLACE = PointAccount._meta.get_field("organization")


class SettleForm(ActForm):
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label="党组织", widget=Chooser(_PLACE, admin.site)
    )
    until = DayField(label="截止日期", initial=today, validators=[validate_year, validate_past])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        field.queryset = choices_for(_PLACE, self.user)
        field.error_messages["invalid_choice"] = "没有这个党组织，或不在您的管理范围内，请重新选择。"


class SettlingPage:
    """Mixed into the admin of accounts: /settle/."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.settle_view)
        return [path("settle/", view, name="events_pointaccount_settle"), *super().get_urls()]

    def settle_view(self, request: HttpRequest) -> HttpResponse:
        """Asked by its address it shows what is owed; posted it awards it."""
        if not may(request.user, Action.ADD, PointAccount):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET if "until" in request.GET else None
        own = own_place(PointAccount, request.user)
        form = SettleForm(
            data, record=None, user=request.user, initial={"organization": own.pk if own else None}
        )
        asked = form.cleaned_data if form.is_bound and form.is_valid() else None
        if asked and request.method == "POST":
            return self._settled(request, **asked)
        context = self.admin_site.each_context(request) | {
            "title": "结算积分",
            "opts": self.opts,
            "form": form,
            "asked": asked,
            "owed": _counts(settling.owed(**asked)) if asked else [],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/events/pointaccount/settle.html", context)

    def _settled(self, request, organization, until):
        done = settling.settle(organization, until, request.user)
        number = done.given.total()
        words = f"已结算{number}笔积分。" if number else "没有要结算的积分。"
        if done.left:
            words += f"还有{done.left}笔，请再点一次“查看”和“结算”。"
        audit.log(
            AuditAct.ACT, request=request, record=organization, detail=f"结算积分到{until}：{number}笔。"
        )
        self.message_user(request, words)
        return HttpResponseRedirect(reverse("admin:events_pointaccount_settle"))


def _counts(dues):
    """(事项, how many)"""
    told = Counter(due.event for due in dues)
    return [(event.label, told[event]) for event in PointEvent if told[event]]
