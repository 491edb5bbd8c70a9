"""Filters beside the three lists."""

from django.db.models import Exists, OuterRef, Q

from lib.days import today
from orgs.admin.filters import CategoryFilter, StateFilter
from orgs.models.category import CategoryKind
from partnerships.enums import ItemState
from partnerships.freshness import fresh_since
from partnerships.models import Claim


def _withdrawn():
    return Q(withdrawn_on__lte=today())


def _listed():
    return Q(published_on__lte=today()) & ~_withdrawn()


def _usable():
    return _listed() & (Q(available_until=None) | Q(available_until__gte=today()))


def _unconfirmed():
    since = fresh_since(today())
    return _usable() & Q(published_on__lt=since) & (Q(confirmed_on=None) | Q(confirmed_on__lt=since))


def _unclaimed():
    return _usable() & ~Exists(Claim.objects.holding().filter(item=OuterRef("pk")).order_by())


_DRAFT = ("draft", "未发布", lambda: Q(published_on=None) | Q(published_on__gt=today()))
_LISTED = ("listed", "在清单上", _listed)
_WITHDRAWN = ("withdrawn", "已撤回", _withdrawn)


class OfferStateFilter(StateFilter):
    states = (_DRAFT, _LISTED, ("stale", ItemState.STALE.label, _unconfirmed), _WITHDRAWN)


class DemandStateFilter(StateFilter):
    states = (
        _DRAFT,
        _LISTED,
        ("unclaimed", "在清单上，没有人认领", _unclaimed),
        (
            "late",
            "已过认领截止，没有人认领",
            lambda: _unclaimed() & Q(claim_by__lt=today()),
        ),
        _WITHDRAWN,
    )


class ResourceCategoryFilter(CategoryFilter):
    kind = CategoryKind.RESOURCE


class DemandCategoryFilter(CategoryFilter):
    kind = CategoryKind.DEMAND


class ServiceCategoryFilter(CategoryFilter):
    kind = CategoryKind.SERVICE
