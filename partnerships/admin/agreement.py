"""The agreement on one page, from top to bottom like the paper."""

from pathlib import PurePath

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.html import format_html

from lib.templatetags.jiedao_text import day
from orgs.admin.acts import ActsAdmin
from orgs.admin.columns import joined
from orgs.admin.filters import BranchFilter
from orgs.admin.form import RecordForm
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.numbered import NumberedAdmin
from orgs.admin.record import TabularInline
from orgs.admin.review_filter import ReviewFilter
from orgs.admin.reviewed import ReviewedAdmin, ReviewedForm
from partnerships.admin.agreement_acts import ACTS
from partnerships.admin.agreement_pages import AgreementPages
from partnerships.admin.parties import PartyInline
from partnerships.enums import AgreementStatus
from partnerships.ledgers import AGREEMENTS
from partnerships.models import Agreement, AgreementAttachment, AgreementParty
from partnerships.templatetags.partnerships_states import agreement_state

_FAR_FROM_ENDING = (AgreementStatus.ACTIVE, AgreementStatus.PENDING)


class AgreementForm(ReviewedForm):
    class Meta:
        widgets = {"content": AdminTextareaWidget(attrs={"rows": 8})}

    def file_link(self, name):
        has_file = self.instance.pk and self.instance.termination_document
        return reverse("admin:agreement_termination_document", args=[self.instance.pk]) if has_file else ""


class AttachmentForm(RecordForm):
    def file_link(self, name):
        return self.instance.get_absolute_url() if self.instance.pk else ""


class AttachmentInline(TabularInline):
    model = AgreementAttachment
    form = AttachmentForm
    fields = ["file", "title"]
    verbose_name_plural = "扫描件和附件"

    readonly_fields = ["paper"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def get_fields(self, request, obj=None):
        """Who only reads the agreement gets a link: a file field printed by Django leads nowhere here."""
        agreements = self.admin_site.get_model_admin(Agreement)
        may_change = obj is None or agreements.has_change_permission(request, obj)
        return self.fields if may_change else ["paper", "title"]

    @admin.display(description="文件")
    def paper(self, attachment):
        return file_link(attachment.get_absolute_url(), attachment.file)


def file_link(address, file):
    return format_html('<a href="{}">{}</a>', address, PurePath(file.name).name)


class LifeFilter(admin.SimpleListFilter):
    title = "要过问的"
    parameter_name = "life"
    rows = {
        "partly": ("还没有签全", lambda agreements: agreements.partly_signed()),
        "silent": ("无动静", lambda agreements: agreements.silent()),
    }

    def lookups(self, request, model_admin):
        return [(key, words) for key, (words, _) in self.rows.items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return self.rows[self.value()][1](queryset) if self.value() in self.rows else queryset.none()


class StatusFilter(admin.SimpleListFilter):
    title = "状态"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return AgreementStatus.choices

    def queryset(self, request, queryset):
        return queryset.filter(status_at=self.value()) if self.value() else queryset


@admin.register(Agreement)
class AgreementAdmin(AgreementPages, ActsAdmin, ReviewedAdmin, LedgerAdmin, NumberedAdmin):
    acts = ACTS
    ledger = AGREEMENTS
    form = AgreementForm
    change_form_template = "admin/partnerships/agreement/change_form.html"
    list_display = [
        "number",
        "title",
        "party_names",
        "signed_on",
        "standing",
        "reviewed",
        "ending",
        "filed_under",
        "attachment_count",
    ]
    list_display_links = ["number", "title"]
    list_filter = [BranchFilter, ReviewFilter, StatusFilter, LifeFilter, "kind", "is_public"]
    list_select_related = ["organization"]
    date_hierarchy = "signed_on"
    search_fields = [
        "title",
        "initials",
        "number",
        "parties__unit__name",
        "parties__unit__initials",
        "parties__organization__name",
        "parties__organization__initials",
    ]
    search_help_text = "按协议名称、编号、签约方的名称或拼音首字母查找。"
    autocomplete_fields = ["organization", "witness", "renews"]
    readonly_fields = [*NumberedAdmin.readonly_fields, "termination_paper"]
    inlines = [PartyInline, AttachmentInline]
    inline_after = {None: "parties", "内容": "attachments"}
    staff_only = ReviewedAdmin.staff_only | {"termination_document", "attachments"}
    fieldsets = [
        (None, {"fields": ["number_or_none", "title", "organization", "kind"]}),
        ("日期", {"fields": ["signed_on", "effective_on", "ends_on"]}),
        ("内容", {"fields": ["content", "witness"]}),
        ("续签和公开", {"fields": ["renews", "is_public", "note"]}),
        (
            "终止",
            {
                "classes": ["collapse"],
                "fields": ["terminated_on", "termination_reason", "termination_document"],
            },
        ),
    ]
    not_yet_shown = "还没有到签约日期，签了以后公众才能看到。"
    keep_message = (
        "只有本年度最后一个编号的协议可以删除，否则编号会中断。不再履行的协议请填写终止日期和原因。"
    )

    def get_queryset(self, request):
        signatories = AgreementParty.objects.select_related("organization", "unit")
        attached = AgreementAttachment.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
        return (
            super()
            .get_queryset(request)
            .with_status()
            .annotate(files=Subquery(attached.annotate(files=Count("pk")).values("files")))
            .prefetch_related(Prefetch("parties", signatories))
        )

    def get_changelist_instance(self, request):
        """Which of the rows on the page are silent: one query."""
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list = list(changelist.result_list)
        silent = Agreement.objects.silent(among=[row.pk for row in rows]).order_by()
        keys = set(silent.values_list("pk", flat=True))
        for row in rows:
            row.is_silent = row.pk in keys
        return changelist

    def get_fieldsets(self, request, obj=None):
        """A link in place of the file for a party, who only reads; see the attachments."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        read = {"termination_document": "termination_paper"}
        return [
            (name, options | {"fields": [read.get(field, field) for field in options["fields"]]})
            for name, options in fieldsets
        ]

    @admin.display(description="终止文件")
    def termination_paper(self, agreement):
        if not agreement.termination_document:
            return self.get_empty_value_display()
        address = reverse("admin:agreement_termination_document", args=[agreement.pk])
        return file_link(address, agreement.termination_document)

    @admin.display(description="签约方")
    def party_names(self, agreement):
        return joined(party.signatory for party in agreement.parties.all())

    @admin.display(description="状态", ordering="status_at")
    def standing(self, agreement):
        """Beneath it, what staff should ask about."""
        missing = joined(party.signatory for party in agreement.missing_parties())
        if missing and any(party.signed_on for party in agreement.parties.all()):
            return format_html("{}<small>还没有签：{}</small>", agreement_state(agreement), missing)
        if agreement.is_silent:
            return format_html("{}<small>无动静</small>", agreement_state(agreement))
        return agreement_state(agreement)

    @admin.display(description="到期日期", ordering="ends_on")
    def ending(self, agreement):
        """The day, and how far off it is where the status does not say so already."""
        if agreement.ends_on is None:
            return "长期" if agreement.signed_on else None
        if agreement.status() not in _FAR_FROM_ENDING:
            return day(agreement.ends_on)
        return format_html("{}<small>还有{}天</small>", day(agreement.ends_on), agreement.days_left())

    @admin.display(description="附件", ordering="files")
    def attachment_count(self, agreement):
        return agreement.files
