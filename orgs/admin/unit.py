from django import forms
from django.contrib import admin

from orgs.access import Action
from orgs.admin.filters import CommunityFilter
from orgs.admin.form import RecordForm
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.personal import Contacts
from orgs.admin.record import RecordAdmin, TabularInline
from orgs.admin.staff_panels import ShowsPanels
from orgs.ledgers import UNITS
from orgs.models import PartyMemberCount, Unit


class CodeField(forms.CharField):
    """A 统一社会信用代码 as people type it: spaces and small letters do no harm."""

    def to_python(self, value):
        return super().to_python("".join(value.split()).upper() if isinstance(value, str) else value)


class UnitForm(RecordForm):
    class Meta:
        field_classes = {"uscc": CodeField}


_KEPT = (
    "这个单位已经写进：{}。删除会改变以往月份的数字。"
    "不再归口管理的，请填写迁出日期；不再担任成员单位的，请在议事机构的席位上填写退出日期。"
    "录错的，请先在那些记录里改正。"
)


class PartyMemberCountInline(TabularInline):
    model = PartyMemberCount


@admin.register(Unit)
class UnitAdmin(ShowsPanels, LedgerAdmin, Contacts, RecordAdmin):
    ledger = UNITS
    creates_missing = False
    form = UnitForm
    list_display = ["name", "nature", "community", "industry", "uscc", "shown_to_public"]
    list_filter = [CommunityFilter, "nature", "is_public"]
    list_select_related = ["community"]
    search_fields = ["name", "initials", "uscc"]
    autocomplete_fields = ["community"]
    own_by_default = ()
    inlines = [PartyMemberCountInline]
    inline_after = {"“两新”组织": "party_member_counts"}
    fieldsets = [
        (None, {"fields": ["name", "uscc", "nature", "industry", "community", "employee_count"]}),
        ("联系方式", {"fields": ["contact_name", "contact_phone", "address"]}),
        ("“两新”组织", {"fields": ["received_on", "left_on"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    # What colleagues of other branches see of a public unit.
    shared_fieldsets = [(None, {"fields": ["name", "uscc", "nature", "industry", "community", "address"]})]

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.is_open(request, Action.VIEW, obj):
            return self.shared_fieldsets
        return super().get_fieldsets(request, obj)

    def why_kept(self, row):
        named = [*(["接收日期"] if row.received_on else []), *_naming(row)]
        return _KEPT.format("、".join(named)) if named else ""

    def get_inlines(self, request, obj):
        is_shared_only = obj is not None and not self.is_open(request, Action.VIEW, obj)
        return [] if is_shared_only else super().get_inlines(request, obj)


def _naming(unit):
    """The kinds of records that name the unit, in an office's words."""
    for relation in unit._meta.related_objects:
        if relation.related_model._base_manager.filter(**{relation.field.name: unit}).exists():
            yield str(relation.related_model._meta.verbose_name)
