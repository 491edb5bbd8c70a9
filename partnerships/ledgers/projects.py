"""The ledger of projects."""

from django.db.models import Prefetch

from orgs.intake.inlets import Day, Numbering, Text
from orgs.intake.membership import RelatedMembers
from orgs.intake.references import CategoryReference, Reference
from orgs.ledgers import Column, Kind, Ledger
from orgs.ledgers.related import Related
from orgs.models.category import CategoryKind
from orgs.names import numbered
from partnerships.enums import PartnerRole
from partnerships.ledgers.in_charge import in_charge
from partnerships.models import Agreement, Project, ProjectPartner

# Joined: SQLite cannot look for more than a thousand foreign keys at once as Django prefetches them.
_PARTNERS = Prefetch("partners", ProjectPartner.objects.select_related("organization", "unit"))

PROJECTS = Ledger(
    key="projects",
    title="共建项目台账",
    model=Project,
    words=("项目", "共建项目"),
    number="项目编号",
    identity=("项目名称", "归口党组织", "确定日期"),
    in_charge="归口党组织",
    measure="个",
    records=lambda at: (
        Project.objects.select_related("organization", "category", "agreement")
        .prefetch_related(_PARTNERS)
        .order_by("decided_on", "number", "pk")
    ),
    begins="decided_on",
    happenings={
        "decided_on": "确定",
        "started_on": "启动",
        "finished_on": "完成",
        "cancelled_on": "取消",
    },
    columns=(
        Column(
            header="项目编号",
            read="number",
            width=6,
            writes=Numbering("number"),
            aliases="编号",
            hint="空着由系统编号；填了就按它认项目。",
        ),
        Column(
            header="项目名称",
            read="title",
            width=12,
            required=True,
            writes=Text("title"),
            aliases="名称",
            example="示例共建项目",
        ),
        Column(
            header="类别",
            read="category.name",
            width=5,
            required=True,
            writes=CategoryReference("category", CategoryKind.PROJECT),
            aliases="项目类型 项目分类",
        ),
        in_charge(width=7),
        Column(
            header="牵头单位",
            read=Related("partners", role=PartnerRole.LEAD),
            width=8,
            writes=RelatedMembers("lead", "partners", role=PartnerRole.LEAD),
            aliases="主办单位 实施单位 负责单位 责任单位",
            hint="党组织和单位都可以写，几家用“、”隔开。",
        ),
        Column(
            header="参与单位",
            read=Related("partners", role=PartnerRole.TAKES_PART),
            width=10,
            writes=RelatedMembers("partner", "partners", role=PartnerRole.TAKES_PART),
            aliases="参加单位 协办单位 共建单位 合作单位",
            hint="党组织和单位都可以写，几家用“、”隔开。",
        ),
        Column(
            header="所属协议",
            read="agreement.title",
            width=9,
            since="agreement.signed_on",
            writes=Reference("agreement", numbered("共建协议", Agreement)),
            aliases="关联协议 共建协议 依据协议",
            hint="写协议名称或协议编号。",
        ),
        Column(
            header="确定日期",
            read="decided_on",
            kind=Kind.DATE,
            width=7,
            required=True,
            writes=Day("decided_on"),
            aliases="立项日期 确立日期",
        ),
        Column(
            header="开始日期",
            read="started_on",
            kind=Kind.DATE,
            width=7,
            since="started_on",
            writes=Day("started_on"),
            aliases="启动日期 开工日期",
        ),
        Column(
            header="完成日期",
            read="finished_on",
            kind=Kind.DATE,
            width=7,
            since="finished_on",
            writes=Day("finished_on"),
            aliases="完工日期 结束日期 办结日期",
        ),
        Column(
            header="项目目标",
            read="goal",
            width=11,
            writes=Text("goal"),
            aliases="目标 工作目标 预期目标",
        ),
        Column(
            header="项目成效",
            read="result",
            width=11,
            since="finished_on",
            writes=Text("result"),
            aliases="成效 工作成效 项目成果",
        ),
        Column(header="备注", read="note", width=5, writes=Text("note")),
    ),
)
