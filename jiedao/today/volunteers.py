"""What waits of volunteers: who registered, and whose hours are not recorded."""

from events.enums import VolunteerState
from events.models import Activity, Volunteer
from events.workflow import service, volunteers
from jiedao.today.activities import this_hour
from jiedao.today.groups import DECIDE, FOLLOW
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind


def _unrecorded(rows, at, user):
    return rows.filter(pk__in=service.unrecorded(this_hour()).order_by().values("pk"))


KINDS = (
    Kind(
        key="volunteers-pending",
        group=DECIDE,
        title="等待接收的志愿者",
        model=Volunteer,
        waiting=lambda rows, at, user: rows.filter(status=VolunteerState.PENDING),
        day="registered_on",
        words=lambda volunteer, at: f"{volunteer.contact_name}，{day(volunteer.registered_on)}登记",
        verb=volunteers.ACCEPT,
    ),
    Kind(
        key="activities-hours",
        group=FOLLOW,
        title="办完还没有记志愿时长的活动",
        model=Activity,
        waiting=_unrecorded,
        day="starts_at__date",
        words=lambda activity, at: f"{day(activity.starts_at)}举行",
        verb=service.RECORD,
    ),
)
