"""What the pages of organisations, units and projects tell of activities."""

from dataclasses import replace

from events.models import Activity, VolunteerTeam
from events.rows import activity_brief
from events.teams import with_deeds
from lib.addresses import address
from orgs import panels
from orgs.models import Organization, Station, Unit
from orgs.panels import Link, Panel, pinned, whole_list
from partnerships.models import Project


def register() -> None:
    panels.add(Organization, _activities(lambda activities, it: activities.concerning(it)))
    panels.add(Unit, _activities(lambda activities, it: activities.of_unit(it)))
    panels.add(Station, _activities(lambda activities, it: activities.filter(station=it)))
    panels.add(Project, _activities(lambda activities, it: activities.filter(project=it)))
    panels.add(Unit, _TEAMS)
    panels.add_links(Organization, lambda it: [Link("志愿服务队", pinned(it, "events:team_list"))])


def _activities(of):
    """What comes next, else what was last."""
    past = _panel("往期活动", lambda subject: of(Activity.objects.public().past(), subject))
    coming = _panel("即将举行的活动", lambda subject: of(Activity.objects.public().upcoming(), subject))
    return replace(coming, otherwise=past)


def _panel(heading, rows):
    return Panel(
        place=10,
        heading=heading,
        template="events/includes/activity_brief.html",
        rows=lambda subject: activity_brief(rows(subject)),
        links=_ways,
    )


def _ways(subject):
    """To the whole list, and to the calendar that a phone keeps up to date."""
    return [
        *whole_list("events:activity_list")(subject),
        Link("加入手机日历", pinned(subject, "events:calendar")),
    ]


_TEAMS = Panel(
    place=45,
    heading="志愿服务队",
    template="events/includes/team_rows.html",
    rows=lambda unit: with_deeds(VolunteerTeam.objects.public().filter(unit=unit)),
    links=lambda unit: [Link("全部志愿服务", address("events:team_list"))],
)
