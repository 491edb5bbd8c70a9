"""The ledger of seats in councils."""

from orgs.intake.inlets import Choice, Day, Text
from orgs.intake.seats import CouncilOf, CouncilPlace, Holder, one_open_seat_each
from orgs.ledgers.base import Column, Kind, Ledger
from orgs.ledgers.related import FirstOf
from orgs.models import CouncilSeat

SEATS = Ledger(
    key="seats",
    title="议事会成员台账",
    model=CouncilSeat,
    words=("成员",),
    identity=("议事机构", "成员单位", "加入日期"),
    in_charge="归口党组织",
    judge=one_open_seat_each,
    measure="席",
    records=lambda at: CouncilSeat.objects.select_related("council__organization", "unit").order_by(
        "council__organization__path", "council__kind", "council", "since", "pk"
    ),
    begins="since",
    happenings={"since": "加入", "until": "退出"},
    columns=(
        Column(
            header="议事机构",
            read="council.name",
            width=14,
            required=True,
            writes=CouncilOf(),
            aliases="议事机构名称 议事会 议事会名称",
            example="示例社区共建议事会",
        ),
        Column(
            header="归口党组织",
            read="council.organization.name",
            width=11,
            required=True,
            writes=CouncilPlace(),
            aliases="所属党组织 归口单位 所属社区 社区",
            hint="议事机构归哪个党组织。",
        ),
        Column(
            header="成员单位",
            read=FirstOf("unit.name", "person_role"),
            width=18,
            writes=Holder(),
            aliases="单位 单位名称 成员",
            hint="单位名称；代表个人的席位写身份，如“区人大代表”，不写姓名。",
        ),
        Column(
            header="席位",
            read="get_title_display",
            width=7,
            required=True,
            writes=Choice("title", {"成员单位": "成员", "兼职委员": "兼职", "召集人": "召集单位 牵头单位"}),
            aliases="职务 身份 席位类别",
        ),
        Column(
            header="加入日期",
            read="since",
            kind=Kind.DATE,
            width=7,
            required=True,
            writes=Day("since"),
            aliases="任职日期",
        ),
        Column(
            header="退出日期",
            read="until",
            kind=Kind.DATE,
            width=7,
            since="until",
            writes=Day("until"),
            aliases="离任日期",
        ),
        Column(header="备注", read="note", width=10, writes=Text("note")),
    ),
)
