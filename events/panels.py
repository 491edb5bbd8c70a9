"""What the pages of organisations, units and projects tell of activities."""

from events.models import Activity
from events.rows import activity_rows
from orgs import panels
from orgs.models import Organization, Unit
from orgs.panels import Panel, pinned
from partnerships.models import Project


def register() -> None:
    panels.add(Organization, _activities(lambda activities, it: activities.concerning(it)))
    panels.add(Unit, _activities(lambda activities, it: activities.of_unit(it)))
    panels.add(Project, _activities(lambda activities, it: activities.filter(project=it)))


def _activities(of):
    return Panel(
        place=10,
        heading="活动",
        template="events/includes/activity_panel.html",
        rows=lambda subject: activity_rows(of(Activity.objects.public(), subject)).next_first(),
        url=pinned("events:activity_list"),
    )
