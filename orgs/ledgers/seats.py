"""The ledger of seats in councils."""

from orgs.ledgers.base import Column, Kind, Ledger
from orgs.models import CouncilSeat

SEATS = Ledger(
    key="seats",
    title="议事会成员台账",
    measure="席",
    records=lambda at: CouncilSeat.objects.select_related("council__organization", "unit").order_by(
        "council__organization__path", "council__kind", "council", "since", "pk"
    ),
    begins="since",
    happenings={"since": "加入", "until": "退出"},
    columns=(
        Column(header="议事机构", read="council.name", width=14, required=True),
        Column(header="归口党组织", read="council.organization.name", width=11, required=True),
        Column(header="成员单位", read=lambda seat: seat.unit or seat.person_role, width=18),
        Column(header="席位", read="get_title_display", width=7, required=True),
        Column(header="加入日期", read="since", kind=Kind.DATE, width=7, required=True),
        Column(header="退出日期", read="until", kind=Kind.DATE, width=7, since="until"),
        Column(header="备注", read="note", width=10),
    ),
)
