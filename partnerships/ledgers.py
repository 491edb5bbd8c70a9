"""The ledgers of agreements, the three lists, projects and problems."""

from django.db.models import Case, F, Q, When

from orgs.ledgers import Column, Kind, Ledger, joined
from partnerships.enums import ItemKind, PartnerRole
from partnerships.models import Agreement, ListItem, Problem, Project


def _agreements(at):
    """`expires_on` is the last day, unless the agreement was ended before."""
    ended_before = Q(terminated_on__lt=F("ends_on"))
    return (
        Agreement.objects.annotate(expires_on=Case(When(~ended_before, then=F("ends_on"))))
        .select_related("organization", "witness")
        .prefetch_related("parties__organization", "parties__unit")
        .order_by("signed_on", "number", "pk")
    )


def _in_charge(**options):
    return Column(header="归口党组织", read="organization.name", required=True, **options)


AGREEMENTS = Ledger(
    key="agreements",
    title="共建协议台账",
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
        Column(header="协议编号", read="number", width=6),
        Column(header="协议名称", read="title", width=12, required=True),
        _in_charge(width=7),
        Column(
            header="签约方",
            read=lambda agreement: joined(party.signatory for party in agreement.parties.all()),
            width=13,
            required=True,
        ),
        Column(header="见证方", read="witness.name", width=5),
        Column(header="签约日期", read="signed_on", kind=Kind.DATE, width=7, required=True),
        Column(header="生效日期", read="effective_on", kind=Kind.DATE, width=7),
        Column(header="到期日期", read="ends_on", kind=Kind.DATE, width=7),
        Column(header="终止日期", read="terminated_on", kind=Kind.DATE, width=7, since="terminated_on"),
        Column(header="终止原因", read="termination_reason", width=5, since="terminated_on"),
        Column(header="主要内容", read="content", width=14),
        Column(header="备注", read="note", width=5),
    ),
)


def _items(kind):
    return (
        ListItem.objects.of_kind(kind)
        .select_related("organization", "unit", "category")
        .order_by("published_on", "number", "pk")
    )


_ITEM_COLUMNS = (
    Column(header="编号", read="number", width=6),
    Column(header="名称", read="title", width=14, required=True),
    Column(header="类别", read="category.name", width=6, required=True),
    _in_charge(width=8),
    Column(header="单位", read="unit.name", width=10),
    # Rooms, hours and persons do not add up: no total.
    Column(header="数量", read="quantity", kind=Kind.NUMBER, width=4),
    Column(header="计量单位", read="measure", width=4),
    Column(header="说明", read="description", width=16),
    Column(header="联系人", read="contact_name", width=5),
    Column(header="联系电话", read="contact_phone", width=7),
    Column(header="发布日期", read="published_on", kind=Kind.DATE, width=7, required=True),
    Column(header="有效期至", read="available_until", kind=Kind.DATE, width=7),
    Column(header="备注", read="note", width=5),
)


def _list(kind, key):
    return Ledger(
        key=key,
        title=f"{kind.label}清单",
        measure="项",
        records=lambda at: _items(kind),
        begins="published_on",
        happenings={"published_on": "发布", "withdrawn_on": "撤回"},
        columns=_ITEM_COLUMNS,
    )


RESOURCES = _list(ItemKind.RESOURCE, "resources")
DEMANDS = _list(ItemKind.DEMAND, "demands")
SERVICES = _list(ItemKind.SERVICE, "services")


def _partners(role):
    """Reads the project's partners of one role; they are few and prefetched."""
    return lambda project: joined(partner for partner in project.partners.all() if partner.role == role)


PROJECTS = Ledger(
    key="projects",
    title="共建项目台账",
    measure="个",
    records=lambda at: (
        Project.objects.select_related("organization", "category", "agreement")
        .prefetch_related("partners__organization", "partners__unit")
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
        Column(header="项目编号", read="number", width=6),
        Column(header="项目名称", read="title", width=12, required=True),
        Column(header="类别", read="category.name", width=5, required=True),
        _in_charge(width=7),
        Column(header="牵头单位", read=_partners(PartnerRole.LEAD), width=8),
        Column(header="参与单位", read=_partners(PartnerRole.TAKES_PART), width=10),
        Column(header="所属协议", read="agreement.title", width=9, since="agreement.signed_on"),
        Column(header="确定日期", read="decided_on", kind=Kind.DATE, width=7, required=True),
        Column(header="开始日期", read="started_on", kind=Kind.DATE, width=7, since="started_on"),
        Column(header="完成日期", read="finished_on", kind=Kind.DATE, width=7, since="finished_on"),
        Column(header="项目目标", read="goal", width=11),
        Column(header="项目成效", read="result", width=11, since="finished_on"),
        Column(header="备注", read="note", width=5),
    ),
)

PROBLEMS = Ledger(
    key="problems",
    title="实际问题台账",
    measure="个",
    records=lambda at: (
        Problem.objects.select_related("organization")
        .prefetch_related("units")
        .order_by("raised_on", "number", "pk")
    ),
    begins="raised_on",
    happenings={"raised_on": "提出", "solved_on": "解决", "verified_on": "核实"},
    columns=(
        Column(header="问题编号", read="number", width=6),
        Column(header="问题", read="title", width=18, required=True),
        _in_charge(width=10),
        Column(header="来源", read="get_source_display", width=5, required=True),
        Column(header="提出日期", read="raised_on", kind=Kind.DATE, width=7, required=True),
        Column(header="责任单位", read=lambda problem: joined(problem.units.all()), width=13),
        Column(header="办理时限", read="due_on", kind=Kind.DATE, width=7),
        Column(header="解决日期", read="solved_on", kind=Kind.DATE, width=7, since="solved_on"),
        Column(header="解决情况", read="result", width=18, since="solved_on"),
        Column(header="备注", read="note", width=5),
    ),
)
