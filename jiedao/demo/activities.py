"""Activities: those of the facts, invented ones of those months, current ones around the day of loading."""

from datetime import date, timedelta

from django.utils import timezone

from events.enums import COUNCIL_KINDS, ActivityKind, ActivityStatus
from events.models import Activity
from jiedao.demo import source
from jiedao.demo.calendar import Calendar
from jiedao.demo.office import INVENTED, REPORTED, Office, marked
from jiedao.demo.photos import add_photo
from partnerships.enums import IN_FORCE
from partnerships.models import Agreement

# The current ones are told by it from those that stay where they are.
CURRENT = f"{INVENTED}，日期随载入日推算"
_PARTLY_INVENTED = f"{REPORTED}；时间为示例，未报道的人数为示例"
_KINDS = {label: value for value, label in ActivityKind.choices}
_STATUSES = {label: value for value, label in ActivityStatus.choices}


def load_activities(office: Office) -> None:
    for row in [*_reported(), *source.rows("activities")]:
        _activity(office, row, office.calendar.day(row["day"]))
    for row in _current():
        _activity(office, row | {"note": CURRENT}, office.calendar.current(row))


def move_to(day: date) -> int:
    """Move the current ones to the weeks around the day; how many moved.

    Left alone is whatever somebody has worked on, that is, what has been saved since it was loaded; and what
    people came to, where hours and resolutions have days of their own.
    """
    calendar = Calendar(day)
    moved = 0
    for row in _current():
        times = _when(calendar, row, calendar.current(row))
        for activity in Activity.objects.filter(title=marked(row["title"]), note=CURRENT):
            if activity.starts_at != times["starts_at"] and _is_as_loaded(activity, row):
                for name, value in times.items():
                    setattr(activity, name, value)
                activity.save(update_fields=times)  # not `updated_at`, which tells of people's changes
                moved += 1
    return moved


def _reported():
    """Facts, each with what its report leaves out."""
    added = source.read("history/reported")
    for fact in source.read("office")["activities"]:
        row = fact | added[fact["title"]] | {"note": _PARTLY_INVENTED, "day": fact["held_on"]}
        yield row | {"organization": fact.get("organizer"), "units": fact.get("participating_units", [])}


def _current():
    for file in ("present/past_weeks", "present/coming_weeks"):
        yield from source.read(file)["activities"]
    tour = source.read("present/tour")
    for row in tour["activities"]:
        yield tour["all"] | row


def _activity(office, row, day):
    organization = office.organization(row.get("organization"))
    activity = office.add(
        Activity(
            organization=organization,
            project=office.projects.get(row.get("project")),
            station=office.stations.get(row.get("station")),
            council=_council(office, row, organization),
            agreement=_agreement(office, row, organization, day),
            **_written(row),
            **_when(office.calendar, row, day),
        )
    )
    office.activities[row["title"]] = activity
    activity.units.set([office.units[name] for name in row.get("units", [])])
    if scene := row.get("scene"):
        add_photo(office, activity, scene)


def _council(office, row, organization):
    return office.councils.get(organization) if _KINDS[row["kind"]] in COUNCIL_KINDS else None


def _agreement(office, row, organization, day) -> Agreement | None:
    """Under which one of the invited units came; the reports do not say so of theirs."""
    if "held_on" in row:
        return None
    found = (office.agreements.get((unit, organization)) for unit in row.get("units", []))
    return next((each for each in found if each and each.status(day) in IN_FORCE), None)


def _written(row):
    """The fields that are the same whatever the day."""
    return {
        "title": row["title"] if "held_on" in row else marked(row["title"]),
        "kind": _KINDS[row["kind"]],
        "status": _status(row),
        "series": row.get("series", ""),
        "issue_number": row.get("issue"),
        "place": row.get("place", ""),
        "capacity": row.get("capacity"),
        "takes_signups": row.get("signups", False),
        "body": row.get("body", ""),
        "attendance": row.get("attendance"),
        "volunteer_hours": row.get("volunteer_hours"),
        "summary": row.get("summary", ""),
        "note": row.get("note", INVENTED),
    }


def _when(calendar, row, day):
    starts_at, ends_at = (calendar.moment(day, clock) for clock in row["time"].split("-"))
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "published_at": _published_at(_status(row), starts_at),
    }


def _status(row):
    usual = ActivityStatus.CLOSED if "attendance" in row else ActivityStatus.PUBLISHED
    return _STATUSES[row["status"]] if "status" in row else usual


def _published_at(status, starts_at):
    """Ten days before it begins, but never later than now."""
    if status == ActivityStatus.DRAFT:
        return None
    return min(starts_at - timedelta(days=10), timezone.now())


def _is_as_loaded(activity, row):
    """Nobody has saved it since, nor changed its fields in bulk, nor written down what came of it."""
    untouched = activity.updated_at - activity.created_at < timedelta(seconds=1)
    written = _written(row | {"note": CURRENT})
    is_as_written = all(getattr(activity, name) == value for name, value in written.items())
    return untouched and is_as_written and not _is_told_of(activity)


def _is_told_of(activity):
    came = (activity.seat_attendances, activity.resolutions, activity.service_records)
    return activity.signups.present().exists() or any(rows.exists() for rows in came)
