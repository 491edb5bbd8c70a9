"""The ledgers of units and of party organisations."""

from django.db.models import Q

from orgs.ledgers.base import Column, Kind, Ledger
from orgs.models import Organization, Unit
from orgs.scope import below


def units_of(units, organization):
    """Units of the organisation's communities; those without a community yet are the top's."""
    here = below(organization.path, units.path_lookup)
    return units.filter(here | Q(community=None) if organization.parent_id is None else here)


UNITS = Ledger(
    key="units",
    title="单位台账",
    measure="家",
    records=lambda at: Unit.objects.with_party_members(at).select_related("community"),
    scope=units_of,
    columns=(
        Column(header="单位名称", read="name", width=14, required=True),
        Column(header="统一社会信用代码", read="uscc", width=10),
        Column(header="单位性质", read="get_nature_display", width=6, required=True),
        Column(header="行业", read="industry", width=6),
        Column(header="属地社区", read="community.name", width=9),
        Column(header="职工人数", read="employee_count", kind=Kind.NUMBER, width=4, total=True),
        Column(header="党员人数", read="party_members", kind=Kind.NUMBER, width=4, total=True),
        Column(header="联系人", read="contact_name", width=5),
        Column(header="联系电话", read="contact_phone", width=7),
        Column(header="地址", read="address", width=12),
        Column(header="备注", read="note", width=8),
    ),
)

ORGANIZATIONS = Ledger(
    key="organizations",
    title="党组织台账",
    measure="个",
    records=lambda at: Organization.objects.select_related("parent", "unit"),
    columns=(
        Column(header="党组织名称", read="name", width=14, required=True),
        Column(header="类别", read="get_level_display", width=6, required=True),
        Column(header="上级党组织", read="parent.name", width=12),
        Column(header="所属单位", read="unit.name", width=12),
        # Branches are counted again in the committee above them: no total.
        Column(header="党员人数", read="party_member_count", kind=Kind.NUMBER, width=4),
        Column(header="成立日期", read="established_on", kind=Kind.DATE, width=7),
        Column(header="任期届满日期", read="term_ends_on", kind=Kind.DATE, width=7),
        Column(header="联系电话", read="phone", width=7),
        Column(header="地址", read="address", width=12),
        Column(header="备注", read="note", width=8),
    ),
)
