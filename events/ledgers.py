"""The ledger of activities."""

from django.utils import timezone

from events.enums import TAKES_PLACE, ActivityStatus
from events.models import Activity
from orgs.intake.inlets import Choice, Moment, Number, Text
from orgs.intake.membership import ManyToMany
from orgs.intake.references import Reference, organizations
from orgs.ledgers import Column, Kind, Ledger
from orgs.ledgers.related import Related
from orgs.names import numbered
from partnerships.models import Project

# Other words that offices write for a kind.
_KINDS = {
    "主题党日": "党日活动 党日 主题党日活动",
    "讲堂": "讲座 课堂 宣讲",
    "志愿服务": "志愿活动 志愿 志愿服务活动",
    "观摩": "观摩活动 参观",
    "交流会": "交流 座谈 座谈会",
    "联席会议": "联席会",
    "议事会": "议事",
    "文体活动": "文体 文艺活动 文化活动 体育活动",
    "支部党员大会": "党员大会 支部大会",
    "支部委员会": "支委会 支部委员会会议 支部委员会议",
    "党小组会": "党小组会议 小组会",
    "党课": "上党课 党课学习 党课教育",
    "其他": "其它",
}


def _begin(activity):
    """A ledger lists what takes place: closed once it is told how many came, else announced."""
    told = activity.attendance is not None and activity.starts_at <= timezone.now()
    activity.status = ActivityStatus.CLOSED if told else ActivityStatus.PUBLISHED


ACTIVITIES = Ledger(
    key="activities",
    title="活动台账",
    model=Activity,
    words=("活动",),
    identity=("活动名称", "主办党组织", "开始时间"),
    in_charge="主办党组织",
    begin=_begin,
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
        Column(
            header="活动名称",
            read="title",
            width=11,
            required=True,
            writes=Text("title"),
            aliases="名称 活动主题 主题",
            example="示例志愿服务活动",
        ),
        Column(
            header="类别",
            read="get_kind_display",
            width=5,
            required=True,
            writes=Choice("kind", _KINDS),
            aliases="活动类型 活动形式",
        ),
        Column(
            header="主办党组织",
            read="organization.name",
            width=7,
            required=True,
            writes=Reference("organization", organizations),
            aliases="主办单位 主办方 归口党组织 举办单位 组织单位 主办",
        ),
        Column(
            header="参与单位",
            read=Related("units", "partner_organizations"),
            width=10,
            writes=ManyToMany("units", "partner_organizations"),
            aliases="参加单位 协办单位 参与方",
            hint="党组织和单位都可以写，几家用“、”隔开。",
        ),
        Column(
            header="系列",
            read="series",
            width=5,
            writes=Text("series"),
            aliases="活动系列 所属系列",
            example="示例讲堂",
        ),
        Column(
            header="期数",
            read="issue_number",
            kind=Kind.NUMBER,
            width=3,
            writes=Number("issue_number"),
            aliases="期次 第几期",
            example="3",
        ),
        Column(
            header="开始时间",
            read="starts_at",
            kind=Kind.MOMENT,
            width=10,
            required=True,
            writes=Moment("starts_at"),
            aliases="活动时间 时间 日期 开始日期 举办日期 举办时间 活动日期",
            example="2019-05-14 9:00",
        ),
        Column(
            header="结束时间",
            read="ends_at",
            kind=Kind.MOMENT,
            width=10,
            writes=Moment("ends_at"),
            aliases="结束日期",
            example="2019-05-14 11:00",
        ),
        Column(
            header="地点",
            read="place",
            width=7,
            writes=Text("place"),
            aliases="活动地点 举办地点 活动地址",
            example="示例社区党群服务中心",
        ),
        Column(
            header="参加人数",
            read="attendance",
            kind=Kind.NUMBER,
            width=4,
            total=True,
            since="starts_at",
            writes=Number("attendance"),
            aliases="参与人数 人数 参加人次 参与人次",
            example="40",
        ),
        Column(
            header="志愿服务时长",
            read="volunteer_hours",
            kind=Kind.NUMBER,
            width=4,
            total=True,
            since="starts_at",
            writes=Number("volunteer_hours", "小时", "个小时"),
            aliases="服务时长 志愿时长 志愿服务小时数",
            example="20",
        ),
        Column(
            header="所属项目",
            read="project.title",
            width=6,
            since="project.decided_on",
            writes=Reference("project", numbered("共建项目", Project)),
            aliases="关联项目 共建项目",
            hint="写项目名称或项目编号。",
        ),
        Column(
            header="活动总结",
            read="summary",
            width=12,
            since="starts_at",
            writes=Text("summary"),
            aliases="总结 活动情况 活动成效",
        ),
        Column(header="备注", read="note", width=4, writes=Text("note")),
    ),
)
