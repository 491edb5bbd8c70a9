"""Claims and orders on the staff side. They come from demands, the public form and 点单, never from here."""

from datetime import timedelta

import segno
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from lib.days import today
from orgs.admin.acts import ActsAdmin, act_address
from orgs.admin.columns import BAD, GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin
from orgs.moves import may_move
from partnerships import claim_link
from partnerships.admin.claim_acts import ACTS, ACTS_OF_ORDERS
from partnerships.admin.claim_parties import ClaimPartyInline
from partnerships.admin.declining import DeclinesMany
from partnerships.admin.note import NoteInline, photo_file
from partnerships.enums import UNDER_WAY, ClaimState, ItemKind
from partnerships.models import Claim, ClaimParty

_TONES = {
    ClaimState.PENDING: WARN,
    ClaimState.CLAIMED: GOOD,
    ClaimState.WORKING: GOOD,
    ClaimState.DONE: GOOD,
    ClaimState.RATED: GOOD,
}

_WANTED = "具体要求"  # of an order, in the field of what a unit offers for a demand


class ClaimStateFilter(StateFilter):
    states = tuple((each.value, each.label, lambda each=each: Q(status=each)) for each in ClaimState)


def _due(**by):
    return Q(status__in=UNDER_WAY, **by)


def _without_contact():
    since = today() - timedelta(days=settings.CLAIM_CONTACT_DAYS)
    return Q(status=ClaimState.CLAIMED, contacted_on=None, claimed_on__lt=since)


def _soon():
    return _due(due_on__range=(today(), today() + timedelta(days=settings.DEADLINE_NOTICE_DAYS)))


class WaitingFilter(StateFilter):
    title = "待办"
    parameter_name = "waiting"
    states = (
        ("confirm", "等待确认或接单", lambda: Q(status=ClaimState.PENDING)),
        ("contact", f"{settings.CLAIM_CONTACT_DAYS}天没有联系", _without_contact),
        ("due", f"{settings.DEADLINE_NOTICE_DAYS}天内到期", _soon),
        ("overdue", "超过办理时限", lambda: _due(due_on__lt=today())),
        ("rate", "等待评价", lambda: Q(status=ClaimState.DONE)),
    )


class SortFilter(StateFilter):
    title = "种类"
    parameter_name = "sort_of"
    states = (
        ("claim", "认领需求", lambda: Q(item__kind=ItemKind.DEMAND)),
        ("order", "点单", lambda: Q(item__kind=ItemKind.SERVICE)),
    )


