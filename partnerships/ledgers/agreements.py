"""The ledger of agreements."""

from django.db.models import Case, F, Prefetch, Q, When

from orgs.intake.inlets import Day, Numbering, Text
from orgs.intake.membership import RelatedMembers
from orgs.intake.references import Reference, organizations
from orgs.ledgers import Column, Kind, Ledger
from orgs.ledgers.related import Related
from partnerships.ledgers.in_charge import in_charge
from partnerships.models import Agreement, AgreementParty

# Joined: SQLite cannot look for more than a thousand foreign keys at once as Django prefetches them.
_PARTIES = Prefetch("parties", AgreementParty.objects.select_related("organization", "unit"))


def _agreements(at):
    """`expires_on` is the last day, unless the agreement was ended before."""
    ended_before = Q(terminated_on__lt=F("ends_on"))
    return (
        Agreement.objects.annotate(expires_on=Case(When(~ended_before, then=F("ends_on"))))
        .select_related("organization", "witness")
        .prefetch_related(_PARTIES)
        .order_by("signed_on", "number", "pk")
    )


AGREEMENTS = Ledger(
    key="agreements",
    title="共建协议台账",
    model=Agreement,
    words=("协议", "共建协议"),
    number="协议编号",
    identity=("协议名称", "归口党组织", "签约日期"),
    in_charge="归口党组织",
    measure="份",
    records=_agreements,
    scope=lambda agreements, organization: agreements.concerning(organization),
    begins="signed_on",
    happenings={
        "signed_on": "签订",
        "effective_on": "生效",
        "expires_on": "到期",
        "terminated_on": "终止",
    },
    columns=(
        Column(
            header="协议编号",
            read="number",
            width=6,
            writes=Numbering("number"),
            aliases="编号",
            hint="空着由系统编号；填了就按它认协议。",
        ),
        Column(
            header="协议名称",
            read="title",
            width=12,
            required=True,
            writes=Text("title"),
            aliases="名称 协议标题",
            example="示例结对共建协议",
        ),
        in_charge(width=7),
        Column(
            header="签约方",
            read=Related("parties"),
            width=13,
            required=True,
            writes=RelatedMembers("parties", "parties", ordered=True, least=2),
            aliases="签约单位 签约各方 共建单位 共建各方 协议各方 签约双方 共建双方",
            hint="两方或多方，用“、”隔开；党组织和单位都可以写。",
            example="示例社区党委、示例科技有限公司",
            parts="甲方 乙方 丙方 丁方",
        ),
        Column(
            header="见证方",
            read="witness.name",
            width=5,
            writes=Reference("witness", organizations),
            aliases="见证单位 见证党组织",
        ),
        Column(
            header="签约日期",
            read="signed_on",
            kind=Kind.DATE,
            width=7,
            required=True,
            writes=Day("signed_on"),
            aliases="签订日期 签署日期 签约日",
        ),
        Column(
            header="生效日期",
            read="effective_on",
            kind=Kind.DATE,
            width=7,
            writes=Day("effective_on"),
            aliases="起始日期",
            hint="空着即签约之日。",
        ),
        Column(
            header="到期日期",
            read="ends_on",
            kind=Kind.DATE,
            width=7,
            writes=Day("ends_on", never="长期 长期有效 无固定期限 无 / — ——"),
            aliases="有效期至 截止日期 届满日期",
            hint="长期有效的不填。",
        ),
        Column(
            header="终止日期",
            read="terminated_on",
            kind=Kind.DATE,
            width=7,
            since="terminated_on",
            writes=Day("terminated_on"),
            aliases="解除日期",
        ),
        Column(
            header="终止原因",
            read="termination_reason",
            width=5,
            since="terminated_on",
            writes=Text("termination_reason"),
            aliases="解除原因",
            hint="填了终止日期就要写。",
        ),
        Column(
            header="主要内容",
            read="content",
            width=14,
            writes=Text("content"),
            aliases="协议内容 共建内容 内容 合作内容",
        ),
        Column(header="备注", read="note", width=5, writes=Text("note")),
    ),
)
