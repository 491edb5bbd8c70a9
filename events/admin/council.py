"""Councils on the staff side: their seats, and whether they meet as often as they are to.

The admin itself is of the floor below, which knows of no meetings.
"""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from events import councils
from events.meetings import kind_of_meeting
from events.templatetags.events_states import activity_state
from lib.templatetags.jiedao_text import day
from orgs.access import Action
from orgs.admin.columns import BAD, GOOD, state
from orgs.admin.council import CouncilAdmin
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.models import Council

_SHOWN = 8


class MeetingFilter(StateFilter):
    """Conditions that are no Q: of councils that are to have met."""

    title = "召开情况"
    parameter_name = "met"
    states = (("unmet", "本季度（周期内）未召开", None), ("met", "已按期召开", None))

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        unmet = councils.unmet(Council.objects.all()).order_by().values("pk")
        if self.value() == "unmet":
            return queryset.filter(pk__in=unmet)
        return queryset.exclude(pk__in=unmet) if self.value() == "met" else queryset.none()


@admin.register(Council)
class MeetingCouncilAdmin(CouncilAdmin):
    list_display = ["name", "kind", "filed_under", "cadence", "seat_count", "last_met", "due"]
    list_filter = [BranchFilter, MeetingFilter, "kind"]
    readonly_fields = ["due", "meetings_told", "waiting_topics"]
    inline_after = {"会议": "seats"}
    fieldsets = [
        *CouncilAdmin.fieldsets,
        ("会议", {"fields": ["due", "meetings_told", "waiting_topics"]}),
    ]

    def get_queryset(self, request):
        rows = councils.with_last_meeting(super().get_queryset(request))
        unmet = councils.unmet(Council.objects.filter(pk=OuterRef("pk")))
        return rows.annotate(is_unmet=Exists(unmet))

    def get_fieldsets(self, request, obj=None):
        """A council that is not there yet has met never."""
        return super().get_fieldsets(request, obj)[: None if obj else 1]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not context["is_popup"]:
            context |= {"acts": self._links(request, obj), "record_steps": []}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _links(self, request, council):
        """To what is entered elsewhere, with the council filled in."""
        if not self.is_open(request, Action.CHANGE, council):
            return []
        meeting = {
            "council": council.pk,
            "organization": council.organization_id,
            "kind": kind_of_meeting(council).value,
        }
        return [
            ("召开会议", f"{reverse('admin:events_activity_add')}?{urlencode(meeting)}"),
            ("录入议题", f"{reverse('admin:events_agendatopic_add')}?{urlencode({'council': council.pk})}"),
        ]

    @admin.display(description="上次会议", ordering="last_met_at")
    def last_met(self, council):
        return day(council.last_met_at) or "还没有开过"

    @admin.display(description="下次会议")
    def due(self, council):
        due = councils.due_on(council, councils.last_met_on(council))
        if council.is_unmet:
            return state(councils.unmet_word(council), BAD)
        return state(f"{day(due)}前", GOOD)

    @admin.display(description="会议记录")
    def meetings_told(self, council):
        meetings = council.meetings.order_by("-starts_at", "-pk")[:_SHOWN]
        lines = (
            (
                reverse("admin:events_activity_meeting", args=[meeting.pk]),
                meeting,
                day(meeting.starts_at),
                activity_state(meeting),
            )
            for meeting in meetings
        )
        told = format_html_join("", '<li><a href="{}">{}</a> {} {}</li>', lines)
        return format_html('<ul class="council-meetings">{}</ul>', told) if told else "还没有开过会。"

    @admin.display(description="待列入会议的议题")
    def waiting_topics(self, council):
        topics = council.topics.waiting().select_related("seat__unit")
        lines = (
            (reverse("admin:events_agendatopic_change", args=[topic.pk]), topic, topic.proposer)
            for topic in topics
        )
        told = format_html_join("", '<li><a href="{}">{}</a>（{}）</li>', lines)
        return format_html('<ul class="council-meetings">{}</ul>', told) if told else "没有。"
