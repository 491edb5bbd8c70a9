"""What waits of councils' meetings, of what they resolved, and of 组织生活."""

from django.db.models import F

from events import councils, duties
from events.models import Resolution
from events.workflow import resolutions
from jiedao.today.claims import days_until
from jiedao.today.groups import DECIDE, FOLLOW, LATE
from lib.templatetags.jiedao_text import day
from orgs.enums import Role
from orgs.models import Council, Organization
from orgs.todo import Kind


def _to_verify(rows, at, user):
    """Who carried it out does not verify it."""
    return rows.filter(done_on__lte=at, verified_on=None).exclude(done_by=user.pk)


def _behind(rows, at, user):
    """The user's own organisations, not all below them: of these the page tells."""
    return duties.behind(rows.filter(path__in=user.paths_as(Role.ENTER)), at)


KINDS = (
    Kind(
        key="resolutions-late",
        group=LATE,
        title="逾期没有办结的议定事项",
        model=Resolution,
        waiting=lambda rows, at, user: rows.overdue(at),
        day="due_on",
        words=lambda resolution, at: days_until(resolution.due_on, at),
        verb=resolutions.FINISH,
    ),
    Kind(
        key="resolutions-done",
        group=DECIDE,
        title="办结了，待核实的议定事项",
        model=Resolution,
        waiting=_to_verify,
        day="done_on",
        words=lambda resolution, at: f"{day(resolution.done_on)}办结",
        verb=resolutions.VERIFY,
    ),
    Kind(
        key="councils-unmet",
        group=FOLLOW,
        title="没有按期召开的议事机构",
        model=Council,
        waiting=lambda rows, at, user: councils.unmet(rows, at),
        day=councils.last_meeting_day(),
        words=lambda council, at: councils.unmet_word(council),
        button="召开会议",
    ),
    Kind(
        key="duties-behind",
        group=FOLLOW,
        title="组织生活还没有开全的党组织",
        model=Organization,
        waiting=_behind,
        day=F("created_at__date"),
        words=lambda organization, at: "本月（本季度）快结束了，还有会议没有召开",
        button="查看",
    ),
)
