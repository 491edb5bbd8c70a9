"""The filter of lists by where their records stand in the review."""

from functools import partial

from django.db.models import Q

from orgs.access import Action
from orgs.admin.filters import StateFilter
from orgs.enums import ReviewState

# Those that wait come first.
_IN_ORDER = (ReviewState.SUBMITTED, ReviewState.RETURNED, ReviewState.DRAFT, ReviewState.PUBLISHED)


# The start page's own: of rows that more people see, those in the user's hands. {key: (state, right, words)}
_IN_HAND = {
    f"my-{state}": (state, right, words)
    for state, right, words in (
        (ReviewState.SUBMITTED, Action.REVIEW, "待我审核"),
        (ReviewState.RETURNED, Action.CHANGE, "被退回，由我修改"),
        (ReviewState.DRAFT, Action.CHANGE, "草稿，由我提交"),
    )
}


class ReviewFilter(StateFilter):
    title = "审核状态"
    parameter_name = "review"
    states = tuple((state.value, state.label, partial(Q, review=state)) for state in _IN_ORDER)

    def lookups(self, request, model_admin):
        chosen = _IN_HAND.get(self.value())
        return [*super().lookups(request, model_admin), *([(self.value(), chosen[2])] if chosen else [])]

    def queryset(self, request, queryset):
        if self.value() not in _IN_HAND:
            return super().queryset(request, queryset)
        state, right, _ = _IN_HAND[self.value()]
        own = queryset.model._default_manager.open_to(request.user, right)
        return queryset.filter(pk__in=own.filter(review=state).order_by().values("pk"))
