"""A meeting's page as one form, from top to bottom like the paper: 议程, 出席, 议定事项."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from events.admin.meeting_forms import (
    NewResolutionRow,
    NewTopicRow,
    Row,
    SeatRow,
    TopicRow,
    WaitingRow,
)
from events.enums import Presence
from events.meetings import day_of, seats
from events.models import Activity, AgendaTopic
from events.workflow.meetings import NOT_YET, Minutes, recording
from orgs.models import User

NEW = 3  # empty rows for topics and resolutions; another three once these are saved


class Problem(NamedTuple):
    target: str
    label: str
    message: str


class RestForm(forms.Form):
    """其余: a tap for what is true of nearly all."""

    others_present = forms.BooleanField(label="其余没有登记的，都登记为到会", required=False)


class MeetingSheet:
    """All rows of the page, bound to what was sent, if anything was."""

    def __init__(self, meeting: Activity, user: User, data: QueryDict | None = None):
        self.meeting, self.user = meeting, user
        taken = meeting.topics.select_related("seat__unit").order_by("order", "pk")
        waiting = AgendaTopic.objects.filter(council=meeting.council_id).waiting()
        held = list(seats(meeting))
        noted = dict(meeting.seat_attendances.order_by().values_list("seat", "presence"))
        begun = {"initial": {}, "data": data}
        self.topics = [
            TopicRow(
                data,
                record=topic,
                prefix=f"topic-{topic.pk}",
                initial={"order": topic.order or place, "conclusion": topic.conclusion},
            )
            for place, topic in enumerate(taken, start=1)
        ]
        self.waiting = [
            WaitingRow(**begun, record=topic, prefix=f"waiting-{topic.pk}")
            for topic in waiting.select_related("seat__unit")
        ]
        self.new_topics = [
            NewTopicRow(**begun, seats=seats(meeting), prefix=f"new-topic-{place}") for place in range(NEW)
        ]
        self.seats = [
            SeatRow(data, record=seat, prefix=f"seat-{seat.pk}", initial={"presence": noted.get(seat.pk, "")})
            for seat in held
        ]
        self.rest = RestForm(data, label_suffix="")
        self.resolutions = list(meeting.resolutions.select_related("owner", "owner_unit").order_by("pk"))
        self.new_resolutions = [
            NewResolutionRow(
                **begun,
                user=user,
                topics=meeting.topics.order_by("order", "pk"),
                met_on=day_of(meeting),
                prefix=f"resolution-{place}",
            )
            for place in range(NEW)
        ]
        self.refused = ""

    @property
    def rows(self) -> list[Row]:
        return [*self.topics, *self.waiting, *self.new_topics, *self.seats, *self.new_resolutions]

    @property
    def media(self) -> forms.Media:
        return sum((row.media for row in self.new_resolutions), forms.Media())

    @property
    def has_met(self) -> bool:
        return self.meeting.starts_at <= timezone.now()

    @property
    def present(self) -> int:
        return sum(row.initial["presence"] == Presence.PRESENT for row in self.seats)

    def is_valid(self) -> bool:
        valid = [row.is_valid() for row in (*self.rows, self.rest)]
        if not self.has_met and any(self._attended()):
            self.refused = NOT_YET
        return all(valid) and not self.refused

    def problems(self) -> Iterator[Problem]:
        if self.refused:
            yield Problem("", "", self.refused)
        for row in self.rows:
            for field in row:
                for message in field.errors:
                    label = f"{row.called}：{field.label}" if row.called else field.label
                    yield Problem(field.id_for_label or field.auto_id, label, message)

    def save(self, request: HttpRequest) -> Minutes:
        """What was changed, and nothing else. Raises PermissionDenied and `Refused`."""
        with recording(self.meeting, self.user, request) as minutes:
            self._save_topics(minutes)
            for seat, presence in self._attended():
                minutes.attend(seat, presence)
            for row in self.new_resolutions:
                if row.cleaned_data["text"]:
                    minutes.resolve(**row.cleaned_data)
        return minutes

    def _save_topics(self, minutes):
        for row in self.topics:
            topic, data = row.record, row.cleaned_data
            if data["put_back"]:
                minutes.put_back(topic)
            elif row.changed_data:
                conclusion = data["conclusion"] if "conclusion" in row.changed_data else topic.conclusion
                order = data["order"] if "order" in row.changed_data else topic.order
                minutes.conclude(topic, conclusion=conclusion, order=order or topic.order)
        last = max((row.cleaned_data["order"] or 0 for row in self.topics), default=0)
        for row in self.waiting:
            if row.cleaned_data["taken"]:
                last += 1
                minutes.take_up(row.record, order=last)
        for row in self.new_topics:
            if row.cleaned_data["title"]:
                last += 1
                minutes.propose(row.cleaned_data["title"], row.cleaned_data["seat"], order=last)

    def _attended(self):
        """(seat, presence) of those that change."""
        others = self.rest.is_valid() and self.rest.cleaned_data["others_present"]
        for row in self.seats:
            presence = row.cleaned_data.get("presence", "") if row.is_valid() else ""
            if not presence and others:
                presence = Presence.PRESENT
            if presence != row.initial["presence"] and (row.changed_data or others):
                yield row.record, presence
