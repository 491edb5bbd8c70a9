"""What is written down of a council's meeting: its agenda, who was there, what was resolved.

    with recording(meeting, by, request) as minutes:
        minutes.take_up(topic, order=1)
        minutes.attend(seat, Presence.PRESENT)

One transaction with the meeting's row locked, and one entry of the audit for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from events.enums import Presence
from events.meetings import show_again
from events.models import Activity, AgendaTopic, Resolution, SeatAttendance
from orgs import audit
from orgs.access import Action
from orgs.enums import AuditAct
from orgs.models import CouncilSeat, Organization, Unit, User
from orgs.moves import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

NOT_YET = "会议还没有召开，不能登记出席情况。请在开会以后登记。"


class Minutes:
    """Writes what belongs to one meeting; remembers what it changed."""

    def __init__(self, meeting: Activity):
        self.meeting = meeting
        self.changes: list[audit.Change] = []
        self.is_shown_otherwise = False  # something that residents read
        self.hid = False  # from residents, until it is reviewed

    def propose(self, title: str, seat: CouncilSeat | None = None, *, order: int = 0) -> AgendaTopic:
        """A topic that comes up at the meeting itself."""
        topic = AgendaTopic(
            council=self.meeting.council, meeting=self.meeting, seat=seat, title=title, order=order
        )
        self._save(topic, "新议题", "", topic.title)
        return topic

    def take_up(self, topic: AgendaTopic, *, order: int = 0) -> None:
        """A topic that waited."""
        if topic.meeting_id not in (None, self.meeting.pk):
            raise Refused(f"“{topic}”已经列入另一次会议。请刷新后再看。")
        topic.meeting, topic.order = self.meeting, order
        self._save(topic, "列入议题", "", topic.title)

    def put_back(self, topic: AgendaTopic) -> None:
        """It waits for another meeting."""
        if topic.resolutions.exists():
            raise Refused(f"“{topic}”已经有议定事项，不能移出。请先删除议定事项，或者把它改到别的议题。")
        topic.meeting, topic.order = None, 0
        self._save(topic, "移出议题", topic.title, "")

    def conclude(self, topic: AgendaTopic, *, conclusion: str, order: int) -> None:
        """What was said of it, and where it stands on the agenda."""
        before, topic.conclusion = topic.conclusion, conclusion
        moved, topic.order = topic.order != order, order
        if moved or before != conclusion:
            is_shown = moved  # residents read no more than the titles in their order
            self._save(topic, f"讨论情况：{topic.title}", before, conclusion, is_shown=is_shown)

    def attend(self, seat: CouncilSeat, presence: str) -> None:
        """ "" takes it back."""
        if self.meeting.starts_at > timezone.now():
            raise Refused(NOT_YET)
        if seat.council_id != self.meeting.council_id:
            raise Refused(f"“{seat}”不是这个议事机构的席位。")
        noted = self.meeting.seat_attendances.filter(seat=seat).first()
        before = noted.get_presence_display() if noted else ""
        if not presence:
            self.meeting.seat_attendances.filter(seat=seat).delete()
        else:
            noted = noted or SeatAttendance(meeting=self.meeting, seat=seat)
            noted.presence = presence
            noted.save()
        after = Presence(presence).label if presence else ""
        self.changes.append((f"出席：{seat}", before, after))

    def resolve(
        self,
        text: str,
        *,
        topic: AgendaTopic | None = None,
        owner: Organization | None = None,
        owner_unit: Unit | None = None,
        due_on: date | None = None,
    ) -> Resolution:
        """议定事项."""
        resolution = Resolution(
            organization=self.meeting.organization,
            meeting=self.meeting,
            text=text,
            topic=topic,
            owner=owner,
            owner_unit=owner_unit,
            due_on=due_on,
        )
        self._save(resolution, "议定事项", "", f"{text}（{resolution.owners}）")
        return resolution

    def _save(self, row: models.Model, word: str, before: str, after: str, *, is_shown: bool = True) -> None:
        try:
            row.full_clean()
        except ValidationError as error:
            raise Refused("".join(error.messages)) from error
        row.save()
        self.is_shown_otherwise |= is_shown
        self.changes.append((word, before, after))


@contextmanager
def recording(meeting: Activity, by: User, request: HttpRequest | None = None) -> Iterator[Minutes]:
    """Raises PermissionDenied for who may not change the meeting, `Refused` for what breaks a rule.

    Where residents read of the meeting and the user may not publish, it is hidden until it is reviewed.
    """
    with transaction.atomic():
        row = Activity.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
        if row is None:
            raise Refused("这次会议已被删除。")
        if not Activity.objects.open_to(by, Action.CHANGE).filter(pk=row.pk).exists():
            raise PermissionDenied
        if row.council_id is None:
            raise Refused("请先在活动里选择是哪个议事机构的会议。")
        minutes = Minutes(row)
        yield minutes
        if minutes.changes:
            audit.log(
                AuditAct.CHANGE,
                request=request,
                user=by,
                record=row,
                changes=minutes.changes,
                detail="会议记录",
            )
        minutes.hid = minutes.is_shown_otherwise and show_again(row, by, request)
