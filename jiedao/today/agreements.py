"""What waits of agreements."""

from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce

from jiedao.today.groups import FOLLOW, SOON
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind
from partnerships.models import Agreement, AgreementParty
from partnerships.workflow import agreements

_PARTIES = Prefetch("parties", AgreementParty.objects.select_related("organization", "unit"))


def _expiring(rows, at, user):
    """One whose renewal is being prepared waits as an unsigned agreement."""
    return rows.expiring(at).filter(renewed_by=None)


def _unsigned(rows, at, user):
    """Those that nobody has signed yet: the others say who has not."""
    partly = Agreement.objects.partly_signed().order_by().values("pk")
    return rows.filter(Q(signed_on=None) | Q(signed_on__gt=at)).exclude(pk__in=partly)


def _silent(rows, at, user):
    ending = Agreement.objects.expiring(at).order_by().values("pk")
    return rows.silent(at).exclude(pk__in=ending)


def _unsigned_words(agreement, at):
    return "还没有签约日期" if agreement.signed_on is None else f"{day(agreement.signed_on)}签"


def _missing_words(agreement, at):
    return f"还没有签：{'、'.join(str(party) for party in agreement.missing_parties())}"


KINDS = (
    Kind(
        key="agreements-expiring",
        group=SOON,
        title="即将到期的协议",
        model=Agreement,
        waiting=_expiring,
        day="ends_on",
        words=lambda agreement, at: f"{day(agreement.ends_on)}到期，还有{agreement.days_left(at)}天",
        verb=agreements.RENEW,
    ),
    Kind(
        key="agreements-partly",
        group=FOLLOW,
        title="还没有签全的协议",
        model=Agreement,
        waiting=lambda rows, at, user: rows.partly_signed(),
        day="updated_at__date",
        words=_missing_words,
        verb=agreements.SIGN,
        prefetched=(_PARTIES,),
    ),
    Kind(
        key="agreements-unsigned",
        group=FOLLOW,
        title="拟签的协议",
        model=Agreement,
        waiting=_unsigned,
        day="updated_at__date",
        words=_unsigned_words,
        verb=agreements.SIGN,
    ),
    Kind(
        key="agreements-silent",
        group=FOLLOW,
        title="没有动静的协议",
        model=Agreement,
        waiting=_silent,
        day=Coalesce(F("effective_on"), F("signed_on")),
        words=lambda agreement, at: f"{day(agreement.effective_on or agreement.signed_on)}生效",
        button="看履约记录",
    ),
)
