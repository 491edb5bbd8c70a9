"""The ledger of activities."""

from events.enums import TAKES_PLACE
from events.models import Activity
from orgs.ledgers import Column, Kind, Ledger, joined


def _partners(activity):
    return joined([*activity.units.all(), *activity.partner_organizations.all()])


ACTIVITIES = Ledger(
    key="activities",
    title="活动台账",
    measure="场",
    # Drafts, and what was put off or called off, are no activities yet, or never.
    records=lambda at: (
        Activity.objects.filter(status__in=TAKES_PLACE)
        .select_related("organization", "project")
        .prefetch_related("units", "partner_organizations")
        .order_by("starts_at", "pk")
    ),
    begins="starts_at",
    happenings={"starts_at": "举行"},
    columns=(
        Column(header="活动名称", read="title", width=11, required=True),
        Column(header="类别", read="get_kind_display", width=5, required=True),
        Column(header="主办党组织", read="organization.name", width=7, required=True),
        Column(header="参与单位", read=_partners, width=10),
        Column(header="系列", read="series", width=5),
        Column(header="期数", read="issue_number", kind=Kind.NUMBER, width=3),
        Column(header="开始时间", read="starts_at", kind=Kind.MOMENT, width=10, required=True),
        Column(header="结束时间", read="ends_at", kind=Kind.MOMENT, width=10),
        Column(header="地点", read="place", width=7),
        Column(
            header="参加人数", read="attendance", kind=Kind.NUMBER, width=4, total=True, since="starts_at"
        ),
        Column(
            header="志愿服务时长",
            read="volunteer_hours",
            kind=Kind.NUMBER,
            width=4,
            total=True,
            since="starts_at",
        ),
        Column(header="所属项目", read="project.title", width=6, since="project.decided_on"),
        Column(header="活动总结", read="summary", width=12, since="starts_at"),
        Column(header="备注", read="note", width=4),
    ),
)
