"""Filters of the public list of claims."""

from django.db.models import Exists, F, OuterRef, Q

from orgs.filters import ChoiceOf, RecordFilters
from partnerships.enums import COMPLETED, UNDER_WAY, Beneficiary, ClaimState, ItemKind
from partnerships.models import ClaimParty

UNDER_WAY_KEY, COMPLETED_KEY, IN_TIME_KEY, RATED_KEY = "under_way", "completed", "in_time", "rated"
_STATES = {
    UNDER_WAY_KEY: ("正在办", Q(status__in=UNDER_WAY)),
    COMPLETED_KEY: ("已办结", Q(status__in=COMPLETED)),
    IN_TIME_KEY: ("按时办结", Q(status__in=COMPLETED, done_on__lte=F("due_on"))),
    RATED_KEY: ("已评价", Q(status=ClaimState.RATED)),
}
_KINDS = {
    "demand": ("认领需求", Q(item__kind=ItemKind.DEMAND)),
    "wish": ("微心愿", Q(item__kind=ItemKind.DEMAND, item__beneficiary=Beneficiary.RESIDENTS)),
    "service": ("点单服务", Q(item__kind=ItemKind.SERVICE)),
}


class ClaimFilters(RecordFilters):
    state = ChoiceOf(
        label="状态", every="全部状态", choices=[(k, label) for k, (label, _) in _STATES.items()]
    )
    kind = ChoiceOf(
        label="类别", every="认领和点单", choices=[(k, label) for k, (label, _) in _KINDS.items()]
    )

    dated, dated_label = "claimed_on", "认领日期"

    def holds(self, term):
        """In what is claimed, and in the names of those who hold it, where these are public."""
        by_unit = Q(unit__name__icontains=term, unit__is_public=True)
        by_organization = Q(organization__name__icontains=term, organization__is_public=True)
        parties = ClaimParty.objects.filter(by_unit | by_organization, claim=OuterRef("pk"))
        found = Q(item__title__icontains=term) | Q(Exists(parties))
        if term.isascii() and term.isalnum():
            found |= Q(item__initials__icontains=term.lower())
        return found

    def narrow_state(self, rows, state):
        return rows.filter(_STATES[state][1])

    def narrow_kind(self, rows, kind):
        return rows.filter(_KINDS[kind][1])