@admin.register(Claim)
class ClaimAdmin(DeclinesMany, ActsAdmin, Contacts, RecordAdmin):
    acts = ACTS
    list_display = ["item", "holders", "sort_of", "claimed_on", "due_on", "standing", "filed_under"]
    list_filter = [BranchFilter, WaitingFilter, ClaimStateFilter, SortFilter, "origin"]
    list_select_related = ["item", "organization"]
    date_hierarchy = "claimed_on"
    search_fields = [
        "item__title",
        "item__initials",
        "item__number",
        "unit_name",
        "parties__unit__name",
        "parties__unit__initials",
        "parties__organization__name",
    ]
    search_help_text = "按需求或服务的名称、编号，认领单位或拼音首字母查找。"
    autocomplete_fields = ["agreement", "project"]
    inlines = [ClaimPartyInline, NoteInline]
    inline_after = {None: "parties", "办理": "notes"}
    readonly_fields = [
        "item",
        "organization",
        "standing",
        "origin",
        "unit_name",
        "claimed_on",
        "contacted_on",
        "done_on",
        "rated_on",
        "rating",
        "rating_comment",
        "closed_on",
        "reason",
        "wanted",
    ]
    # A closed or rated claim says no more than these.
    _CLOSED = ("退出", {"fields": ["closed_on", "reason"]})
    _RATED = ("评价", {"fields": ["rated_on", "rating", "rating_comment"]})
    fieldsets = [
        (None, {"fields": ["item", "organization", "standing", "origin", "unit_name", "offer"]}),
        (
            "联系方式",
            {"fields": ["contact_name", "contact_phone"], "description": "只给工作人员看，不对外公开。"},
        ),
        ("办理", {"fields": ["claimed_on", "due_on", "contacted_on", "done_on", "result"]}),
        ("去向", {"fields": ["agreement", "project"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_queryset(self, request):
        parties = ClaimParty.objects.select_related("organization", "unit")
        claims = super().get_queryset(request).select_related("item", "organization")
        return claims.prefetch_related(Prefetch("parties", parties))

    def get_fieldsets(self, request, obj=None):
        sections = list(super().get_fieldsets(request, obj))
        if obj is not None and obj.is_order:
            sections[0] = (None, {"fields": self._fields_of_order(request, obj)})
        if obj is not None and obj.closed_on:
            sections.insert(1, self._CLOSED)
        if obj is not None and obj.rated_on:
            sections.insert(1, self._RATED)
        return sections

    def _fields_of_order(self, request, obj):
        """Nobody typed a unit's name in a form, and what stands as an offer is what was asked for."""
        wanted = "offer" if self.has_change_permission(request, obj) else "wanted"
        return ["item", "organization", "standing", "origin", wanted]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and obj.is_order and "offer" in form.base_fields:
            form.base_fields["offer"].label = _WANTED
        return form

    def get_inlines(self, request, obj):
        """Notes are written by a verb; until there is one there is nothing to read."""
        inlines = super().get_inlines(request, obj)
        return inlines if obj and obj.notes.exists() else [each for each in inlines if each is not NoteInline]

    def has_add_permission(self, request):
        """From a demand's form, the public form and 点单 only: all of them count the places that are left."""
        return False

    def acts_of(self, record):
        return ACTS_OF_ORDERS if record.is_order else self.acts

    def acts_open_to(self, request, record):
        buttons = super().acts_open_to(request, record)
        if claim_link.address_of(record) and may_move(claim_link.REVOKE, request.user, record):
            buttons.append(("查看专用链接", reverse("admin:partnerships_claim_link", args=[record.pk])))
        return buttons

    def get_urls(self):
        own = [
            path(
                "note-photos/<int:pk>/<slug:field>/",
                self.admin_site.admin_view(require_safe(photo_file)),
                name="note_photo_file",
            ),
            path(
                "<int:pk>/link/",
                self.admin_site.admin_view(require_safe(self.link_view)),
                name="partnerships_claim_link",
            ),
        ]
        return [*own, *super().get_urls()]

    def link_view(self, request, pk):
        """The claim's private link, for who may give it away: to copy, and as a picture for a phone."""
        claim = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_move(claim_link.REVOKE, request.user, claim):
            raise PermissionDenied
        link = claim_link.address_of(claim)
        link = request.build_absolute_uri(link) if link else ""
        context = self.admin_site.each_context(request) | {
            "title": "专用链接",
            "opts": self.opts,
            "original": claim,
            "link": link,
            "picture": segno.make(link, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None)
            if link
            else "",
            "issue_address": act_address(claim, claim_link.ISSUE),
            "revoke_address": act_address(claim, claim_link.REVOKE),
        }
        return TemplateResponse(request, "admin/partnerships/claim/link.html", context)

    @admin.display(description="认领方")
    def holders(self, claim):
        return claim.claimants

    @admin.display(description=_WANTED)
    def wanted(self, claim):
        return claim.offer or self.get_empty_value_display()

    @admin.display(description="种类")
    def sort_of(self, claim):
        return "点单" if claim.is_order else "认领"

    @admin.display(description="状态", ordering="status")
    def standing(self, claim):
        if claim.is_overdue():
            return state(f"{claim.words()}，已超期", BAD)
        return state(claim.words(), _TONES.get(claim.state(), QUIET))
