"""组织生活: organisations × kinds of meetings in a month or quarter, who is behind most first."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from events.duties import Span, Standing, standings
from events.enums import DUTIES
from events.models import Activity, MeetingDuty
from lib.days import today
from lib.delivery import deliver_made
from lib.keys import is_key
from lib.months import Month
from lib.sheets.plain import Holds, PlainColumn, write
from orgs import audit
from orgs.access import Action, may
from orgs.enums import AuditAct
from orgs.listing import Pager
from orgs.models import Organization

_AT_ONCE = 100
_SPANS = (("month", "按月"), ("quarter", "按季度"))


@dataclass(frozen=True)
class Asked:
    """What the address asks for; the present month of all that the user sees unless it says otherwise."""

    span: Span
    month: Month
    branch: Organization | None
    wrong: str  # of a month that cannot be read

    @classmethod
    def of(cls, request) -> Asked:
        wrong, month = "", Month.of(today())
        try:
            month = Month.parse(request.GET.get("month") or str(month))
        except ValueError as error:
            wrong = str(error)
        if month > Month.of(today()):
            wrong, month = "这个月还没有到，请选本月或以前的月份。", Month.of(today())
        make = Span.quarter if request.GET.get("span") == "quarter" else Span.month
        return cls(make(month), month, _branch(request), wrong)


def _branch(request):
    """The chosen organisation; None for all. What is out of sight is not there."""
    chosen = request.GET.get("branch", "")
    if not chosen:
        return None
    own = Organization.objects.open_to(request.user, Action.VIEW)
    found = own.filter(pk=chosen).first() if is_key(chosen) else None
    if found is None:
        raise Http404("no such organisation for this user")
    return found


def organizations_of(user, branch: Organization | None):
    rows = Organization.objects.open_to(user, Action.VIEW)
    return (rows.within(branch) if branch else rows).only("pk", "path", "level", "name", "short_name")


class DutiesPage:
    """Mixed into the admin of duties: for all staff, also those who set no duties."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("duties/", wrap(require_safe(self.duties_view)), name="events_duties"),
            path("duties/file/", wrap(require_safe(self.duties_file)), name="events_duties_file"),
        ]
        return [*own, *super().get_urls()]

    def duties_view(self, request) -> HttpResponse:
        self._must_see(request, Action.VIEW)
        asked = Asked.of(request)
        rows = standings(organizations_of(request.user, asked.branch), asked.span)
        page = Paginator(rows, _AT_ONCE).get_page(request.GET.get("page"))
        own = list(Organization.objects.open_to(request.user, Action.VIEW).street_line())
        top = min((each.depth for each in own), default=1)
        context = {
            **self.admin_site.each_context(request),
            "title": "组织生活",
            "opts": self.opts,
            "asked": asked,
            "spans": _SPANS,
            "kinds": [kind.label for kind in DUTIES],
            "rows": page.object_list,
            "number": len(rows),
            "behind": sum(row.missing > 0 for row in rows),
            "pager": Pager.of(page, request),
            "branches": [(each.pk, "\u3000" * (each.depth - top) + each.label) for each in own],
            "latest": Month.of(today()),
            "query": _query(asked),
            "has_duties": bool(rows) or MeetingDuty.objects.exists(),
            "may_set": may(request.user, Action.ADD, MeetingDuty),
            "may_export": may(request.user, Action.EXPORT, Activity),
        }
        return TemplateResponse(request, "admin/events/meetingduty/duties.html", context)

    def duties_file(self, request) -> HttpResponse:
        """All rows of the page as a workbook."""
        self._must_see(request, Action.EXPORT)
        asked = Asked.of(request)
        file = io.BytesIO()
        rows = standings(organizations_of(request.user, asked.branch), asked.span)
        write(file, asked.span.label, _COLUMNS, map(_cells, rows))
        name = f"组织生活开展情况（{asked.span.label}）.xlsx"
        audit.log(AuditAct.EXPORT, request=request, organization=asked.branch, detail=name)
        return deliver_made(file.getvalue(), name)

    @staticmethod
    def _must_see(request, action):
        if not may(request.user, action, Activity):
            raise PermissionDenied


def _query(asked):
    chosen = {"month": str(asked.month), "span": "quarter" if asked.span.is_quarter else "month"}
    return urlencode(chosen | ({"branch": asked.branch.pk} if asked.branch else {}))


_COLUMNS = (
    PlainColumn(header="党组织", width=18),
    PlainColumn(header="类别", width=6),
    *(
        PlainColumn(header=f"{kind.label}{word}", width=6, holds=Holds.NUMBER)
        for kind in DUTIES
        for word in ("应开", "已开")
    ),
    PlainColumn(header="还差", width=4, holds=Holds.NUMBER),
)


def _cells(standing: Standing):
    organization = standing.organization
    numbers = [
        number
        for score in standing.scores
        for number in ((score.expected, score.done) if score else (None, None))
    ]
    return [organization.name, organization.get_level_display(), *numbers, standing.missing]
