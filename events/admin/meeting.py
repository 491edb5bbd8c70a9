"""会议记录: the page on which a council's meeting is written down, and its minutes in Word."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.admin.meeting_sheet import MeetingSheet
from events.minutes import file_name, minutes_document
from events.models import Activity, Resolution
from events.workflow.activities import CLOSE
from lib.delivery import deliver_made
from orgs import audit
from orgs.access import Action
from orgs.admin.acts import act_address, take_once, taken_before, token_of
from orgs.moves import Refused, moves_open_to

_SAVED = "会议记录已保存。"
_HIDDEN = "会议记录已保存。议题和议定事项要给居民看，已重新提交审核，审核前公众看不到这次会议。"
_SAME = "没有改动。"


class MeetingPages:
    """Mixed into the activities' admin, before the others: …/meeting/ and …/minutes/."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/meeting/", wrap(self.meeting_view), name="events_activity_meeting"),
            path(
                "<int:pk>/minutes/",
                wrap(require_safe(self.minutes_view)),
                name="events_activity_minutes",
            ),
        ]
        return [*own, *super().get_urls()]

    def acts_open_to(self, request, record):
        found = super().acts_open_to(request, record)
        if record.council_id:
            found.insert(0, ("会议记录", reverse("admin:events_activity_meeting", args=[record.pk])))
        return found

    def meeting_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whoever sees the meeting reads it; who may change it writes."""
        meeting = self._meeting(request, pk)
        may_write = self.is_open(request, Action.CHANGE, meeting)
        if request.method == "POST" and not may_write:
            raise PermissionDenied
        if request.method == "POST" and taken_before(request) is not None:
            return self._noted(request, meeting, _SAVED)
        data = request.POST if request.method == "POST" else None
        with transaction.atomic():
            if data is not None:  # what is judged is what is there while it is saved
                list(Activity.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("pk"))
            sheet = MeetingSheet(meeting, request.user, data)
            if data is not None and sheet.is_valid() and (words := self._save(request, sheet)):
                return self._noted(request, meeting, words)
        return TemplateResponse(
            request, "admin/events/activity/meeting.html", self._shown(request, sheet, may_write)
        )

    def minutes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """会议纪要 in Word, for staff who may see the meeting."""
        meeting = self._meeting(request, pk)
        answer = deliver_made(minutes_document(meeting), file_name(meeting))
        audit.log_download(request, meeting, file_name(meeting))
        return answer

    def _meeting(self, request, pk):
        related = ("council", "organization", "station")
        rows = self.get_queryset(request).select_related(*related)
        meeting = get_object_or_404(rows, pk=pk)
        if meeting.council_id is None:
            raise Http404("no meeting of a council")
        return meeting

    def _save(self, request, sheet):
        """What to tell; None when it was refused: the words are then on the page."""
        kept = []

        def save():
            kept.append(sheet.save(request))
            return sheet.meeting

        try:
            with transaction.atomic():
                take_once(request, sheet.meeting, save)
        except Refused as refused:
            sheet.refused = str(refused)
            return None
        if not kept:
            return _SAVED
        minutes = kept[0]
        return _HIDDEN if minutes.hid else _SAVED if minutes.changes else _SAME

    def _noted(self, request, meeting, words):
        """On to where it is closed, if that was asked for: what was typed is saved first."""
        self.message_user(request, words)
        own = reverse("admin:events_activity_meeting", args=[meeting.pk])
        closes = "_close" in request.POST and self._close_address(request, meeting)
        return HttpResponseRedirect(closes or own)

    def _close_address(self, request, meeting):
        """Where the meeting is closed, with how many came; "" for who may not, or not yet."""
        if meeting.starts_at > timezone.now() or not moves_open_to([CLOSE], meeting, request.user):
            return ""
        return act_address(meeting, CLOSE)

    def _shown(self, request, sheet, may_write):
        return {
            **self.admin_site.each_context(request),
            "title": "会议记录",
            "opts": self.opts,
            "meeting": sheet.meeting,
            "sheet": sheet,
            "may_write": may_write,
            "problems": list(sheet.problems()) if request.method == "POST" else [],
            "act_token": token_of(request),
            "media": self.media + sheet.media,
            "resolution_opts": Resolution._meta,
            "close_address": self._close_address(request, sheet.meeting),
        }
