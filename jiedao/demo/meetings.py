"""What councils talked about, who was there, what was resolved; what branches are to hold, and held."""

from datetime import time
from itertools import product

from django.utils import timezone

from events.enums import ActivityKind, ActivityStatus, Period, Presence
from events.models import Activity, AgendaTopic, MeetingDuty, Resolution, SeatAttendance
from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from orgs.enums import OrganizationLevel
from orgs.models import Organization

_KINDS = {label: value for value, label in ActivityKind.choices}
_LEVELS = {label: value for value, label in OrganizationLevel.choices}
_PERIODS = {label: value for value, label in Period.choices}
_BRANCHES = ("党支部", "联合党支部", "党总支")


def load_meetings(office: Office) -> None:
    rows = source.read("present/meetings")
    for row in rows["meetings"]:
        _meeting(office, row, office.activities[row["activity"]])
    office.add_all(list(_met(office, rows["met"])))
    for row in rows["waiting"]:
        council = office.councils[office.organizations[row["organization"]]]
        office.add(_topic(row, council, list(council.seats.all()), proposed_on=office.calendar.loaded_on))
    _duties(office, rows["duties"])
    for row in rows["held"]:
        office.add_all(list(_held(office, row)))


def _meeting(office, row, meeting):
    seats = list(meeting.council.seats.held(timezone.localdate(meeting.starts_at)))
    proposed_on = min(office.calendar.loaded_on, timezone.localdate(meeting.published_at))
    for order, topic in enumerate(row["topics"], start=1):
        office.add(
            _topic(topic, meeting.council, seats, meeting=meeting, order=order, proposed_on=proposed_on)
        )
    if meeting.is_past():
        office.add_all(
            [
                SeatAttendance(
                    meeting=meeting,
                    seat=seat,
                    presence=Presence.LEAVE if place < row.get("absent", 0) else Presence.PRESENT,
                )
                for place, seat in enumerate(reversed(seats))
            ]
        )
    for resolution in row.get("resolutions", []):
        office.add(_resolution(office, resolution, meeting))


def _met(office, row):
    """Most councils met lately; nobody wrote down more of it than how many came."""
    for place, (organization, council) in enumerate(office.councils.items()):
        if place % row["but_every"]:
            day = office.calendar.day(row["days"][place % len(row["days"])])
            starts_at = office.calendar.moment(day, row["time"])
            yield Activity(
                organization=organization,
                council=council,
                kind=_KINDS[row["kind"] if organization.level == OrganizationLevel.COMMUNITY else "联席会议"],
                title=marked(f"{day.month}月{council.name.removesuffix('（示例）')}会议"),
                starts_at=starts_at,
                status=ActivityStatus.CLOSED,
                published_at=starts_at,
                attendance=council.seats.count(),
                is_public=False,
                note=INVENTED,
            )


def _topic(row, council, seats, **where):
    return AgendaTopic(
        council=council,
        seat=seats[row["seat"]] if "seat" in row else None,
        title=row["title"],
        conclusion=row.get("conclusion", ""),
        note=INVENTED,
        **where,
    )


def _resolution(office, row, meeting):
    unit = office.units.get(row.get("unit"))
    days = office.calendar.days(row, "due", "done", "verified")
    return Resolution(
        organization=meeting.organization,
        meeting=meeting,
        text=row["text"],
        owner=None if unit else meeting.organization,
        owner_unit=unit,
        result=row.get("result", ""),
        note=INVENTED,
        **{f"{name}_on": day for name, day in days.items()},
    )


def _duties(office, rows):
    for row in rows:
        place = office.organizations[row["organization"]]
        for kind, level in product(row["kinds"], _BRANCHES):
            same = {"organization": place, "level": _LEVELS[level], "kind": _KINDS[kind]}
            office.keep(MeetingDuty, same, period=_PERIODS[row["period"]])


def _held(office, row):
    """Every so-many-th branch held each of these; internal, so nobody else is shown."""
    levels = [_LEVELS[level] for level in row["levels"]]
    branches = Organization.objects.within(office.organizations[row["organization"]]).order_by("path")
    for place, branch in enumerate(branches.filter(level__in=levels)):
        for days in row["days"] if place % row["every"] else row["days"][1:]:
            day = office.calendar.day(days)
            for kind in row["kinds"]:
                starts_at = office.calendar.moment(day, time(15).isoformat())
                yield Activity(
                    organization=branch,
                    kind=_KINDS[kind],
                    title=marked(f"{day.month}月{kind}"),
                    starts_at=starts_at,
                    status=ActivityStatus.CLOSED,
                    published_at=starts_at,
                    attendance=6 + place % 5,
                    is_public=False,
                    note=INVENTED,
                )
