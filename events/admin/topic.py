"""Topics for councils' meetings: who holds a seat proposes them, a meeting takes them up."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from events.meetings import show_again
from events.models import AgendaTopic
from lib.templatetags.jiedao_text import day
from orgs.admin.columns import GOOD, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.form import RecordForm
from orgs.admin.record import RecordAdmin

_AT_A_MEETING = "议题已经列入会议，请先在会议记录里移出。"


class TakenFilter(StateFilter):
    states = (
        ("waiting", "待列入会议", lambda: Q(meeting=None)),
        ("taken", "已列入会议", lambda: Q(meeting__isnull=False)),
    )


class _Seats(forms.ModelChoiceField):
    def label_from_instance(self, seat):
        return f"{seat}（{seat.council}）"


class TopicForm(RecordForm):
    class Meta:
        field_classes = {"seat": _Seats}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "seat" in self.fields:
            council = self.instance.council_id or self.initial.get("council")
            seats = self.fields["seat"].queryset.select_related("unit", "council__organization")
            # Of a new topic the council may still be chosen: then all that the clerk sees are offered.
            seats = seats.filter(council=council) if council and not self.is_bound else seats
            self.fields["seat"].queryset = seats.order_by("council", "since", "pk")


@admin.register(AgendaTopic)
class AgendaTopicAdmin(RecordAdmin):
    form = TopicForm
    list_display = ["title", "council", "proposed_by", "proposed_on", "standing"]
    list_filter = [BranchFilter, TakenFilter]
    list_select_related = ["council__organization", "seat__unit", "meeting"]
    date_hierarchy = "proposed_on"
    search_fields = ["title", "council__name", "seat__unit__name", "seat__unit__initials"]
    search_help_text = "按议题、议事机构或提出单位查找。"
    autocomplete_fields = ["council"]
    readonly_fields = ["taken_up_by"]
    fieldsets = [
        (None, {"fields": ["council", "title", "seat", "proposed_on", "detail"]}),
        ("会议", {"fields": ["taken_up_by", "conclusion"]}),
        (None, {"fields": ["note"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """What was said of it is known once a meeting has taken it up."""
        fieldsets = super().get_fieldsets(request, obj)
        return [each for each in fieldsets if each[0] != "会议" or (obj and obj.meeting_id)]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["council"] if obj and obj.meeting_id else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.meeting and "title" in form.changed_data:
            show_again(obj.meeting, request.user, request)

    def why_kept(self, row):
        return _AT_A_MEETING if row.meeting_id else ""

    @admin.display(description="提出方")
    def proposed_by(self, topic):
        return topic.proposer

    @admin.display(description="状态")
    def standing(self, topic):
        return state("已列入会议", GOOD) if topic.meeting_id else state("待列入会议", WARN)

    @admin.display(description="列入会议")
    def taken_up_by(self, topic):
        if topic.meeting is None:
            return self.get_empty_value_display()
        return meeting_link(topic.meeting)


def meeting_link(meeting):
    address = reverse("admin:events_activity_change", args=[meeting.pk])
    return format_html('<a href="{}">{}（{}）</a>', address, meeting, day(meeting.starts_at))
