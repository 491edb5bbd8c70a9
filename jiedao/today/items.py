"""What waits of the three lists."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce, Greatest

from jiedao.today.groups import FINISH, FOLLOW, LATE, SOON
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind
from partnerships.enums import ClaimState
from partnerships.models import Claim, Demand, Resource, Service
from partnerships.workflow import claims, items

_CONFIRMED = Greatest("published_on", Coalesce("confirmed_on", F("published_on")))


def _unclaimed(rows, at):
    held = Claim.objects.holding().filter(item=OuterRef("pk"))
    return rows.on_list(at).exclude(available_until__lt=at).exclude(Exists(held))


def _closing(rows, at, user):
    soon = at + timedelta(days=settings.DEADLINE_NOTICE_DAYS)
    return _unclaimed(rows, at).filter(claim_by__gte=at, claim_by__lte=soon)


def _returned(rows, at, user):
    """Somebody gave it back, perhaps by the private link. Those near the deadline wait under other words."""
    soon = at + timedelta(days=settings.DEADLINE_NOTICE_DAYS)
    returned = Claim.objects.filter(status=ClaimState.RETURNED).order_by().values("item")
    return _unclaimed(rows, at).filter(pk__in=returned).exclude(claim_by__lte=soon)


def _deadline_words(item, at):
    days = (item.claim_by - at).days
    left = f"已过{-days}天" if days < 0 else f"还有{days}天" if days else "就是今天"
    return f"{day(item.claim_by)}认领截止，{left}"


def _stale_words(item, at):
    confirmed = max(filter(None, (item.published_on, item.confirmed_on)))
    return f"{day(confirmed)}以后没有确认"


def _stale(model, key):
    return Kind(
        key=f"{key}-stale",
        group=FOLLOW,
        title=f"待更新的{model._meta.verbose_name}",
        model=model,
        waiting=lambda rows, at, user: rows.stale(at),
        day=_CONFIRMED,
        words=lambda item, at: (
            f"{day(max(filter(None, (item.published_on, item.confirmed_on))))}以后没有确认"
        ),
        verb=items.CONFIRM,
    )


def _unpublished(model, key):
    return Kind(
        key=f"{key}-unpublished",
        group=FINISH,
        title=f"没有发布的{model._meta.verbose_name}",
        model=model,
        waiting=lambda rows, at, user: rows.filter(published_on=None),
        day="updated_at__date",
        words=lambda item, at: f"{day(item.created_at)}录入",
        button="填发布日期",
    )


KINDS = (
    Kind(
        key="demands-unclaimed",
        group=LATE,
        title="过了认领截止、没有人认领的需求",
        model=Demand,
        waiting=lambda rows, at, user: _unclaimed(rows, at).filter(claim_by__lt=at),
        day="claim_by",
        words=_deadline_words,
        verb=claims.ASSIGN,
    ),
    Kind(
        key="demands-closing",
        group=SOON,
        title="快到认领截止、没有人认领的需求",
        model=Demand,
        waiting=_closing,
        day="claim_by",
        words=_deadline_words,
        verb=claims.ASSIGN,
    ),
    Kind(
        key="demands-returned",
        group=FOLLOW,
        title="退回了、没有人接着办的需求",
        model=Demand,
        waiting=_returned,
        day="published_on",
        words=lambda item, at: f"{day(item.published_on)}发布，认领的单位退回了",
        verb=claims.ASSIGN,
    ),
    _stale(Resource, "resources"),
    _stale(Service, "services"),
    _unpublished(Resource, "resources"),
    _unpublished(Demand, "demands"),
    _unpublished(Service, "services"),
)
