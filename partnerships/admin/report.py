"""What residents report: a problem is made of it with one button, or it is said why not."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from lib.templatetags.jiedao_text import moment
from orgs.admin.acts import Act, ActForm, ActsAdmin, ReasonForm
from orgs.admin.columns import BAD, GOOD, WARN, state
from orgs.admin.filters import BranchFilter
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin
from partnerships import report_receipt as receipts
from partnerships.enums import ReportState
from partnerships.models import ProblemReport
from partnerships.workflow import reports

_TONES = {ReportState.PENDING: WARN, ReportState.ACCEPTED: GOOD, ReportState.DISMISSED: BAD}
_CONTACT = ("contact_name", "contact_phone")
_NOT_YET = {
    None: {
        "code",
        "received_on",
        *_CONTACT,
        "standing",
        "settled_on",
        "became",
        "reason",
    },
    ReportState.PENDING: {"settled_on", "became", "reason"},
    ReportState.ACCEPTED: {"reason"},
    ReportState.DISMISSED: {"became"},
}


def _accept(report, user, request, **asked):
    problem = reports.accept(report, user, request)
    messages.success(request, "已立为实际问题，反映人凭凭证能看到。接着点“交办”，定下谁来办、什么时候办好。")
    return HttpResponseRedirect(reverse("admin:partnerships_problem_change", args=[problem.pk]))


def _dismiss(report, user, request, **asked):
    reports.dismiss(report, user, request, **asked)
    return "已记下不予受理的原因，反映人凭凭证能看到。"


def _revoke(report, user, request, **asked):
    problem = reports.revoke(report, user, request, **asked)
    return f"已撤销受理，这条反映重新等待受理。立成的问题“{problem}”还在，不要的请到“实际问题”里删除。"


@admin.register(ProblemReport)
class ProblemReportAdmin(ActsAdmin, Contacts, RecordAdmin):
    acts = (
        Act(
            reports.ACCEPT,
            _accept,
            ActForm,
            "立为实际问题，来源是“居民反映”，编号从问题台账里接着排。立好以后再填责任方和办理时限。",
        ),
        Act(reports.DISMISS, _dismiss, ReasonForm, "反映人凭凭证能看到您写的原因，请写得客气、清楚。"),
        Act(reports.REVOKE, _revoke, ReasonForm, "立错了的，撤销以后重新受理，或不予受理。"),
    )
    list_display = ["summary", "place", "standing", "received_on", "filed_under"]
    list_filter = [BranchFilter, "status"]
    list_select_related = ["organization"]
    date_hierarchy = "created_at"
    search_fields = ["text", "place"]
    search_help_text = "按内容、地点，或者居民报的凭证（如 FY12-7K3Q）查找。"
    autocomplete_fields = ["organization"]
    readonly_fields = ["code", "received_on", "standing", "became", "settled_on", "reason"]
    nothing_here = "还没有居民反映问题。居民在网上反映的，会列在这里。"

    fieldsets = [
        (None, {"fields": ["code", "received_on", "organization", "place", "text"]}),
        (
            "联系方式",
            {"fields": [*_CONTACT], "description": "只给工作人员看，不对外公开。"},
        ),
        ("处理", {"fields": ["standing", "settled_on", "became", "reason"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """Who comes to the counter agrees to nothing on paper, so no contact is written down there."""
        left_out = _NOT_YET[obj.state()] if obj else _NOT_YET[None]
        if obj and not (obj.contact_name or obj.contact_phone):
            left_out = left_out | set(_CONTACT)
        kept = []
        for name, options in super().get_fieldsets(request, obj):
            fields = [field for field in options["fields"] if field not in left_out]
            kept += [(name, options | {"fields": fields})] if fields else []
        return kept

    def get_readonly_fields(self, request, obj=None):
        """A resident's words stay as they were sent."""
        return [*self.readonly_fields, *(["text", "place"] if obj else [])]

    def get_search_results(self, request, queryset, search_term):
        if key := receipts.key_of(search_term):
            return queryset.filter(pk=key), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="凭证")
    def code(self, report):
        return receipts.code_of(report.pk)

    @admin.display(description="情况", ordering="text")
    def summary(self, report):
        return str(report)

    @admin.display(description="反映时间", ordering="created_at")
    def received_on(self, report):
        return moment(report.created_at)

    @admin.display(description="状态", ordering="status")
    def standing(self, report):
        now = report.state()
        return state(now.label, _TONES[now])

    @admin.display(description="立为问题")
    def became(self, report):
        return report.problem
