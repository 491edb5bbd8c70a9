"""揭榜挂帅: a proposed project is put on offer with its goal, teams bid for it, one of them is chosen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lib.days import today
from lib.templatetags.jiedao_text import day
from orgs import audit
from orgs.enums import AuditAct, ReviewState
from orgs.models import ConsentText, Unit, User
from orgs.moves import Move, Refused, moving
from orgs.names import loose
from partnerships.enums import BidState, PartnerRole, ProjectState
from partnerships.models import Bid, Project, ProjectPartner

if TYPE_CHECKING:
    from django.http import HttpRequest

OFFER = Move("offer", "张榜", (ProjectState.PROPOSED,))
CHOOSE = Move("choose", "选定揭榜单位", (ProjectState.PROPOSED,))
_NOT_OFFERED = "这个项目还没有张榜，请先张榜。"


def offer(
    project: Project,
    by: User,
    request: HttpRequest | None = None,
    *,
    goal: str,
    on: date,
    until: date | None = None,
) -> None:
    """Residents see its goal from that day on, once it is published, and teams may bid until the deadline."""
    with moving(OFFER, project, by, request) as row:
        if row.offered_on:
            raise Refused("这个项目已经张榜。要改日期，请直接修改“张榜日期”和“揭榜截止”。")
        if not goal.strip():
            raise Refused("请写明项目目标，揭榜的单位要照着做方案。")
        if until is not None and until < today():
            raise Refused("揭榜截止已经过了，请填今天或以后的日期。")
        row.goal, row.offered_on, row.offered_until = goal.strip(), on, until


@transaction.atomic
def bid(
    project: Project,
    *,
    unit_name: str,
    contact_name: str,
    contact_phone: str,
    plan: str,
    consent: ConsentText | None,
    request: HttpRequest | None = None,
) -> Bid:
    """我要揭榜: a team's bid by the public form. Its unit is found by name where there is one."""
    row = Project._base_manager.select_for_update(of=("self",)).filter(pk=project.pk).first()
    if row is None or not row.is_public or row.review != ReviewState.PUBLISHED or not row.is_offered():
        raise Refused("这个项目已经不再张榜，不能揭榜。请看看别的项目。")
    if not row.takes_bids():
        raise Refused(f"这个项目的揭榜已于{day(row.offered_until)}截止，不能再申请。请看看别的项目。")
    for other in row.bids.filter(status=BidState.PENDING):
        if loose(other.unit_name) == loose(unit_name):
            raise Refused(f"“{unit_name}”已经申请过这个项目，不用再申请。要改方案请打电话联系我们。")
    made = Bid(
        project=row,
        unit_name=unit_name,
        unit=_unit_called(unit_name),
        contact_name=contact_name,
        contact_phone=contact_phone,
        plan=plan,
        consent=consent,
        consented_at=timezone.now() if consent else None,
    )
    try:
        made.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    made.save()
    audit.log(AuditAct.ADD, request=request, record=made, detail="网上揭榜")
    return made


def choose(
    project: Project,
    by: User,
    request: HttpRequest | None = None,
    *,
    bid: Bid,
    on: date,
    reason: str = "",
) -> None:
    """The bid's unit leads the project, which is decided; the other bids are declined for that reason."""
    with moving(CHOOSE, project, by, request) as row:
        bids = list(row.bids.select_for_update(of=("self",)).filter(status=BidState.PENDING))
        chosen = next((each for each in bids if each.pk == bid.pk), None)
        _must_be_choosable(row, chosen)
        others = [each for each in bids if each.pk != bid.pk]
        if others and not reason.strip():
            raise Refused("请写明其他单位没有选中的理由。")
        row.decided_on = on
        chosen.unit = chosen.unit or _unit_called(chosen.unit_name)
        if chosen.unit is None:
            raise Refused(
                f"单位名录里没有“{chosen.unit_name}”。请先录入这家单位，再在它的揭榜申请里选定“单位”。"
            )
        for each in others:
            _settle(each, BidState.DECLINED, reason.strip())
        _settle(chosen, BidState.CHOSEN)
        _let_lead(row, chosen.unit)


def _must_be_choosable(project, chosen):
    if not project.is_offered():
        raise Refused(_NOT_OFFERED)
    if project.takes_bids() and project.offered_until:
        raise Refused(
            f"揭榜要到{day(project.offered_until)}才截止，截止以后再选。要提前结束，请先改“揭榜截止”。"
        )
    if chosen is None:
        raise Refused("这份申请不是这个项目待遴选的申请，请重新选择。")


def _settle(bid, state, reason=""):
    bid.status, bid.reason, bid.settled_on = state, reason, today()
    bid.save()


def _let_lead(project, unit):
    """Whoever led before takes part."""
    project.partners.filter(role=PartnerRole.LEAD).update(role=PartnerRole.TAKES_PART)
    if not project.partners.filter(unit=unit).update(role=PartnerRole.LEAD):
        ProjectPartner.objects.create(project=project, unit=unit, role=PartnerRole.LEAD)


def _unit_called(name: str) -> Unit | None:
    return Unit.objects.filter(name=name.strip()).first()
