from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from lib.days import today
from orgs.admin.filters import BranchFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.record import RecordAdmin, TabularInline
from orgs.ledgers import SEATS
from orgs.models import CouncilSeat

_KEPT = (
    "议事机构有过席位，删除会改变以往月份的数字。请给不再担任的席位填写退出日期；录错的席位，请先逐个删去。"
)


class CouncilSeatInline(TabularInline):
    model = CouncilSeat
    fields = ["title", "unit", "person_role", "since", "until", "note"]
    autocomplete_fields = ["unit"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 1, "cols": 20})}}


class CouncilAdmin(LedgerAdmin, RecordAdmin):
    """Registered by the floor that knows of meetings, with what it adds (`events/admin/council.py`)."""

    # Seats have no list of their own: their ledger goes in and out beside the councils.
    ledger = SEATS
    ledger_noun = "议事会成员"
    listed_by = "council"
    list_display = ["name", "kind", "filed_under", "cadence", "seat_count"]
    list_filter = [BranchFilter, "kind"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name", "organization__initials", "seats__unit__name"]
    search_help_text = "按议事机构、党组织、成员单位的名称查找。"
    autocomplete_fields = ["organization"]
    inlines = [CouncilSeatInline]
    fieldsets = [(None, {"fields": ["organization", "kind", "name", "cadence", "note"]})]

    def get_queryset(self, request):
        held = CouncilSeat.objects.held(today()).filter(council=OuterRef("pk")).order_by().values("council")
        counted = held.annotate(seats_held=Count("pk")).values("seats_held")
        return super().get_queryset(request).annotate(held_seats=Coalesce(Subquery(counted), 0))

    def why_kept(self, row):
        return _KEPT if row.seats.exists() else ""

    def record_address(self, request, record):
        """A seat is edited in its council's form."""
        return super().record_address(request, getattr(record, "council", record))

    @admin.display(description="现有席位", ordering="held_seats")
    def seat_count(self, council):
        return council.held_seats
