"""The ledgers of units and of party organisations."""

from django.db.models import Q

from orgs.intake.counts import PartyMembers
from orgs.intake.inlets import Choice, Code, ContactPhone, Day, Name, Number, Phone, Text
from orgs.intake.organizations import Parent, names_in_file, parents
from orgs.intake.references import Reference, UnitReference, communities, units
from orgs.ledgers.base import Column, Kind, Ledger
from orgs.models import Organization, Unit
from orgs.scope import below

# Other words that offices write for a choice.
_NATURES = {
    "机关": "党政机关 政府机关 机关单位 行政机关",
    "事业单位": "事业",
    "国有企业": "国企 央企 国有",
    "非公有制企业": "民企 私企 民营企业 私营企业 非公企业 非公",
    "社会组织": "社会团体 社团 民办非企业 民办非企业单位 民非",
    "部队": "驻军 驻区部队",
    "学校": "公办学校",
    "医院": "公立医院",
    "其他": "其它",
}
_LEVELS = {
    "街道党工委": "街道",
    "管区党委": "管区",
    "社区党委": "社区",
    "党总支": "总支",
    "党支部": "支部",
    "联合党支部": "联合支部",
}


def units_of(units, organization):
    """Units of the organisation's communities; those without a community yet are the top's."""
    here = below(organization.path, units.path_lookup)
    return units.filter(here | Q(community=None) if organization.parent_id is None else here)


UNITS = Ledger(
    key="units",
    title="单位台账",
    model=Unit,
    words=("单位", "企业"),
    number="统一社会信用代码",
    identity=("单位名称",),
    in_charge="属地社区",
    measure="家",
    records=lambda at: Unit.objects.with_party_members(at).select_related("community"),
    scope=units_of,
    columns=(
        Column(
            header="单位名称",
            read="name",
            width=14,
            required=True,
            writes=Name("name", units),
            aliases="单位全称 名称 企业名称",
            hint="写公章上的全称，每家单位一行。",
            example="示例科技有限公司",
        ),
        Column(
            header="统一社会信用代码",
            read="uscc",
            width=10,
            writes=Code("uscc"),
            aliases="信用代码 社会信用代码 统一信用代码",
            hint="18位，没有可不填；填了就按它认单位。",
        ),
        Column(
            header="单位性质",
            read="get_nature_display",
            width=6,
            required=True,
            writes=Choice("nature", _NATURES),
            aliases="性质 单位类型 单位类别",
            example="非公有制企业",
        ),
        Column(
            header="行业",
            read="industry",
            width=6,
            writes=Text("industry"),
            aliases="所属行业 行业类别 行业分类",
            example="科技服务",
        ),
        Column(
            header="属地社区",
            read="community.name",
            width=9,
            writes=Reference("community", communities),
            aliases="所属社区 所在社区 社区",
            hint="写社区党组织的名称或简称。",
        ),
        Column(
            header="职工人数",
            read="employee_count",
            kind=Kind.NUMBER,
            width=4,
            total=True,
            writes=Number("employee_count"),
            aliases="职工数 员工人数 员工数 从业人数",
            example="120",
        ),
        Column(
            header="党员人数",
            read="party_members",
            kind=Kind.NUMBER,
            width=4,
            total=True,
            writes=PartyMembers(),
            aliases="党员数 党员总数",
            hint="今天的人数；空着不改原来的数。",
            example="12",
        ),
        Column(
            header="联系人",
            read="contact_name",
            width=5,
            writes=Text("contact_name"),
            aliases="联系人姓名 单位联系人",
            example="示例联系人",
        ),
        Column(
            header="联系电话",
            read="contact_phone",
            width=7,
            writes=ContactPhone("contact_phone"),
            aliases="电话 联系方式 手机 手机号 联系人电话",
            example="0532-88880000",
        ),
        Column(
            header="地址",
            read="address",
            width=12,
            writes=Text("address"),
            aliases="单位地址 详细地址 办公地址",
            example="示例路1号",
        ),
        Column(header="备注", read="note", width=8, writes=Text("note")),
    ),
)

ORGANIZATIONS = Ledger(
    key="organizations",
    title="党组织台账",
    model=Organization,
    words=("党组织", "组织"),
    identity=("党组织名称", "上级党组织"),
    in_charge="上级党组织",
    one_by_one=True,
    prepare=names_in_file,
    judge=parents,
    measure="个",
    records=lambda at: Organization.objects.select_related("parent", "unit"),
    columns=(
        Column(
            header="党组织名称",
            read="name",
            width=14,
            required=True,
            writes=Text("name"),
            aliases="组织名称 名称 党组织全称",
            example="示例社区第一党支部",
        ),
        Column(
            header="类别",
            read="get_level_display",
            width=6,
            required=True,
            writes=Choice("level", _LEVELS),
            aliases="党组织类别 组织类别 级别 党组织类型",
            example="党支部",
        ),
        Column(
            header="上级党组织",
            read="parent.name",
            width=12,
            writes=Parent("parent"),
            aliases="上级组织 上级党委 隶属党组织 上级",
            hint="写全称或简称；可以是本表中的另一行。",
        ),
        Column(
            header="所属单位",
            read="unit.name",
            width=12,
            writes=UnitReference("unit"),
            aliases="所在单位 依托单位",
            hint="设在单位里的党组织才填。",
        ),
        # Branches are counted again in the committee above them: no total.
        Column(
            header="党员人数",
            read="party_member_count",
            kind=Kind.NUMBER,
            width=4,
            writes=Number("party_member_count"),
            aliases="党员数 党员总数",
            example="35",
        ),
        Column(
            header="成立日期",
            read="established_on",
            kind=Kind.DATE,
            width=7,
            writes=Day("established_on"),
            aliases="成立时间",
        ),
        Column(
            header="任期届满日期",
            read="term_ends_on",
            kind=Kind.DATE,
            width=7,
            writes=Day("term_ends_on"),
            aliases="届满日期 换届日期 任期届满时间",
        ),
        Column(
            header="联系电话",
            read="phone",
            width=7,
            writes=Phone("phone"),
            aliases="电话 办公电话 联系方式",
            example="0532-88880000",
        ),
        Column(
            header="地址",
            read="address",
            width=12,
            writes=Text("address"),
            aliases="办公地址",
            example="示例路1号",
        ),
        Column(header="备注", read="note", width=8, writes=Text("note")),
    ),
)
