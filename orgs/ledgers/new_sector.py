"""What the monthly report tells of 两新: units received and counted, applications and their steps."""

from django.db.models import OuterRef, Subquery

from orgs.ledgers.base import Column, Kind, Ledger
from orgs.ledgers.directory import units_of
from orgs.models import NewSectorApplication, PartyMemberCount, Unit


def _units(at):
    counts = PartyMemberCount.objects.as_of(at).filter(unit=OuterRef("pk"))
    return (
        Unit.objects.new_sector()
        .with_party_members(at)
        .annotate(counted_on=Subquery(counts.values("as_of")[:1]))
        .select_related("community")
        .order_by("received_on", "name")
    )


NEW_SECTOR_UNITS = Ledger(
    key="new_sector_units",
    title="两新企业台账",
    measure="家",
    records=_units,
    scope=units_of,
    begins="received_on",
    happenings={"received_on": "接收", "counted_on": "填报党员人数", "left_on": "迁出"},
    columns=(
        Column(header="单位名称", read="name", width=16, required=True),
        Column(header="统一社会信用代码", read="uscc", width=10),
        Column(header="单位性质", read="get_nature_display", width=7, required=True),
        Column(header="行业", read="industry", width=7),
        Column(header="属地社区", read="community.name", width=10),
        Column(header="党员人数", read="party_members", kind=Kind.NUMBER, width=4, total=True),
        Column(header="接收日期", read="received_on", kind=Kind.DATE, width=7, required=True),
        Column(header="迁出日期", read="left_on", kind=Kind.DATE, width=7, since="left_on"),
        Column(header="备注", read="note", width=8),
    ),
)


def _step(header, name, **options):
    return Column(header=header, read=name, kind=Kind.DATE, width=7, since=name, **options)


APPLICATIONS = Ledger(
    key="new_sector_applications",
    title="两新组织成立党组织申请台账",
    measure="件",
    records=lambda at: NewSectorApplication.objects.select_related("unit", "organization").order_by(
        "applied_on", "pk"
    ),
    begins="applied_on",
    happenings={
        "applied_on": "提出申请",
        "verified_on": "核验",
        "reviewed_on": "联合初审",
        "approved_on": "批复",
        "refused_on": "不予通过",
    },
    columns=(
        Column(header="申请单位", read="unit.name", width=12, required=True),
        Column(header="归口党组织", read="organization.name", width=9, required=True),
        Column(header="拟设党组织名称", read="proposed_name", width=12, required=True),
        Column(header="拟设类别", read="get_proposed_level_display", width=5, required=True),
        Column(header="党员人数", read="party_member_count", kind=Kind.NUMBER, width=4, required=True),
        _step("提出申请", "applied_on", required=True),
        _step("管区核验", "verified_on"),
        _step("管区（社区）联合初审", "reviewed_on"),
        _step("街道批复", "approved_on"),
        _step("不予通过日期", "refused_on"),
        Column(header="不予通过原因", read="refusal_reason", width=8, since="refused_on"),
        Column(header="备注", read="note", width=6),
    ),
)
