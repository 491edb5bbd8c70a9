"""When people signed up, as a filter of the staff's list."""

from datetime import timedelta

from django.contrib import admin

from lib.days import beginning, today

# {value in the address: (words, how many days till today)}
_SPANS = {"today": ("今天", 1), "week": ("最近7天", 7)}


class SignedUpOn(admin.SimpleListFilter):
    title = "报名日期"
    parameter_name = "signed_up"

    def lookups(self, request, model_admin):
        return [(key, words) for key, (words, _) in _SPANS.items()]

    def queryset(self, request, queryset):
        if self.value() not in _SPANS:
            return queryset
        _, days = _SPANS[self.value()]
        return queryset.filter(queued_at__gte=beginning(today() - timedelta(days=days - 1)))
