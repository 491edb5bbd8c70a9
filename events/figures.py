"""The figures of activities."""

from events.models import Activity
from orgs.figures import Figure

ACTIVITIES = Figure(
    key="activities",
    label="活动场次",
    measure="场",
    rule="开始时间在当日或之前的活动，草稿、延期和取消的除外。",
    facts=lambda at: Activity.objects.held(at),
    subject=Activity,
    cumulative=True,
)

PARTICIPANTS = Figure(
    key="participants",
    label="参加人次",
    measure="人次",
    rule="已举行活动的参加人数之和，同一个人来两次计两人次。",
    facts=lambda at: Activity.objects.held(at).filter(attendance__isnull=False),
    subject=Activity,
    summed="attendance",
    cumulative=True,
)

VOLUNTEER_HOURS = Figure(
    key="volunteer_hours",
    label="志愿服务时长",
    measure="小时",
    rule="已举行活动的志愿服务时长之和。",
    facts=lambda at: Activity.objects.held(at).filter(volunteer_hours__isnull=False),
    subject=Activity,
    summed="volunteer_hours",
    cumulative=True,
)

FIGURES = (ACTIVITIES, PARTICIPANTS, VOLUNTEER_HOURS)
