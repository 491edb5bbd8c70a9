"""The figures of agreements, lists, projects and problems."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from orgs.figures import Figure, Turn
from orgs.models import Organization, Unit
from partnerships.enums import Beneficiary, ItemKind
from partnerships.models import (
    Agreement,
    AgreementParty,
    Claim,
    ListItem,
    Problem,
    ProblemReopening,
    Project,
)

# An agreement counts where it is filed and at the parties that stand for their place, not for a unit.
_AGREEMENT_PLACES = ("organization__path", "parties__organization__path")
_PARTY_PLACES = ("agreement__organization__path", "agreement__parties__organization__path")
_WHERE = "协议计入归口党组织和签约的街道、管区、社区（含社区自设支部），不计入外单位党组织所隶属的社区。"


def _communities_with_agreements(at):
    signed = Agreement.objects.signed_by(at)
    in_charge = signed.filter(organization=OuterRef("pk"))
    party = AgreementParty.objects.filter(organization=OuterRef("pk"), agreement__in=signed)
    return Organization.objects.communities().filter(Exists(in_charge) | Exists(party))


COMMUNITIES_WITH_AGREEMENTS = Figure(
    key="communities_with_agreements",
    label="建立共建关系的社区",
    measure="个",
    rule="截至当日，作为签约方或归口党组织签有共建协议的社区，同一社区只计一次。",
    facts=_communities_with_agreements,
    subject=Organization,
    places=("path",),
    cumulative=True,
)


def _outside_parties(at):
    """A party that signed on a day of its own, later than the agreement, is one from then."""
    has_signed = Q(signed_on=None) | Q(signed_on__lte=at)
    return AgreementParty.objects.of_outside_units().filter(has_signed, agreement__signed_on__lte=at)


PARTNER_UNITS = Figure(
    key="partner_units",
    label="共建单位",
    measure="家",
    rule=f"截至当日，已签协议中已签署的各签约方所属的单位，街道、管区、社区自身除外；同一单位不论有几个支部、与几个社区签约、是否续签，只计一次。{_WHERE}",
    facts=_outside_parties,
    subject=Unit,
    counted="unit",
    places=_PARTY_PLACES,
    cumulative=True,
    dated=Greatest("agreement__signed_on", Coalesce("signed_on", "agreement__signed_on")),
)

AGREEMENTS_SIGNED = Figure(
    key="agreements_signed",
    label="累计签订协议",
    measure="份",
    rule=f"签约日期在当日或之前的共建协议，含已到期、已终止的；续签另计一份。{_WHERE}",
    facts=lambda at: Agreement.objects.signed_by(at),
    subject=Agreement,
    places=_AGREEMENT_PLACES,
    cumulative=True,
    dated="signed_on",
)

AGREEMENTS_IN_FORCE = Figure(
    key="agreements_in_force",
    label="履行中协议",
    measure="份",
    rule=f"当日已生效，未到期、未终止、未被续签取代的共建协议。{_WHERE}",
    facts=lambda at: Agreement.objects.in_force(at),
    subject=Agreement,
    places=_AGREEMENT_PLACES,
)

PROJECTS = Figure(
    key="projects",
    label="共建项目",
    measure="个",
    rule="确定日期在当日或之前，且当日未取消的共建项目。",
    facts=lambda at: Project.objects.decided(at),
    subject=Project,
)


def _solved_and_reopened(at):
    """A solution counts from its day on, until the day on which the problem came back."""
    there, back = "organization__path", "problem__organization__path"
    present = Problem.objects.filter(solved_on__lte=at)
    earlier = ProblemReopening.objects.filter(solved_on__lte=at)
    ended = ProblemReopening.objects.filter(reopened_on__lte=at)
    return [
        Turn(present, "solved_on", 1, there),
        Turn(earlier, "solved_on", 1, back),
        Turn(ended, "reopened_on", -1, back),
    ]


PROBLEMS_SOLVED = Figure(
    key="problems_solved",
    label="解决实际问题",
    measure="个",
    rule="解决日期在当日或之前，且当日没有重新办理的居民实际问题。",
    facts=lambda at: Problem.objects.solved(at),
    subject=Problem,
    turns=_solved_and_reopened,
)


def _on_list(kind, key, label):
    return Figure(
        key=key,
        label=label,
        measure="项",
        rule=f"当日{label}清单上已发布、未撤回的条目。",
        facts=lambda at: ListItem.objects.of_kind(kind).on_list(at),
        subject=ListItem,
    )


RESOURCES = _on_list(ItemKind.RESOURCE, "resources", "资源")
DEMANDS = _on_list(ItemKind.DEMAND, "demands", "需求")
SERVICES = _on_list(ItemKind.SERVICE, "services", "服务")

DEMANDS_MATCHED = Figure(
    key="demands_matched",
    label="已对接需求",
    measure="项",
    rule="当日需求清单上，在当日或之前已由共建项目对接、或已有单位认领的条目；项目须已确定、未取消，认领须已确认、未退回。",
    facts=lambda at: ListItem.objects.of_kind(ItemKind.DEMAND).on_list(at).matched(at),
    subject=ListItem,
)

CLAIMS = Figure(
    key="claims",
    label="认领",
    measure="项",
    rule="截至当日已确认，当日没有退回、过期的需求认领；几家联合认领计一项，点单不计在内。计入提出需求的党组织。",
    facts=lambda at: Claim.objects.of_demands().agreed(at),
    subject=Claim,
)

CLAIMS_DONE = Figure(
    key="claims_done",
    label="认领办结",
    measure="项",
    rule="办结日期在当日或之前的需求认领，已评价的也在内；点单不计在内。",
    facts=lambda at: Claim.objects.of_demands().completed(at),
    subject=Claim,
    cumulative=True,
    dated="done_on",
)

WISHES_DONE = Figure(
    key="wishes_done",
    label="实现微心愿",
    measure="个",
    rule="在当日或之前有认领办结的居民需求（微心愿）；同一个心愿不论有几项认领，只计一次。",
    facts=lambda at: Claim.objects.of_demands().completed(at).filter(item__beneficiary=Beneficiary.RESIDENTS),
    subject=ListItem,
    counted="item",
    cumulative=True,
    dated="done_on",
)

ORDERS_DONE = Figure(
    key="orders_done",
    label="服务点单办结",
    measure="单",
    rule="办结（出单）日期在当日或之前的服务点单，计入点单的党组织。",
    facts=lambda at: Claim.objects.orders().completed(at),
    subject=Claim,
    cumulative=True,
    dated="done_on",
)

FIGURES = (
    COMMUNITIES_WITH_AGREEMENTS,
    PARTNER_UNITS,
    AGREEMENTS_SIGNED,
    AGREEMENTS_IN_FORCE,
    PROJECTS,
    PROBLEMS_SOLVED,
    RESOURCES,
    DEMANDS,
    DEMANDS_MATCHED,
    SERVICES,
    CLAIMS,
    CLAIMS_DONE,
    WISHES_DONE,
    ORDERS_DONE,
)
