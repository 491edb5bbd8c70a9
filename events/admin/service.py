"""Service records and certificates on the staff side: written by verbs alone, and read here."""

from django.contrib import admin
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.enums import CertificateState, ServiceState
from events.models import HoursCertificate, ServiceRecord
from events.printing import certificate_context
from events.workflow import certificates, service
from lib.templatetags.jiedao_text import day
from orgs import audit
from orgs.admin.acts import Act, ActsAdmin, ReasonForm
from orgs.admin.columns import BAD, GOOD, QUIET, state
from orgs.admin.filters import BranchFilter, CategoryFilter, StateFilter
from orgs.admin.record import RecordAdmin
from orgs.enums import AuditAct
from orgs.models.category import CategoryKind


class ServiceItemFilter(CategoryFilter):
    title = "服务项目"
    kind = CategoryKind.VOLUNTEERING


class WithdrawnFilter(StateFilter):
    states = (
        ("counted", ServiceState.COUNTED.label, lambda: Q(withdrawn_on=None)),
        ("withdrawn", ServiceState.WITHDRAWN.label, lambda: Q(withdrawn_on__isnull=False)),
    )


class RevokedFilter(StateFilter):
    states = (
        ("valid", CertificateState.VALID.label, lambda: Q(revoked_on=None)),
        ("revoked", CertificateState.REVOKED.label, lambda: Q(revoked_on__isnull=False)),
    )


class _WrittenByVerbs:
    """No form adds, changes or deletes a row."""

    undone = ""  # the fieldset that tells how it was taken back

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def get_fieldsets(self, request, obj=None):
        """What has not happened is left out."""
        fieldsets = super().get_fieldsets(request, obj)
        return [each for each in fieldsets if each[0] != self.undone or obj is None or self.is_undone(obj)]

    def is_undone(self, row) -> bool:
        return row.state() in (ServiceState.WITHDRAWN, CertificateState.REVOKED)

    def get_readonly_fields(self, request, obj=None):
        return [name for _, options in self.fieldsets for name in options["fields"]]


def _withdraw(record, user, request, **asked):
    codes = service.withdraw(record, user, request, **asked)
    told = "已撤销，积分也已冲销。"
    return f"{told}证明 {'、'.join(codes)} 算进了这次服务，请看看要不要作废重开。" if codes else told


@admin.register(ServiceRecord)
class ServiceRecordAdmin(_WrittenByVerbs, ActsAdmin, RecordAdmin):
    acts = (
        Act(
            service.WITHDRAW,
            _withdraw,
            ReasonForm,
            "记错了的撤销以后重新记。撤销的不再算时长，得到的积分用冲销扣回。",
        ),
    )
    list_display = ["served_on", "served_by", "subject", "hours", "standing", "filed_under"]
    list_filter = [BranchFilter, WithdrawnFilter, ServiceItemFilter]
    list_select_related = ["volunteer", "activity", "category", "organization"]
    date_hierarchy = "served_on"
    search_fields = ["volunteer__number", "volunteer__contact_name", "activity__title", "activity__initials"]
    search_help_text = "按志愿者编号、姓名，或活动名称、拼音首字母查找。"
    undone = "撤销"
    nothing_here = "还没有服务记录。活动结束时记的志愿时长，会列在这里。"
    fieldsets = [
        (None, {"fields": ["served_by", "activity", "category", "served_on", "hours", "organization"]}),
        ("记录", {"fields": ["recorded_by", "created_at", "standing"]}),
        ("撤销", {"fields": ["withdrawn_on", "withdrawal_reason"]}),
    ]

    @admin.display(description="志愿者", ordering="volunteer__number")
    def served_by(self, record):
        return record.volunteer.label

    @admin.display(description="活动或服务项目")
    def subject(self, record):
        return record.activity or record.category or "—"

    @admin.display(description="状态", ordering="withdrawn_on")
    def standing(self, record):
        return state(record.state().label, QUIET if record.withdrawn_on else GOOD)


def _revoke(certificate, user, request, **asked):
    certificates.revoke(certificate, user, request, **asked)
    return "已作废。查验证码的人会看到它已经作废。"


@admin.register(HoursCertificate)
class HoursCertificateAdmin(_WrittenByVerbs, ActsAdmin, RecordAdmin):
    acts = (Act(certificates.REVOKE, _revoke, ReasonForm, "作废以后，拿着这份证明的人查到的是“已作废”。"),)
    list_display = ["printed", "issued_on", "issued_to", "span", "hours", "standing"]
    list_filter = [BranchFilter, RevokedFilter]
    list_select_related = ["volunteer"]
    date_hierarchy = "issued_on"
    search_fields = ["code", "volunteer__number", "contact_name"]
    search_help_text = "按验证码、志愿者编号或姓名查找。"
    own_by_default = ()
    undone = "作废"
    nothing_here = "还没有开过时长证明。到志愿者里点“开具时长证明”。"
    fieldsets = [
        (None, {"fields": ["printed", "issued_to", "office", "span", "hours", "times"]}),
        ("开具", {"fields": ["issued_on", "issued_by", "standing"]}),
        ("作废", {"fields": ["revoked_on", "revocation_reason"]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(never_cache(require_safe(self.print_view)))
        return [
            path("<int:pk>/print/", view, name="events_hourscertificate_print"),
            *super().get_urls(),
        ]

    def acts_open_to(self, request, record):
        paper = ("打印证明", reverse("admin:events_hourscertificate_print", args=[record.pk]))
        return [paper, *super().acts_open_to(request, record)]

    def print_view(self, request, pk):
        """One A4 page, with the whole name: a download like any other."""
        certificate = get_object_or_404(self.get_queryset(request).select_related("volunteer"), pk=pk)
        if request.method == "GET":
            audit.log(AuditAct.DOWNLOAD, request=request, record=certificate, detail="打印时长证明")
        back = reverse("admin:events_hourscertificate_change", args=[pk])
        context = certificate_context(request, certificate, back)
        return TemplateResponse(request, "events/certificate_print.html", context)

    def get_search_results(self, request, queryset, search_term):
        """However the code was typed."""
        return super().get_search_results(request, queryset, certificates.code_in(search_term) or search_term)

    @admin.display(description="验证码", ordering="code")
    def printed(self, certificate):
        return certificate.printed_code

    @admin.display(description="志愿者")
    def issued_to(self, certificate):
        name, number = certificate.contact_name, certificate.volunteer.number
        return f"{name}（{number}）" if name else number

    @admin.display(description="服务时间")
    def span(self, certificate):
        return f"{day(certificate.since)}至{day(certificate.until)}"

    @admin.display(description="状态", ordering="revoked_on")
    def standing(self, certificate):
        return state(certificate.state().label, BAD if certificate.revoked_on else GOOD)
